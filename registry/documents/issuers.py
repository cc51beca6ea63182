"""How an issuing body writes itself on paper: letterhead, superior, symbol of its numbers, place."""

import re
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from registry.core.clock import today
from registry.core.db import db
from registry.documents.drafting import lines_of
from registry.documents.kind import Kind, Subject
from registry.documents.models import OfficialPaper
from registry.documents.states import Letterhead, PaperKind, PaperState
from registry.identity.models import Role, User
from registry.identity.queries import list_holders
from registry.review.models import Decision
from registry.review.papers import style_for
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.states import UnitKind

# A place bears its kind before its name: "xã Sương Nắng" is written from Sương Nắng.
PLACES = frozenset({UnitKind.PROVINCE, UnitKind.CITY, UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE})
# What governs a place, as it is written on its papers.
COMMITTEE = lines_of("governing.state")[0]
# What says who writes to whom belongs to one kind of paper: a council submits, its superior decides.
OF_ONE_KIND = ("ky_hieu", "kinh_gui", "ten_co_quan")
SYMBOL = re.compile(r"\d+(\s?[-/].*)")
NO_BREAK = "\u00a0"
# The space before a last syllable that belongs to none of the words below, where others come before both.
LAST = re.compile(r"(?<= )(\S+) (?=\S+$)", re.MULTILINE)
# Words of several syllables in names of bodies: a line does not end within one.
WORDS = re.compile(rf"\b({'|'.join(lines_of('words_of_bodies'))})\b", re.IGNORECASE)


class IssuerNames:
    """Who issues, by the one name that its signed decisions give it; else by that of the unit.

    A province is a place to the registry, on paper it is the body that signs for it.
    """

    def __init__(self, issuers: Iterable[Unit]) -> None:
        query = (
            select(OfficialPaper)
            .where(
                OfficialPaper.issuer_id.in_({one.id for one in issuers}),
                OfficialPaper.kind == PaperKind.DECISION,
                OfficialPaper.state == PaperState.SIGNED,
            )
            .order_by(OfficialPaper.dated.desc(), OfficialPaper.id.desc())
        )
        self._papers = [one for one in db.session.scalars(query) if one.details.get("ten_co_quan")]

    def of(self, issuer: Unit, day: date, number: int | None = None) -> str:
        """The name on the paper of a number, else on the latest one until that day."""
        known = [one for one in self._papers if one.issuer_id == issuer.id]
        own = [one for one in known if number is not None and one.decision_paper_id == number]
        earlier = [one for one in known if one.dated is not None and one.dated <= day]
        found = own or earlier
        return found[0].details["ten_co_quan"] if found else issuer.name_on(day)


def name_on_paper(decision: Decision) -> str:
    """Who issued a decision, by the name on its paper."""
    names = IssuerNames([decision.issuer])
    return names.of(decision.issuer, decision.decided_on, decision.paper_id)


def name_today(issuer: Unit) -> str:
    """What an issuer calls itself on paper now."""
    return IssuerNames([issuer]).of(issuer, today())


def letterhead_of(issuer: Unit) -> Letterhead:
    """Which rules of form an issuer follows: of its latest paper, else of its kind, else the State's."""
    style, _example = style_for(issuer)
    return Letterhead(style.value) if style is not None else Letterhead.STATE


def unbroken(name: str) -> str:
    """The name of a body as a narrow column may break it: not within a word, nor before a last syllable."""
    bound = WORDS.sub(lambda found: found[0].replace(" ", NO_BREAK), name)
    return LAST.sub(rf"\1{NO_BREAK}", bound)


def remembered(issuer: Unit, kind: PaperKind) -> dict[str, str]:
    """What was written into the latest papers of an issuer: the next one begins with it.

    What belongs to one kind of paper is not taken over from another; what is left empty is asked for again.
    """
    query = (
        select(OfficialPaper).where(OfficialPaper.issuer_id == issuer.id).order_by(OfficialPaper.id.desc())
    )
    latest = db.session.scalar(query.limit(1))
    alike = db.session.scalar(query.where(OfficialPaper.kind == kind).limit(1))
    told = {**(latest.details if latest is not None else {}), **dict.fromkeys(OF_ONE_KIND, "")}
    told |= alike.details if alike is not None else {}
    return {name: text for name, text in told.items() if text}


def written_of(
    issuer: Unit, kind: PaperKind, sign: str, head: Letterhead = Letterhead.PARTY
) -> dict[str, str]:
    """What an issuer is likely to write into a paper under a letterhead, as far as the records tell."""
    above, body = _heading(issuer, head)
    return {
        "co_quan_cap_tren": above.upper(),
        "co_quan_ban_hanh": body.upper(),
        "ky_hieu": _symbol(issuer, sign),
        "dia_danh": _place(issuer),
        "nguoi_ky": _signer(issuer),
        **remembered(issuer, kind),
    }


def begun_with(actor: User, kind: Kind, subject: Subject) -> dict[str, str]:
    """What a paper begins with before anybody writes: the records, and what the issuer wrote last time."""
    known = kind.defaults(actor, subject.about)
    written = written_of(subject.issuer, kind.kind, kind.sign, letterhead_of(subject.issuer))
    said = {**known, **written}
    return said | {name: known.get(name, "") for name in kind.fresh}


def _heading(issuer: Unit, head: Letterhead) -> tuple[str, str]:
    """The bodies of the letterhead: the superior, and who issues.

    For a place the State's papers are issued by its People's Committee, and above that stands nobody (Decree
    30/2020): least of all a body of the Party.
    """
    if head is Letterhead.STATE and issuer.kind in PLACES:
        return "", f"{COMMITTEE} {issuer.name}"
    superior, body = _superior(issuer), issuer.name
    if superior is None:
        return "", body
    return superior.name, body.removesuffix(superior.name).strip() or body


def _superior(issuer: Unit) -> Unit | None:
    """The body above in the Party's line, else the office above by territory."""
    rows = [one for one in issuer.placements if one.valid_to is None and one.tree.value == "party"]
    rows += [one for one in issuer.placements if one.valid_to is None and one.tree.value == "territorial"]
    return next((one.parent for one in rows if one.parent.kind not in PLACES), None)


def _signer(issuer: Unit) -> str:
    """Who signs for a body, where only one person does."""
    signers = list_holders([issuer.id], Role.SIGNER)
    return signers[0].name if len(signers) == 1 else ""


def _symbol(issuer: Unit, sign: str) -> str:
    latest = db.session.scalar(
        select(Decision.number)
        .where(Decision.issuer_id == issuer.id, Decision.number != "")
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
        .limit(1)
    )
    found = SYMBOL.fullmatch(latest or "")
    symbol = found[1] if found else ""
    return re.sub(r"[^\W\d_]+", sign, symbol, count=1) if sign else symbol


def _place(issuer: Unit) -> str:
    above = units.list_by_ids(units.tree().last_ancestors(issuer.id, today()) | {issuer.id})
    places = [one for one in above if one.kind in PLACES]
    communal = [one for one in places if one.kind not in {UnitKind.PROVINCE, UnitKind.CITY}]
    name = next((one.name for one in communal or places), "")
    words = name.split()
    proper = next((start for start, one in enumerate(words) if one[:1].isupper()), 0)
    return " ".join(words[proper:])
