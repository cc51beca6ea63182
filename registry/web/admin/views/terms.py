"""The words of search that staff keep: abbreviations, other names, foreign words, words passed over."""

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.discovery import vocabulary
from registry.discovery.models import SearchTerm
from registry.discovery.origins import TermKind
from registry.web.admin.blueprint import bp
from registry.web.admin.term_forms import NewTermForm, TermForm
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.telling import tell
from registry.web.words import word


@bp.route("/quan-tri/tu-ngu-tim-kiem", methods=["GET", "POST"])
@permission(Permission.VOCABULARY_ADMINISTER)
def list_terms() -> ResponseReturnValue:
    """The terms of a kind or with some words, and a form to add one."""
    form = NewTermForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _add(form))):
        return answer
    text, asked = request.args.get("q", "").strip()[:100], request.args.get("loai", "")
    kind = TermKind(asked) if asked in list(TermKind) else None
    page = vocabulary.list_terms(text, kind, request.args.get("trang", 1, type=int))
    return render_template(
        "admin/list_terms.html",
        form=form,
        page=page,
        text=text,
        kind_tabs=_tabs(kind, text),
        href=lambda number: "?" + urlencode({"q": text, "loai": asked, "trang": number}),
    ), form.status


@bp.route("/quan-tri/tu-ngu-tim-kiem/<ref:term>", methods=["GET", "POST"])
@permission(Permission.VOCABULARY_ADMINISTER)
def edit_term(term: str) -> ResponseReturnValue:
    """Say anew what a term is also called."""
    found = vocabulary.get_term(term)
    if found.kind is TermKind.STOP_WORD:
        return redirect(url_for("admin.remove_term", term=term), 303)
    form = TermForm.from_request(
        means="\n".join(found.means), percent=found.percent, version=str(found.version)
    )
    if form.submitted() and (answer := form.done(lambda: _change(form, found))):
        return answer
    return render_template("admin/edit_term.html", form=form, subject=found), form.status


@bp.route("/quan-tri/tu-ngu-tim-kiem/<ref:term>/bo", methods=["GET", "POST"])
@permission(Permission.VOCABULARY_ADMINISTER)
def remove_term(term: str) -> ResponseReturnValue:
    """Whether to let search look for a term by its own words alone."""
    found = vocabulary.get_term(term)
    form = Form.from_request(version=str(found.version))
    if form.submitted() and (answer := form.done(lambda: _remove(form, found))):
        return answer
    return render_template("admin/remove_term.html", form=form, subject=found), form.status


def _tabs(kind: TermKind | None, text: str) -> list[dict[str, object]]:
    kinds = [(None, _("All")), *((one, word(one)) for one in TermKind)]
    return [
        {
            "label": label,
            "href": url_for("admin.list_terms", loai=one, q=text or None),
            "current": one == kind,
        }
        for one, label in kinds
    ]


def _add(form: NewTermForm) -> str:
    entry = vocabulary.Entry(
        TermKind(form.kind.data),
        form.term.data or "",
        form.lines,
        form.percent.data or 0,
        form.language.data or "",
    )
    vocabulary.add_term(actor(), entry)
    tell(_("The term is recorded. Search understands it from now on."), "success")
    return url_for("admin.list_terms", q=entry.term)


def _change(form: TermForm, term: SearchTerm) -> str:
    vocabulary.change_term(
        actor(), term, means=form.lines, percent=form.percent.data or 0, version=form.seen_version
    )
    tell(_("The term is recorded. Search understands it from now on."), "success")
    return url_for("admin.list_terms", q=term.term)


def _remove(form: Form, term: SearchTerm) -> str:
    vocabulary.remove_term(actor(), term, version=form.seen_version)
    tell(_("The term is removed."), "success")
    return url_for("admin.list_terms")
