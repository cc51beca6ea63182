"""Pages on which a unit says which evidence shows which result, and where in it."""

from typing import Any

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries as catalogue
from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar, Result
from registry.catalogue.rows import row_of
from registry.core.errors import DomainError, InvalidTransition, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.evidence import claims, queries
from registry.evidence.claims import ClaimLink, PlaceKind
from registry.evidence.models import EvidenceItem
from registry.evidence.service.editing import require_changeable, require_open
from registry.evidence.service.looking import require_row
from registry.web.catalogue.answers import result_line
from registry.web.catalogue.coverage import coverage_words
from registry.web.evidence import present
from registry.web.evidence.blueprint import bp
from registry.web.evidence.place_form import PlaceForm
from registry.web.evidence.proofs import is_sheet, place_words, proof_of
from registry.web.evidence.viewer import asked_place, playable
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.ports import storage
from registry.web.telling import tell


@bp.get("/mo-hinh/<ref:reference>/ket-qua/<ref:key>")
@permission(Permission.EVIDENCE_ATTACH)
def show_result(reference: str, key: str) -> ResponseReturnValue:
    """One result of the newest version: what shows it, and the files that could."""
    exemplar = catalogue.get_exemplar(actor(), reference)
    require(actor(), Permission.EVIDENCE_ATTACH, exemplar)
    return _result_page(exemplar, _result_of(exemplar, key), Form.from_request())


def _result_of(exemplar: Exemplar, key: str) -> Result:
    for result in exemplar.latest.results:
        if result.key == key:
            return result
    raise NotFound(_("There is no such result."))


def _result_page(exemplar: Exemplar, result: Result, form: Form) -> ResponseReturnValue:
    version = exemplar.latest
    links = claims.links_of(version)
    coverage = claims.count_supported(version, links)
    page = render_template(
        "evidence/show_result.html",
        exemplar=exemplar,
        version=version,
        result=result,
        claim=result_line(row_of(result)),
        form=form,
        links=[(link, *proof_of(link), claims.supports(link)) for link in links.get(result.key, [])],
        rows=present.rows_of(actor(), queries.list_items(version)),
        coverage=coverage,
        told=coverage_words(coverage),
        next=_next_without(version.results, links, result),
        closed=_why_closed(exemplar),
    )
    return page, form.status


def _next_without(results: list[Result], links: dict[str, list[ClaimLink]], here: Result) -> Result | None:
    """The next result that has no evidence, looked for from this one on."""
    at = results.index(here) + 1
    open_ = [one for one in [*results[at:], *results[: at - 1]] if not links.get(one.key)]
    return open_[0] if open_ else None


def _why_closed(exemplar: Exemplar) -> str:
    try:
        require_open(exemplar.latest, Section.RESULTS)
    except InvalidTransition as refusal:
        return refusal.message
    return ""


@bp.route("/minh-chung/<ref:reference>/lien-ket", methods=["GET", "POST"])
@permission(Permission.EVIDENCE_ATTACH)
def link_item(reference: str) -> ResponseReturnValue:
    """Say which result a piece of evidence shows, and where in it."""
    item = queries.get_own_item(actor(), reference)
    form = PlaceForm.from_request(**_asked(item))
    form.offer(item)
    if request.form.get("then") != "page" and form.submitted() and _is_there(item, form):
        if answer := form.done(lambda: _linked(item, form)):
            return answer
    elif not form.is_submitted():
        require_changeable(actor(), item, Section.RESULTS)
    text = render_template(
        "evidence/link_item.html",
        item=item,
        exemplar=item.exemplar,
        form=form,
        row=present.rows_of(actor(), [item])[0],
        page=_page_shown(item, form),
        links=[(link, *proof_of(link), _named(link)) for link in claims.links_of_item(item)],
    )
    return playable(make_response(text, form.status))


def _is_there(item: EvidenceItem, form: PlaceForm) -> bool:
    """Whether the table has the row; looked for ahead of the command, as files are not opened in it."""
    place = form.place()
    if place.kind not in {PlaceKind.PAGE, PlaceKind.ROW}:
        return True
    row = place.row if place.kind is PlaceKind.ROW else 1
    form.prepared(lambda: require_row(actor(), item, place.page or 1, row or 1, storage=storage()))
    return form.refusal is None


def _asked(item: EvidenceItem) -> dict[str, Any]:
    """What the address already says: the result one came from, the page one was looking at."""
    page = asked_place().page if PlaceKind.PAGE in claims.kinds_for(item) else None
    kind = PlaceKind.PAGE if page else PlaceKind.WHOLE
    return {"result": request.args.get("ket-qua", ""), "kind": kind.value, "page": page, "shown": page or ""}


def _page_shown(item: EvidenceItem, form: PlaceForm) -> int:
    """The page whose picture stands beside the form; 0 when the file has no pages to show."""
    if PlaceKind.REGION not in claims.kinds_for(item) or item.file is None or not item.file.pages:
        return 0
    return min(max(form.page.data or 1, 1), item.file.pages)


def _linked(item: EvidenceItem, form: PlaceForm) -> str:
    claims.link_claim(actor(), item, form.result.data, form.place())
    tell(_("The evidence is linked to the result."), "success")
    return url_for("evidence.show_result", reference=item.exemplar.reference, key=form.result.data)


def _named(link: ClaimLink) -> str:
    names = {result.key: result.indicator for result in link.item.exemplar_version.results}
    return ": ".join(
        text
        for text in (names[link.result_key], place_words(claims.place_of(link), is_sheet=is_sheet(link.item)))
        if text
    )


@bp.post("/minh-chung/<ref:reference>/lien-ket/<ref:link>/bo")
@permission(Permission.EVIDENCE_ATTACH)
def unlink_item(reference: str, link: str) -> ResponseReturnValue:
    """Take one link between a result and its evidence away."""
    item = queries.get_own_item(actor(), reference)
    form = Form.from_request()
    # The link is looked for inside: sent twice, the second leads to where the first led.
    if form.submitted() and (answer := form.done(lambda: _unlinked(item, link))):
        return answer
    if form.refusal is None:
        form.show(DomainError(_("This could not be done. Try once more.")))
    key = claims.get_link(item, link).result_key
    return _result_page(item.exemplar, _result_of(item.exemplar, key), form)


def _unlinked(item: EvidenceItem, reference: str) -> str:
    link = claims.get_link(item, reference)
    claims.unlink_claim(actor(), link)
    tell(_("The link is gone. The file and the result stay."), "success")
    return url_for("evidence.show_result", reference=item.exemplar.reference, key=link.result_key)
