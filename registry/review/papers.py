"""Numbered papers: one number of an issuer's year is one paper, and bears one date.

Numbers run from 01 on 1 January to 31 December and are unique per issuer and year (Decree 30/2020, art. 15).
State bodies write 06/2021/QĐ-UBND or 1234/QĐ-UBND, Party bodies 29-QĐ/ĐUK, the Front 249/QĐ-MTTQ-BTT: the
decree covers the first only, so no one pattern is forced upon all.
"""

import enum
import re
from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _, _l
from registry.core.types import unique_key
from registry.units.models import Unit
from registry.units.states import UnitKind


class NumberStyle(enum.StrEnum):
    """How a body writes the numbers of its papers."""

    STATE = "state"
    PARTY = "party"
    FRONT = "front"


class DecisionPaper(db.Model):
    """A signed paper by its number; several decisions may stand on it."""

    __tablename__ = "decision_papers"
    __table_args__ = (UniqueConstraint("issuer_id", "year", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    year: Mapped[int]
    # The number as it is compared: whatever its case or composition.
    key: Mapped[str] = mapped_column(String(120))
    dated: Mapped[date]

    issuer: Mapped[Unit] = relationship()


_SIGN = r"[^\W\d_][^\W_]*(?:[-.][^\W_]+)*"
PATTERNS = {
    NumberStyle.PARTY: re.compile(rf"\d+\s?-\s?[^\W\d_]+\s?/\s?{_SIGN}"),
    NumberStyle.FRONT: re.compile(
        r"\d+\s?/\s?(?:[^\W\d_]+\s?-\s?)?(?:UBMT|MTTQ|MT)[^\W\d_]*(?:[-.][^\W_]+)*"
    ),
    NumberStyle.STATE: re.compile(rf"\d+\s?/\s?(?:(?P<year>\d{{4}})\s?/\s?)?{_SIGN}"),
}
EXAMPLES = {
    NumberStyle.STATE: _l("1234/QD-UBND"),
    NumberStyle.PARTY: _l("38-QD/DU"),
    NumberStyle.FRONT: _l("249/QD-MTTQ-BTT"),
}
STYLES = {
    UnitKind.PARTY_COMMITTEE: NumberStyle.PARTY,
    UnitKind.PARTY_CELL: NumberStyle.PARTY,
    UnitKind.FRONT: NumberStyle.FRONT,
}


def style_of(number: str) -> NumberStyle | None:
    """In which style a number is written; None for one of no known style."""
    text = " ".join(number.upper().split())
    return next((style for style, pattern in PATTERNS.items() if pattern.fullmatch(text)), None)


def style_for(issuer: Unit) -> tuple[NumberStyle | None, str]:
    """How an issuer writes its numbers, with an example: as on its latest paper, else as its kind does.

    None for a place, where the committee of the Party and the one of the people both sign.
    """
    query = select(DecisionPaper).where(DecisionPaper.issuer_id == issuer.id)
    latest = db.session.scalars(query.order_by(DecisionPaper.dated.desc(), DecisionPaper.id.desc())).first()
    known = style_of(latest.key) if latest is not None else None
    if latest is not None and known is not None:
        return known, latest.key.upper()
    style = STYLES.get(issuer.kind)
    if style is None:
        return None, f"{EXAMPLES[NumberStyle.STATE]}, {EXAMPLES[NumberStyle.PARTY]}"
    return style, str(EXAMPLES[style])


def year_in(number: str) -> int | None:
    """The year that a number itself names, as State bodies write it."""
    found = PATTERNS[NumberStyle.STATE].fullmatch(" ".join(number.upper().split()))
    return int(found["year"]) if found and found["year"] else None


def refuse_year(number: str, day: date) -> None:
    """Raise InvalidInput for a number that names another year than its paper's."""
    named = year_in(number)
    if named is not None and named != day.year:
        raise InvalidInput(
            "number",
            _(
                "The number names the year %(named)s, the paper is dated %(year)s.",
                named=named,
                year=day.year,
            ),
        )


def refuse_number(issuer_id: int, number: str, day: date) -> None:
    """Raise InvalidInput for a number that names another year, or bears another date already."""
    if not number:
        return
    refuse_year(number, day)
    known = find_paper(issuer_id, number, day)
    if known is not None and known.dated != day:
        raise bears_another_date(number, known.dated)


def bears_another_date(number: str, day: date) -> InvalidInput:
    """What is wrong with a number that stands on a paper of another day."""
    told = _(
        "Number %(number)s of this year bears the date %(day)s already.", number=number, day=f"{day:%d/%m/%Y}"
    )
    return InvalidInput("number", told)


def find_paper(issuer_id: int, number: str, day: date) -> DecisionPaper | None:
    """The paper of an issuer that bears a number in the year of a day."""
    return db.session.scalar(
        select(DecisionPaper).where(
            DecisionPaper.issuer_id == issuer_id,
            DecisionPaper.year == day.year,
            DecisionPaper.key == unique_key(number),
        )
    )
