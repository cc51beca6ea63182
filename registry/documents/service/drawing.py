"""Drawing a paper up, signing it, attaching its scan, withdrawing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from registry.audit import service as audit
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.documents import notices, queries
from registry.documents.contents import KINDS, decision
from registry.documents.kind import Subject
from registry.documents.models import OfficialPaper
from registry.documents.states import PAPER_LIFE, Letterhead, PaperKind, PaperState
from registry.documents.writing import write
from registry.evidence.service.preparing import Prepared, stored_file_of
from registry.identity.models import User
from registry.review import papers
from registry.review.models import Decision
from registry.review.papers import DecisionPaper

LONGEST_DETAIL, LONGEST_NUMBER, LONGEST_REASON = 2000, 80, 2000
# At offices and village halls at least 30 days in a row (Law 10/2022, art. 11 and following).
POSTED = timedelta(days=30)


@dataclass(frozen=True)
class Wording:
    """The letterhead of a paper, and what people write into it by mark."""

    letterhead: Letterhead
    details: Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """Where a paper is read: its public page with the host, and the page of those who work on it."""

    public: str
    own: str


def draw_paper(actor: User, subject: Subject, wording: Wording) -> OfficialPaper:
    """Draw up a paper as a draft. One about the same thing that is still a draft goes on instead."""
    with transaction():
        require(actor, Permission.PAPER_DRAW, subject)
        if open_draft(actor, subject) is not None:
            raise InvalidTransition(_("There is a draft of this paper already. Go on with it."))
        paper = OfficialPaper(
            kind=subject.kind,
            letterhead=wording.letterhead,
            issuer=subject.issuer,
            about=subject.about,
            details=_clean(subject.kind, wording.details),
            drawn_by=actor,
        )
        db.session.add(paper)
        db.session.flush()
        KINDS[paper.kind].told(actor, paper)
        audit.record(actor, "paper.drawn", paper, kind=paper.kind, about=paper.about)
    return paper


def open_draft(actor: User, subject: Subject) -> OfficialPaper | None:
    """The draft of this paper that somebody may go on with."""
    found = queries.list_papers(actor, [subject.about], subject.kind)
    return next((one for one in found if one.state is PaperState.DRAFT), None)


def edit_paper(
    actor: User, paper: OfficialPaper, wording: Wording, *, version: int | None = None
) -> OfficialPaper:
    """Write something else into a draft."""
    with transaction():
        require(actor, Permission.PAPER_DRAW, paper)
        _require_draft(paper)
        require_version(paper, version, dict(paper.details))
        paper.letterhead, paper.details = wording.letterhead, _clean(paper.kind, wording.details)
        audit.record(actor, "paper.edited", paper)
    return paper


def sign_paper(  # noqa: PLR0913 -- what a signed paper bears, and what was shown of it
    actor: User,
    paper: OfficialPaper,
    *,
    number: str,
    dated: date | None,
    place: Place,
    shown: str | None = None,
    version: int | None = None,
) -> OfficialPaper:
    """Note the number and the date that the signed paper bears. From here on it is kept as it is.

    `shown` is the mark of what the signer looked at: the records it is made of may have changed since.
    """
    with transaction():
        require(actor, Permission.PAPER_SIGN, paper)
        PAPER_LIFE.check(PAPER_LIFE["sign"], paper)
        require_version(paper, version)
        _require_ripe(actor, paper)
        if paper.kind is PaperKind.DECISION:
            _stand_on_decisions(paper, number)
        else:
            _bear(paper, number, dated)
        paper.state = PaperState.SIGNED
        kept = write(actor, paper, place.public)
        if shown is not None and kept.mark != shown:
            raise InvalidTransition(
                _("What this paper says has changed meanwhile. Look at it again before it is kept.")
            )
        paper.drawn, paper.digest = kept.content, kept.digest
        audit.record(
            actor, "paper.signed", paper, number=paper.number, dated=paper.dated, digest=paper.digest
        )
        notices.tell_signed(actor, paper, place.own)
    return paper


def on_number(paper: OfficialPaper, chosen: str) -> OfficialPaper:
    """A draft as it will stand on a number: one that is only looked at and never stored."""
    if paper.kind is not PaperKind.DECISION or not chosen:
        return paper
    looked_at = OfficialPaper(
        code=paper.code, kind=paper.kind, letterhead=paper.letterhead, about=paper.about,
        details=paper.details, state=paper.state,
    )  # fmt: skip
    stands_on, decided = _chosen(paper, chosen)
    looked_at.decision_paper_id = stands_on.id
    looked_at.number, looked_at.dated = decided[0].number, stands_on.dated
    return looked_at


def attach_scan(
    actor: User, paper: OfficialPaper, scan: Prepared, *, version: int | None = None
) -> OfficialPaper:
    """Keep the scan of the signed paper; its SHA-256 is told on the public page."""
    with transaction():
        require(actor, Permission.PAPER_SIGN, paper)
        if paper.state is not PaperState.SIGNED:
            raise InvalidTransition(_("Only a signed paper has a scan."))
        require_version(paper, version)
        paper.scan, paper.scan_name = stored_file_of(scan), scan.file_name
        db.session.flush()
        audit.record(actor, "paper.scanned", paper, digest=paper.scan.digest)
    return paper


def withdraw_paper(
    actor: User, paper: OfficialPaper, *, reason: str, path: str, version: int | None = None
) -> OfficialPaper:
    """Say that a signed paper no longer holds, or never should have. Its public page says so."""
    text = clean_text(reason)
    if not text or len(text) > LONGEST_REASON:
        raise InvalidInput(
            "reason", _("Give the reason in at most %(most)s characters.", most=LONGEST_REASON)
        )
    with transaction():
        require(actor, Permission.PAPER_SIGN, paper)
        PAPER_LIFE.check(PAPER_LIFE["withdraw"], paper)
        require_version(paper, version)
        paper.state, paper.withdrawn_on, paper.withdraw_reason = PaperState.WITHDRAWN, today(), text
        audit.record(actor, "paper.withdrawn", paper, personal={"reason": text})
        notices.tell_withdrawn(actor, paper, path)
    return paper


def _require_draft(paper: OfficialPaper) -> None:
    if paper.state is not PaperState.DRAFT:
        raise InvalidTransition(_("A signed paper is not changed. Withdraw it and draw up another."))


def _require_ripe(actor: User, paper: OfficialPaper) -> None:
    kind = KINDS[paper.kind]
    hindered = kind.hinders(actor, paper) if kind.is_signed else _("This paper is a form to fill in.")
    if hindered:
        raise InvalidTransition(hindered)


def _clean(kind: PaperKind, details: Mapping[str, str]) -> dict[str, str]:
    known = {name: clean_text(details.get(name)) for name in KINDS[kind].written}
    for name, text in known.items():
        if len(text) > LONGEST_DETAIL:
            raise InvalidInput(name, _("Use at most %(most)s characters.", most=LONGEST_DETAIL))
    return known


def _stand_on_decisions(paper: OfficialPaper, chosen: str) -> None:
    """A recognition decision bears the number under which its decisions were recorded."""
    stands_on, decided = _chosen(paper, chosen)
    paper.decision_paper, paper.decision_paper_id = stands_on, stands_on.id
    paper.number, paper.dated = decided[0].number, stands_on.dated
    paper.listed = [one.id for one in decided]


def _chosen(paper: OfficialPaper, chosen: str) -> tuple[DecisionPaper, list[Decision]]:
    """The number that was chosen for a paper, with the decisions on it."""
    known = {str(one.id): (one, decided) for one, decided in decision.papers_of(decision.campaign_of(paper))}
    if chosen not in known:
        raise InvalidInput("number", _("Choose the number under which the decisions were recorded."))
    if queries.is_drawn(known[chosen][0]):
        raise InvalidInput("number", _("The paper of this number is there already."))
    return known[chosen]


def _bear(paper: OfficialPaper, number: str, dated: date | None) -> None:
    text = clean_text(number)
    if not text and KINDS[paper.kind].has_number:
        raise InvalidInput("number", _("Enter the number of the paper."))
    if len(text) > LONGEST_NUMBER:
        raise InvalidInput("number", _("Use at most %(most)s characters.", most=LONGEST_NUMBER))
    if dated is None:
        raise InvalidInput("dated", _("Enter the date of the paper"))
    if dated > today():
        raise InvalidInput("dated", _("The date of the paper must not be in the future."))
    papers.refuse_year(text, dated)
    if text and (other := queries.find_numbered(paper, text, dated.year)) is not None:
        raise InvalidInput("number", _bears_it(other))
    paper.number, paper.dated = text, dated
    if KINDS[paper.kind].is_posted:
        paper.posted_until = dated + POSTED - timedelta(days=1)


def _bears_it(other: OfficialPaper) -> str:
    """Which paper has a number already."""
    return _(
        "The signed paper %(code)s of %(day)s bears the number %(number)s already.",
        code=other.code,
        day=f"{other.dated:%d/%m/%Y}",
        number=other.number,
    )
