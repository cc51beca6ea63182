"""People: finding, opening an account, changing and closing it, a new one-time password."""

from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.identity import passwords
from registry.identity.models import Role, User
from registry.identity.queries import find_second_step, search_users
from registry.identity.service import accounts, links, roles, second_step
from registry.operations import personal
from registry.web.admin import present, reach
from registry.web.admin.blueprint import bp
from registry.web.admin.fields import my_scope, suggestions
from registry.web.admin.forms import ConfirmForm, EraseForm, NewPersonForm, PersonForm
from registry.web.guard import actor, can, permission
from registry.web.telling import tell
from registry.web.words import choices


@bp.get("/quan-tri/nguoi-dung")
@permission(Permission.USER_ADMINISTER)
def list_users() -> ResponseReturnValue:
    """People with a role in my scope, by words, role and state."""
    text, role = request.args.get("q", "").strip()[:100], request.args.get("vai-tro", "")
    closed = request.args.get("da-dong") == "1"
    page = search_users(
        text,
        within=my_scope(),
        role=Role(role) if role in list(Role) else None,
        active=None if closed else True,
        number=request.args.get("trang", 1, type=int),
    )
    asked = {"q": text, "vai-tro": role, "da-dong": "1" if closed else ""}
    return render_template(
        "admin/list_users.html",
        page=page,
        asked=asked,
        roles=choices(Role),
        held={person.id: present.roles_of(actor(), person) for person in page.items},
        href=lambda number: "?" + urlencode({**asked, "trang": number}),
    )


@bp.route("/quan-tri/nguoi-dung/moi", methods=["GET", "POST"])
@permission(Permission.USER_ADMINISTER)
def create_user() -> ResponseReturnValue:
    """Open an account with its first role; the one-time password is shown once."""
    form = NewPersonForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _open_account(form))):
        return answer
    return render_template("admin/create_user.html", form=form, suggestions=suggestions()), form.status


@bp.get("/quan-tri/nguoi-dung/<ref:username>")
@permission(Permission.USER_ADMINISTER)
def show_user(username: str) -> ResponseReturnValue:
    """One person: account and roles in my scope."""
    person = reach.get_person(actor(), username)
    return render_template(
        "admin/show_user.html",
        person=person,
        roles=present.roles_of(actor(), person),
        elsewhere=len(person.grants) - len(reach.grants_within(actor(), person)),
        may_change=can(Permission.USER_ADMINISTER, person),
        has_phone=find_second_step(person) is not None,
    )


@bp.route("/quan-tri/nguoi-dung/<ref:username>/sua", methods=["GET", "POST"])
@permission(Permission.USER_ADMINISTER)
def edit_user(username: str) -> ResponseReturnValue:
    """Change name, position and e-mail."""
    person = reach.get_person(actor(), username)
    form = PersonForm.from_request(obj=person, version=str(person.version))
    if form.submitted() and (answer := form.done(lambda: _change_account(form, person))):
        return answer
    return render_template("admin/edit_user.html", form=form, person=person), form.status


@bp.route("/quan-tri/nguoi-dung/<ref:username>/mat-khau", methods=["GET", "POST"])
@permission(Permission.USER_ADMINISTER)
def reset_password(username: str) -> ResponseReturnValue:
    """Give somebody a one-time password; what happens stands on the page before."""
    person = reach.get_person(actor(), username)
    form = ConfirmForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _reset(person))):
        return answer
    return render_template("admin/reset_password.html", form=form, person=person), form.status


@bp.route("/quan-tri/nguoi-dung/<ref:username>/gui-thu", methods=["GET", "POST"])
@permission(Permission.USER_ADMINISTER)
def send_link(username: str) -> ResponseReturnValue:
    """Send somebody a link to choose a password; what happens stands on the page before."""
    person = reach.get_person(actor(), username)
    form = ConfirmForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _invite(person))):
        return answer
    return render_template("admin/send_link.html", form=form, person=person), form.status


@bp.route("/quan-tri/nguoi-dung/<ref:username>/hai-lop", methods=["GET", "POST"])
@permission(Permission.USER_ADMINISTER)
def reset_second_step(username: str) -> ResponseReturnValue:
    """Let somebody who lost phone and paper set up another phone."""
    person = reach.get_person(actor(), username)
    form = ConfirmForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _forget_phone(person))):
        return answer
    return render_template("admin/reset_second_step.html", form=form, person=person), form.status


@bp.route("/quan-tri/nguoi-dung/<ref:username>/dong", methods=["GET", "POST"])
@permission(Permission.USER_ADMINISTER)
def close_account(username: str) -> ResponseReturnValue:
    """Close an account: what happens stands on the page before."""
    person = reach.get_person(actor(), username)
    form = ConfirmForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _set_active(person, active=False))):
        return answer
    return render_template("admin/close_account.html", form=form, person=person), form.status


@bp.route("/quan-tri/nguoi-dung/<ref:username>/xoa-du-lieu", methods=["GET", "POST"])
@permission(Permission.USER_ADMINISTER)
def erase_person(username: str) -> ResponseReturnValue:
    """Take the personal data out of a closed account; what happens stands on the page before."""
    person = reach.get_person(actor(), username)
    form = EraseForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _erase(form, person))):
        return answer
    return render_template("admin/erase_person.html", form=form, person=person), form.status


@bp.post("/quan-tri/nguoi-dung/<ref:username>/mo")
@permission(Permission.USER_ADMINISTER)
def open_account(username: str) -> ResponseReturnValue:
    """Open a closed account again."""
    person = reach.get_person(actor(), username)
    form = ConfirmForm.from_request()
    answer = form.done(lambda: _set_active(person, active=True)) if form.submitted() else None
    return answer or (render_template("admin/close_account.html", form=form, person=person), form.status)


def _open_account(form: NewPersonForm) -> str:
    password = passwords.make_one_time_password()
    person = accounts.create_user(
        actor(), username=form.username.data or "", name=form.name.data or "", password=password,
        one_time=True, job_title=form.job_title.data or "", email=form.email.data,
    )  # fmt: skip
    roles.grant_role(
        actor(), person, role=Role(form.role.data), unit_id=form.unit.named.id,
        valid_from=form.valid_from.data, valid_to=form.valid_to.data, reason=form.reason.data or "",
    )  # fmt: skip
    tell(_("The account is open."), "success")
    return _invite(person) if form.by_mail.data else _handed_over(person, password)


def _change_account(form: PersonForm, person: User) -> str:
    accounts.change_user(
        actor(), person, version=form.seen_version, name=form.name.data or "",
        job_title=form.job_title.data or "", email=form.email.data,
    )  # fmt: skip
    tell(_("The account is changed."), "success")
    return url_for("admin.show_user", username=person.username)


def _erase(form: EraseForm, person: User) -> str:
    personal.erase(actor(), person, reason=form.reason.data or "")
    tell(_("The personal data is erased."), "success")
    return url_for("admin.show_user", username=person.username)


def _invite(person: User) -> str:
    links.invite(actor(), person)
    tell(_("A letter with a link goes to %(email)s.", email=person.email or ""), "success")
    return url_for("admin.show_user", username=person.username)


def _reset(person: User) -> str:
    return _handed_over(person, accounts.reset_password(actor(), person))


def _forget_phone(person: User) -> str:
    second_step.reset(actor(), person)
    tell(_("The phone is removed. The person sets up another one at the next sign-in."), "success")
    return url_for("admin.show_user", username=person.username)


def _handed_over(person: User, password: str) -> str:
    """The password is shown on the next page and then nowhere again."""
    tell(
        _("One-time password of %(name)s: %(password)s. Hand it over in person or by telephone; it works for"
          " three days and is shown only now.", name=person.username, password=password),
        "warning",
    )  # fmt: skip
    return url_for("admin.show_user", username=person.username)


def _set_active(person: User, *, active: bool) -> str:
    accounts.set_active(actor(), person, active=active)
    tell(_("The account is open.") if active else _("The account is closed."), "success")
    return url_for("admin.show_user", username=person.username)
