"""Pages on which a unit, or the staff for it, records who agreed to be named and pictured."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries as catalogue
from registry.catalogue.models import Exemplar
from registry.consent import queries
from registry.consent.models import NamedPerson
from registry.consent.service import answering, recording
from registry.consent.states import Effect, Purpose
from registry.core.clock import today
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.web.consent import present
from registry.web.consent.blueprint import bp
from registry.web.consent.forms import WHAT_FOR, WHAT_HAPPENS, AnswersForm, PersonForm, WithdrawForm
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.telling import tell
from registry.web.words import word


@bp.get("/mo-hinh/<ref:reference>/nguoi")
@permission(Permission.CONSENT_RECORD)
def list_people(reference: str) -> ResponseReturnValue:
    """Everybody whom the model names or pictures, and what they agreed to."""
    exemplar = _exemplar(reference)
    cards = present.cards_of(queries.list_people(exemplar))
    return render_template("consent/list_people.html", exemplar=exemplar, cards=cards, what_for=WHAT_FOR)


@bp.get("/mo-hinh/<ref:reference>/nguoi/phieu-trang")
@permission(Permission.CONSENT_RECORD)
def show_blank(reference: str) -> ResponseReturnValue:
    """The empty paper to print, fill in and sign; both purposes are asked by themselves."""
    return render_template("consent/show_blank.html", exemplar=_exemplar(reference), what_for=WHAT_FOR)


@bp.route("/mo-hinh/<ref:reference>/nguoi/them", methods=["GET", "POST"])
@permission(Permission.CONSENT_RECORD)
def add_person(reference: str) -> ResponseReturnValue:
    """Record one more person."""
    exemplar = _exemplar(reference)
    form = PersonForm.from_request()
    form.offer(exemplar)
    if form.submitted() and (answer := form.done(lambda: _added(exemplar, form))):
        return answer
    return _person_page(exemplar, form, None)


def _added(exemplar: Exemplar, form: PersonForm) -> str:
    person = recording.add_person(actor(), exemplar, form.details())
    tell(_("%(name)s is recorded. Now record what they agreed to.", name=person.name), "success")
    return url_for("consent.record_answers", reference=person.reference)


@bp.route("/nguoi/<ref:reference>/sua", methods=["GET", "POST"])
@permission(Permission.CONSENT_RECORD)
def edit_person(reference: str) -> ResponseReturnValue:
    """Mend the name, how else it is written, and the photos."""
    person = queries.get_person(actor(), reference)
    form = PersonForm.from_request(version=str(person.version), **recording.stored_of(person))
    form.offer(person.exemplar)
    if form.submitted() and (answer := form.done(lambda: _changed(person, form))):
        return answer
    return _person_page(person.exemplar, form, person)


def _changed(person: NamedPerson, form: PersonForm) -> str:
    recording.change_person(actor(), person, form.details(), version=form.seen_version)
    tell(_("Saved."), "success")
    return _list_url(person.exemplar)


@bp.post("/nguoi/<ref:reference>/xoa")
@permission(Permission.CONSENT_RECORD)
def remove_person(reference: str) -> ResponseReturnValue:
    """Erase somebody whom the model no longer names."""
    person = queries.get_person(actor(), reference)
    form = Form.from_request()
    if form.submitted() and (answer := form.done(lambda: _removed(person, form))):
        return answer
    page = PersonForm(formdata=None, version=str(person.version), **recording.stored_of(person))
    page.offer(person.exemplar)
    if form.refusal is not None:
        page.show(form.refusal)
    return _person_page(person.exemplar, page, person)


def _removed(person: NamedPerson, form: Form) -> str:
    exemplar = recording.remove_person(actor(), person, version=form.seen_version)
    tell(_("The person was erased from the record."), "success")
    return _list_url(exemplar)


@bp.route("/nguoi/<ref:reference>/dong-y", methods=["GET", "POST"])
@permission(Permission.CONSENT_RECORD)
def record_answers(reference: str) -> ResponseReturnValue:
    """Yes or no for each purpose, with how and when it was said."""
    person = queries.get_person(actor(), reference)
    form = AnswersForm.from_request(version=str(person.version), given_on=today())
    form.offer(person.exemplar)
    if form.submitted() and (answer := form.done(lambda: _answered(person, form))):
        return answer
    page = render_template("consent/record_answers.html", form=form, person=person, what_for=WHAT_FOR)
    return page, form.status


def _answered(person: NamedPerson, form: AnswersForm) -> str:
    answering.record_answers(actor(), person, form.answers(), form.telling(), version=form.seen_version)
    tell(_("The answers of %(name)s are recorded.", name=person.name), "success")
    return _list_url(person.exemplar)


@bp.route("/nguoi/<ref:reference>/rut/<purpose>", methods=["GET", "POST"])
@permission(Permission.CONSENT_RECORD)
def withdraw_consent(reference: str, purpose: str) -> ResponseReturnValue:
    """Record that somebody takes back what they agreed to; it takes effect at once."""
    person = queries.get_person(actor(), reference)
    taken_back = _purpose(purpose)
    form = WithdrawForm.from_request(version=str(person.version), given_on=today())
    form.offer(person.exemplar)
    if form.submitted() and (answer := form.done(lambda: _withdrawn(person, taken_back, form))):
        return answer
    page = render_template(
        "consent/withdraw_consent.html",
        form=form,
        person=person,
        purpose=taken_back,
        is_public=taken_back is Purpose.PUBLIC_PAGE,
        what_happens=WHAT_HAPPENS,
    )
    return page, form.status


def _withdrawn(person: NamedPerson, purpose: Purpose, form: WithdrawForm) -> str:
    answering.withdraw_consent(
        actor(),
        person,
        purpose,
        form.telling(),
        effect=Effect(form.effect.data),
        version=form.seen_version,
    )
    tell(_("Withdrawn: %(purpose)s. It holds from now on.", purpose=str(word(purpose)).lower()), "success")
    return _list_url(person.exemplar)


def _person_page(exemplar: Exemplar, form: PersonForm, person: NamedPerson | None) -> ResponseReturnValue:
    stored = form.stale.stored if form.stale else {}
    rows = [
        {"label": field.label.text, "mine": field.data or "", "theirs": stored.get(name) or ""}
        for name in ("name", "also_written", "part", "guardian")
        if stored and (field := form[name]).data != stored.get(name)
    ]
    page = render_template(
        "consent/edit_person.html",
        form=form,
        exemplar=exemplar,
        person=person,
        conflict=rows,
        pictures={item.digest: item for item in queries.photos_of(exemplar)},
    )
    return page, form.status


def _exemplar(reference: str) -> Exemplar:
    exemplar = catalogue.get_exemplar(actor(), reference)
    require(actor(), Permission.CONSENT_RECORD, exemplar)
    return exemplar


def _purpose(text: str) -> Purpose:
    if text not in set(Purpose):
        raise NotFound(_("There is no such page."))
    return Purpose(text)


def _list_url(exemplar: Exemplar) -> str:
    return url_for("consent.list_people", reference=exemplar.reference)
