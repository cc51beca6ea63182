"""Models like the one being typed, where a model comes from, and what of it stands elsewhere too."""

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries as catalogue
from registry.catalogue.models import Exemplar
from registry.core.errors import NotFound
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed, require
from registry.discovery import stating
from registry.discovery.likeness_texts import is_compared
from registry.discovery.likeness_typing import find_resembling, list_nominated_alike
from registry.discovery.models import OriginStatement
from registry.discovery.searching import Found
from registry.review import queries as review
from registry.review.models import Nomination
from registry.web.guard import actor, permission
from registry.web.likeness import present
from registry.web.likeness.blueprint import bp
from registry.web.likeness.forms import WHAT_IT_MEANS, JudgeForm, OriginForm
from registry.web.ports import engine
from registry.web.review.dossier import version_of
from registry.web.telling import tell
from registry.web.words import word

LONGEST = 4000


@bp.post("/mo-hinh/giong")
@permission(Permission.EXEMPLAR_REGISTER)
def find_alike() -> ResponseReturnValue:
    """Models like what is typed, for a script. Sent by POST: a draft has no place in an address."""
    title, summary, but = (request.form.get(name, "")[:LONGEST] for name in ("title", "summary", "but"))
    found = find_resembling(actor(), engine(), title, summary, but=but)
    told = _n("%(num)s model is like it", "%(num)s models are like it", len(found)) if found else ""
    return jsonify(models=present.brief_of(found), told=told)


@bp.route("/mo-hinh/<ref:reference>/sua/nguon-goc", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_EDIT)
def state_origin(reference: str) -> ResponseReturnValue:
    """Say whether the model is new, built on another, or alike and made independently."""
    exemplar = catalogue.get_exemplar(actor(), reference)
    require(actor(), Permission.EXEMPLAR_EDIT, exemplar)
    stated, found = stating.find_statement(exemplar), _alike(exemplar)
    form = OriginForm.from_request(**_opened(stated))
    form.offer(found, str(_opened(stated).get("source") or ""))
    if form.submitted() and (answer := form.done(lambda: _stated(exemplar, form))):
        return answer
    page = render_template(
        "likeness/state_origin.html",
        form=form,
        exemplar=exemplar,
        stated=stated,
        found=present.brief_of(found, exemplar.latest.field_id),
        what_it_means=WHAT_IT_MEANS,
        name_of=present.name_of,
        conflict=_conflict(form),
    )
    return page, form.status


def _opened(stated: OriginStatement | None) -> dict[str, object]:
    return {"version": str(stated.version), **stating.stored_of(stated)} if stated else {"version": "0"}


def _stated(exemplar: Exemplar, form: OriginForm) -> str:
    stating.state_origin(actor(), exemplar, form.statement(), version=form.seen_version)
    tell(_("Saved."), "success")
    return url_for("catalogue.show_tasks", reference=exemplar.reference)


@bp.get("/de-cu/<ref:reference>/trung-lap")
@permission(Permission.LIKENESS_READ)
def compare(reference: str) -> ResponseReturnValue:
    """Photos and passages that stand elsewhere too, side by side, for those who judge."""
    nomination = _judged(reference)
    version = version_of(nomination)
    twice = [
        one for one in list_nominated_alike(actor(), engine(), nomination.exemplar) if one is not nomination
    ]
    return render_template(
        "likeness/compare.html",
        nomination=nomination,
        version=version,
        photos=present.used_photos(actor(), version),
        texts=present.shared_texts(actor(), version),
        twice=twice,
        is_compared=is_compared(version),
        stated=stating.find_statement(nomination.exemplar),
        may_judge=allowed(actor(), Permission.ORIGIN_JUDGE, nomination),
        name_of=present.name_of,
    )


@bp.route("/de-cu/<ref:reference>/nguon-goc", methods=["GET", "POST"])
@permission(Permission.ORIGIN_JUDGE)
def judge_origin(reference: str) -> ResponseReturnValue:
    """Judge otherwise than the unit where its model comes from, and say why."""
    nomination = _judged(reference)
    require(actor(), Permission.ORIGIN_JUDGE, nomination)
    stated = stating.find_statement(nomination.exemplar)
    if stated is None:
        raise NotFound(_("The unit has not said where its model comes from."))
    judged = stating.judged_of(stated)
    form = JudgeForm.from_request(version=str(stated.version), **judged)
    code = str(judged["source"])
    form.offer(_alike(nomination.exemplar), code)
    if form.submitted() and (answer := form.done(lambda: _decided(nomination, form))):
        return answer
    page = render_template(
        "likeness/judge_origin.html",
        form=form,
        nomination=nomination,
        stated=stated,
        name_of=present.name_of,
        conflict=_conflict(form),
    )
    return page, form.status


def _decided(nomination: Nomination, form: JudgeForm) -> str:
    stating.judge_origin(actor(), nomination, form.statement(), version=form.seen_version)
    tell(_("Saved."), "success")
    return url_for("likeness.compare", reference=nomination.reference)


def _conflict(form: OriginForm) -> list[dict[str, object]]:
    """Both texts of what two people changed, for the page that says so."""
    if form.stale is None:
        return []
    stored = form.stale.stored
    rows = [
        (form.origin.label.text, word(form.origin.data, "origin"), word(stored["origin"], "origin")),
        (form.source.label.text, form.source.data or form.code.data or "", stored["source"]),
        (form.sentence.label.text, form.sentence.data, stored["sentence"]),
    ]
    return [
        {"label": label, "mine": mine, "theirs": theirs} for label, mine, theirs in rows if mine != theirs
    ]


def _judged(reference: str) -> Nomination:
    nomination = review.get_nomination(actor(), reference)
    if not allowed(actor(), Permission.LIKENESS_READ, nomination):
        raise NotFound(_("There is no such nomination."))
    return nomination


def _alike(exemplar: Exemplar) -> list[Found]:
    version = exemplar.latest
    return find_resembling(actor(), engine(), version.title, version.summary, but=exemplar.reference, limit=6)
