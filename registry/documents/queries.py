"""Reading official papers and templates."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import undefer

from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.core.types import unique_key
from registry.documents.models import DossierBag, OfficialPaper, TemplateVersion
from registry.documents.states import BagState, Letterhead, PaperKind, PaperState
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.papers import DecisionPaper

# The whole file of a nomination is taken within a day: it says what was so when it was made.
BAG_KEPT = timedelta(days=1)
# After so long without an end it is offered to ask for it anew.
BAG_SILENT_FOR = timedelta(minutes=10)


def get_paper(actor: User, code: str) -> OfficialPaper:
    """The paper with a code; raises NotFound, also for one the reader may not know of."""
    paper = find_paper(code)
    if paper is None or not allowed(actor, Permission.PAPER_READ, paper):
        raise NotFound(_("There is no such paper."))
    return paper


def find_paper(code: str) -> OfficialPaper | None:
    """The paper with a code, written in whatever case and with whatever between its letters."""
    letters = "".join(letter for letter in code.upper() if letter.isalpha())
    written = "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
    return db.session.scalar(select(OfficialPaper).where(OfficialPaper.code == written[:20]))


def is_drawn(stands_on: DecisionPaper) -> bool:
    """Whether the paper of a number is there, and holds."""
    query = select(OfficialPaper.id).where(
        OfficialPaper.decision_paper_id == stands_on.id, OfficialPaper.state == PaperState.SIGNED
    )
    return db.session.scalar(query) is not None


def find_numbered(paper: OfficialPaper, number: str, year: int) -> OfficialPaper | None:
    """Another signed paper of the same issuer and kind that bears this number in this year.

    Numbers begin anew each year (Decree 30/2020, art. 15). That of a withdrawn paper is free again: what
    puts a paper right bears its number.
    """
    wanted = _number_key(number, paper)
    query = select(OfficialPaper).where(
        OfficialPaper.issuer_id == paper.issuer_id,
        OfficialPaper.kind == paper.kind,
        OfficialPaper.state == PaperState.SIGNED,
        OfficialPaper.id != paper.id,
        OfficialPaper.dated.between(date(year, 1, 1), date(year, 12, 31)),
    )
    found = db.session.scalars(query.order_by(OfficialPaper.id))
    return next((one for one in found if _number_key(one.number, one) == wanted), None)


def _number_key(number: str, paper: OfficialPaper) -> str:
    """A number as it is compared: with its symbol, without spaces and zeros before it."""
    text = re.sub(r"\s", "", number)
    whole = text + paper.details.get("ky_hieu", "") if text.isdigit() else text
    return unique_key(re.sub(r"\s", "", whole).lstrip("0"))


def list_papers(actor: User, abouts: Iterable[str], kind: PaperKind | None = None) -> list[OfficialPaper]:
    """The papers about these that somebody may read, the latest first."""
    query = select(OfficialPaper).where(OfficialPaper.about.in_(set(abouts)))
    if kind is not None:
        query = query.where(OfficialPaper.kind == kind)
    found = db.session.scalars(query.order_by(OfficialPaper.id.desc()))
    return [one for one in found if allowed(actor, Permission.PAPER_READ, one)]


def list_versions(kind: PaperKind, letterhead: Letterhead) -> list[TemplateVersion]:
    """The versions of a template that staff brought, the latest first. The first of them holds."""
    query = select(TemplateVersion).where(
        TemplateVersion.kind == kind, TemplateVersion.letterhead == letterhead
    )
    return list(db.session.scalars(query.order_by(TemplateVersion.number.desc())))


def latest_versions() -> dict[tuple[PaperKind, Letterhead], TemplateVersion]:
    """The latest version of every template that staff ever replaced."""
    ordered = db.session.scalars(select(TemplateVersion).order_by(TemplateVersion.number))
    return {(one.kind, one.letterhead): one for one in ordered}


def latest_number(kind: PaperKind, letterhead: Letterhead) -> int:
    """The number of the latest version of a template; 0 where there is none."""
    return next((one.number for one in list_versions(kind, letterhead)), 0)


def current_version(kind: PaperKind, letterhead: Letterhead) -> TemplateVersion | None:
    """The version that holds, with its content; None while it is the one that came with the registry."""
    query = (
        select(TemplateVersion)
        .where(TemplateVersion.kind == kind, TemplateVersion.letterhead == letterhead)
        .order_by(TemplateVersion.number.desc())
        .limit(1)
        .options(undefer(TemplateVersion.content))
    )
    held = db.session.scalar(query)
    return None if held is None or held.is_shipped else held


def find_bag(reader: User, nomination: Nomination) -> DossierBag | None:
    """The whole file that somebody asked for lately; each finds their own alone."""
    bag = db.session.scalar(
        select(DossierBag).where(
            DossierBag.nomination_id == nomination.id, DossierBag.asked_by_id == reader.id
        )
    )
    return bag if bag is not None and bag.asked_at >= now() - BAG_KEPT else None


def stands_still(bag: DossierBag) -> bool:
    """Whether it should have been there long ago."""
    return bag.state is BagState.MAKING and bag.asked_at < now() - BAG_SILENT_FOR
