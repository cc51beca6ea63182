"""Papers as their pages show them: addresses, the sheet, what is offered for a campaign."""

from typing import Any

from flask import url_for

from registry.core.clock import today
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.documents import queries
from registry.documents.contents import KINDS, decision, score_sheet
from registry.documents.kind import Subject, Whole
from registry.documents.models import OfficialPaper
from registry.documents.outline import Outline, outline_of
from registry.documents.service.drawing import Place, on_number
from registry.documents.states import OF_UNITS, PaperKind, PaperState
from registry.documents.writing import Written, write
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.queries.recognitions import get_recognition
from registry.web import qr, read_log
from registry.web.ports import settings
from registry.web.words import word

# The part of an address that names the number on which a draft is looked at.
NUMBER = "so"


def public_address(code: str) -> str:
    """Where everybody checks a paper."""
    return qr.absolute(settings().base_url, url_for("documents.verify_paper", code=code))


def place_of(paper: OfficialPaper) -> Place:
    """The two pages of a paper."""
    return Place(public_address(paper.code), url_for("documents.show_paper", code=paper.code))


def note_read(paper: OfficialPaper) -> None:
    """Write down that a paper that names people is read. Raises TooManyTries for who read of too many."""
    if KINDS[paper.kind].names_people:
        read_log.show("documents.paper", "paper", paper.code)


def written_of(reader: User, paper: OfficialPaper) -> Written:
    """The paper: a draft as it stands now, a signed one as it was signed."""
    note_read(paper)
    if paper.state is not PaperState.DRAFT and paper.drawn is not None:
        # Who may not read the records does not read what was made of them.
        KINDS[paper.kind].told(reader, paper)
        return Written(paper.drawn, paper.digest)
    return write(reader, paper, public_address(paper.code))


def content_of(reader: User, paper: OfficialPaper) -> bytes:
    """The DOCX of a paper."""
    return written_of(reader, paper).content


def sheet_from(paper: OfficialPaper, content: bytes) -> Outline:
    """What was written of a paper as markup below the heading of its page."""
    code = url_for("documents.show_code", code=paper.code)
    return outline_of(content, lambda _content, _type: code, deeper=1)


def before_signing(reader: User, paper: OfficialPaper, number: str) -> Written:
    """What would be kept of a draft as signed now; `number` names the decisions of a recognition decision."""
    note_read(paper)
    return write(reader, on_number(paper, number), public_address(paper.code))


def numbers_of(paper: OfficialPaper) -> list[dict[str, Any]]:
    """The numbers on which a draft of a recognition decision may stand, the latest first."""
    if paper.kind is not PaperKind.DECISION:
        return []
    return [
        {"key": str(one.id), "number": on_it[0].number, "dated": one.dated, "count": len(on_it)}
        for one, on_it in decision.unpapered_of(decision.campaign_of(paper))
    ]


def title_of(paper: OfficialPaper) -> str:
    """Its kind with its number, or only its kind."""
    return f"{word(paper.kind)} {paper.number}".strip()


def file_name(paper: OfficialPaper, ending: str) -> str:
    """What its file is called."""
    return f"{KINDS[paper.kind].slug}-{paper.code}.{ending}"


def offers_of(reader: User, whole: Whole) -> list[dict[str, Any]]:
    """What can be drawn up about a campaign, a nomination or a model, each with the papers there are."""
    found = []
    for kind in KINDS.values():
        for subject in kind.offered(reader, whole):
            drawn = queries.list_papers(reader, [subject.about], kind.kind)
            if drawn or allowed(reader, Permission.PAPER_DRAW, subject):
                found.append(offer_of(reader, subject, drawn))
    return found


def offer_of(reader: User, subject: Subject, drawn: list[OfficialPaper]) -> dict[str, Any]:
    """What there is of one paper, and where it is drawn up."""
    is_open = any(one.state is PaperState.DRAFT for one in drawn)
    may_draw = allowed(reader, Permission.PAPER_DRAW, subject) and not is_open
    return {
        "kind": subject.kind,
        "title": subject.title,
        "papers": [row_of(one) for one in drawn],
        "draw": draw_address(subject.kind, subject.about) if may_draw else "",
    }


def draw_address(kind: PaperKind, about: str) -> str:
    """Where a paper is drawn up."""
    return url_for("documents.draw_paper", slug=KINDS[kind].slug, about=about)


def back_of(kind: PaperKind, about: str) -> tuple[str, str]:
    """From where a paper is reached: words and address."""
    if kind in {PaperKind.MINUTES, PaperKind.BALLOT}:
        return _("The session"), url_for("council.show_session", reference=about)
    if kind is PaperKind.CERTIFICATE:
        exemplar = get_recognition(about).exemplar
        return _("The model"), url_for("catalogue.show_exemplar", reference=exemplar.reference)
    if kind in OF_UNITS:
        return _("Papers of the model"), url_for("documents.list_of_model", reference=about)
    if kind is PaperKind.RECEIPT:
        return _("The nomination"), url_for("review.show_nomination", reference=about)
    if kind is PaperKind.SCORE_SHEET:
        reference = score_sheet.nomination_of(about)
        return _("The nomination"), url_for("review.show_nomination", reference=reference)
    if kind is PaperKind.QUARTERLY:
        period, _dot, unit = about.partition(".")
        where = {"ky": period, "dia-ban": unit}
        return _("Reports"), url_for("reports.show_overview", **where)  # type: ignore[arg-type]
    return _("Papers of the campaign"), url_for("documents.list_papers", reference=about)


def here_of(kind: PaperKind) -> str:
    """Under which entry of the bar a paper is worked on."""
    return "reports" if kind is PaperKind.QUARTERLY else "campaigns"


def days_left(paper: OfficialPaper) -> int | None:
    """For how many days a posted paper must still hang, today included; None for one that is not posted."""
    return (paper.posted_until - today()).days + 1 if paper.posted_until else None


def row_of(paper: OfficialPaper) -> dict[str, Any]:
    """A paper in a list."""
    return {
        "href": url_for("documents.show_paper", code=paper.code),
        "title": title_of(paper),
        "code": paper.code,
        "state": paper.state,
        "dated": paper.dated,
        "scan": bool(paper.scan_digest),
    }


def bag_of(reader: User, nomination: Nomination) -> dict[str, Any] | None:
    """How far the whole file is that somebody asked for; None for whoever takes none."""
    if not allowed(reader, Permission.DOSSIER_EXPORT, nomination):
        return None
    bag, code = queries.find_bag(reader, nomination), nomination.reference
    return {
        "bag": bag,
        "is_still": bag is not None and queries.stands_still(bag),
        "until": bag.asked_at + queries.BAG_KEPT if bag is not None else None,
        "ask": url_for("documents.ask_dossier", reference=code),
        "take": url_for("documents.export_dossier", reference=code),
    }
