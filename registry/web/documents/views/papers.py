"""Drawing papers up and working on them."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from registry.campaigns import queries as campaigns
from registry.catalogue.queries import get_exemplar
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed, require
from registry.documents import queries
from registry.documents.contents import BY_SLUG, KINDS
from registry.documents.contents.lists import title_of
from registry.documents.issuers import begun_with, letterhead_of
from registry.documents.kind import Kind, Whole
from registry.documents.models import OfficialPaper
from registry.documents.printing import is_able
from registry.documents.service import drawing
from registry.documents.states import Letterhead, PaperKind, PaperState
from registry.documents.writing import Written
from registry.identity.models import KeptBecause
from registry.review.queries.nominations import get_nomination
from registry.web.documents import present
from registry.web.documents.blueprint import bp
from registry.web.documents.forms import (
    SignForm,
    StandForm,
    WithdrawForm,
    WordingForm,
    wording_form,
)
from registry.web.forms import keep_typed
from registry.web.guard import actor, permission
from registry.web.put_aside import forget_put_aside, list_put_aside, put_aside_refused
from registry.web.telling import tell


@bp.get("/dot-xet/<ref:reference>/van-ban")
@permission(Permission.PAPER_READ)
def list_papers(reference: str) -> ResponseReturnValue:
    """The papers of a campaign, and those that can be drawn up."""
    campaign = campaigns.get_campaign(actor(), reference)
    way = [
        (_("Review campaigns"), url_for("review.list_boards")),
        (campaign.title, url_for("campaigns.show_campaign", reference=reference)),
    ]
    return _list(campaign, _("Papers of the campaign"), campaign.title, way, here="campaigns")


@bp.get("/de-cu/<ref:reference>/van-ban")
@permission(Permission.PAPER_READ)
def list_of_nomination(reference: str) -> ResponseReturnValue:
    """The papers of a nomination: its receipt, its score sheets, its certificate."""
    nomination = get_nomination(actor(), reference)
    code = _("Nomination %(code)s", code=nomination.reference)
    way = [(code, url_for("review.show_nomination", reference=reference))]
    whole = present.bag_of(actor(), nomination)
    return _list(nomination, _("Papers of the nomination"), title_of(nomination), way, whole)


@bp.get("/mo-hinh/<ref:reference>/van-ban")
@permission(Permission.PAPER_READ)
def list_of_model(reference: str) -> ResponseReturnValue:
    """The papers of a model: its registration slip, notices of contributions, certificates."""
    exemplar = get_exemplar(actor(), reference)
    title = exemplar.latest.title
    way = [(title, url_for("catalogue.show_exemplar", reference=reference))]
    return _list(exemplar, _("Papers of the model"), title, way)


def _list(
    whole: Whole, title: str, about: str, way: list[tuple[str, str]],
    bag: dict[str, Any] | None = None, here: str = "",
) -> ResponseReturnValue:  # fmt: skip
    offers = present.offers_of(actor(), whole)
    if not offers and bag is None:
        raise NotFound(_("There are no papers here for you."))
    trail = [*way, (_("Papers"), None)]
    return render_template(
        "documents/list_papers.html", title=title, about=about, offers=offers, trail=trail, bag=bag,
        here_at=here,
    )  # fmt: skip


@bp.route("/van-ban/lap/<ref:slug>/<ref:about>", methods=["GET", "POST"])
@permission(Permission.PAPER_DRAW)
def draw_paper(slug: str, about: str) -> ResponseReturnValue:
    """What people write into a paper before it is drawn up."""
    kind = _kind(slug)
    subject = kind.find(actor(), about)
    require(actor(), Permission.PAPER_DRAW, subject)
    form = wording_form(kind, letterhead_of(subject.issuer), begun_with(actor(), kind, subject))

    def drawn() -> str:
        paper = drawing.draw_paper(actor(), subject, _wording(form))
        tell(_("The draft is there. Look it over before it is signed."))
        return url_for("documents.show_paper", code=paper.code)

    if form.submitted() and (answer := form.done(drawn)):
        return answer
    held = drawing.open_draft(actor(), subject)
    moved = held is not None and form.status != 200 and _kept_at(held)
    if held is None and form.status != 200:
        put_aside_refused(form)
    address = "documents.edit_paper" if moved else "documents.show_paper"
    return render_template(
        "documents/edit_paper.html", form=form, kind=kind, subject=subject, paper=None,
        held=url_for(address, code=held.code) if held else "", moved=moved, kept=list_put_aside(form),
        back=present.back_of(subject.kind, subject.about), here_at=present.here_of(kind.kind),
    ), form.status  # fmt: skip


def _kept_at(held: OfficialPaper) -> bool:
    """Put what was typed aside at the draft somebody drew up meanwhile: here is no form for it any more."""
    page = url_for("documents.edit_paper", code=held.code).removeprefix(request.script_root)
    return keep_typed(page, KeptBecause.CHANGED_MEANWHILE) is not None


def _kind(slug: str) -> Kind:
    if slug not in BY_SLUG:
        raise NotFound(_("There is no such paper."))
    return BY_SLUG[slug]


def _wording(form: WordingForm) -> drawing.Wording:
    return drawing.Wording(Letterhead(form.letterhead.data), form.details)


@bp.get("/van-ban/<ref:code>")
@permission(Permission.PAPER_READ)
def show_paper(code: str) -> ResponseReturnValue:
    """The paper as it will be printed, and what can be done with it."""
    paper = queries.get_paper(actor(), code)
    may_sign, written = allowed(actor(), Permission.PAPER_SIGN, paper), present.written_of(actor(), paper)
    return render_template(
        "documents/show_paper.html",
        paper=paper,
        sheet=present.sheet_from(paper, written.content),
        is_empty=written.is_empty,
        title=present.title_of(paper),
        is_able=is_able(),
        may_edit=paper.state is PaperState.DRAFT and allowed(actor(), Permission.PAPER_DRAW, paper),
        may_sign=may_sign and paper.state is PaperState.DRAFT and KINDS[paper.kind].is_signed,
        days_left=present.days_left(paper),
        may_scan=may_sign and paper.state is PaperState.SIGNED,
        back=present.back_of(paper.kind, paper.about),
        here_at=present.here_of(paper.kind),
    )


@bp.route("/van-ban/<ref:code>/sua", methods=["GET", "POST"])
@permission(Permission.PAPER_DRAW)
def edit_paper(code: str) -> ResponseReturnValue:
    """Write something else into a draft."""
    paper = _of_writer(code, Permission.PAPER_DRAW)
    kind = KINDS[paper.kind]
    form = wording_form(kind, paper.letterhead, paper.details, version=str(paper.version))

    def edited() -> str:
        drawing.edit_paper(actor(), paper, _wording(form), version=form.seen_version)
        tell(_("The draft is changed."))
        return url_for("documents.show_paper", code=paper.code)

    if form.submitted() and (answer := form.done(edited)):
        forget_put_aside()
        return answer
    # A signed paper has no such page: nobody could come back for what was put aside.
    if form.status != 200 and paper.state is PaperState.DRAFT:
        put_aside_refused(form)
    return render_template(
        "documents/edit_paper.html", form=form, kind=kind, paper=paper, kept=list_put_aside(form),
        subject=None, held="", back=url_for("documents.show_paper", code=paper.code),
        here_at=present.here_of(kind.kind),
    ), form.status  # fmt: skip


def _of_writer(code: str, needed: Permission) -> OfficialPaper:
    """A draft that is still to be written or signed by whoever is at the page."""
    paper = queries.get_paper(actor(), code)
    require(actor(), needed, paper)
    if paper.state is not PaperState.DRAFT and request.method == "GET":
        raise NotFound(_("This paper is signed already."))
    return paper


@bp.route("/van-ban/<ref:code>/ky", methods=["GET", "POST"])
@permission(Permission.PAPER_SIGN)
def sign_paper(code: str) -> ResponseReturnValue:
    """The number and the date that the signed paper bears."""
    paper = _of_writer(code, Permission.PAPER_SIGN)
    is_decision = paper.kind is PaperKind.DECISION
    form = (StandForm if is_decision else SignForm).from_request(version=str(paper.version))

    def signed() -> str:
        dated = form.dated.data if isinstance(form, SignForm) else None
        drawing.sign_paper(
            actor(), paper, number=form.number.data or "", dated=dated, place=present.place_of(paper),
            shown=form.shown.data or "", version=form.seen_version,
        )  # fmt: skip
        tell(_("The paper is kept as it was signed. Attach its scan when you have one."))
        return url_for("documents.show_paper", code=paper.code)

    if form.submitted() and (answer := form.done(signed)):
        return answer
    numbers = present.numbers_of(paper)
    chosen = _chosen(numbers)
    kept = _to_keep(form, paper, chosen)
    return render_template(
        "documents/sign_paper.html", form=form, paper=paper, example=_example(paper),
        sheet=present.sheet_from(paper, kept.content) if kept else None, numbers=numbers, chosen=chosen,
        is_decision=is_decision, is_empty=kept is not None and kept.is_empty,
        asks_number=KINDS[paper.kind].has_number, here_at=present.here_of(paper.kind),
    ), form.status  # fmt: skip


def _to_keep(
    form: SignForm | StandForm, paper: OfficialPaper, chosen: dict[str, Any] | None
) -> Written | None:
    """What would be kept, if anything can be; what the form sends next is what the page then shows."""
    is_decision = paper.kind is PaperKind.DECISION
    if paper.state is not PaperState.DRAFT or (is_decision and chosen is None):
        return None
    key = chosen["key"] if chosen else ""
    written = present.before_signing(actor(), paper, key)
    _set(form.shown, written.mark)
    if is_decision:
        _set(form.number, key)
    return written


def _chosen(numbers: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The number that was sent or that the address names, else the latest."""
    named = request.form.get("number") or request.args.get(present.NUMBER, "")
    return next((one for one in numbers if one["key"] == named), numbers[0] if numbers else None)


def _set(field: Field, value: str) -> None:
    """Let a hidden field say something else than what was sent."""
    field.data, field.raw_data = value, None


def _example(paper: OfficialPaper) -> str:
    """How a whole number is written, where it is typed in."""
    symbol = paper.details.get("ky_hieu", "")
    if paper.kind is PaperKind.DECISION or not symbol:
        return ""
    return _("With its symbol, for example %(number)s", number=f"12{symbol}")


@bp.route("/van-ban/<ref:code>/thu-hoi", methods=["GET", "POST"])
@permission(Permission.PAPER_SIGN)
def withdraw_paper(code: str) -> ResponseReturnValue:
    """Say that a signed paper no longer holds."""
    paper = queries.get_paper(actor(), code)
    require(actor(), Permission.PAPER_SIGN, paper)
    if paper.state is not PaperState.SIGNED and request.method == "GET":
        raise NotFound(_("Only a signed paper can be withdrawn."))
    form = WithdrawForm.from_request(version=str(paper.version))

    def withdrawn() -> str:
        path = url_for("documents.show_paper", code=paper.code)
        drawing.withdraw_paper(
            actor(), paper, reason=form.reason.data or "", path=path, version=form.seen_version
        )
        tell(_("The paper is withdrawn; its public page says so."))
        return path

    if form.submitted() and (answer := form.done(withdrawn)):
        return answer
    return render_template(
        "documents/withdraw_paper.html",
        form=form,
        paper=paper,
        title=present.title_of(paper),
        here_at=present.here_of(paper.kind),
    ), form.status
