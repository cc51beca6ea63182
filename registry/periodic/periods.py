"""The periods that are reported on, from a month to five years, each with its code."""

import calendar
import enum
import re
from dataclasses import dataclass
from datetime import date

from registry.core.i18n import _


class Span(enum.StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    FIVE_YEARS = "five_years"


MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF: 6, Span.YEAR: 12, Span.FIVE_YEARS: 60}
SHAPES = {
    Span.MONTH: re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])"),
    Span.QUARTER: re.compile(r"(20[0-9]{2})-q([1-4])"),
    Span.HALF: re.compile(r"(20[0-9]{2})-h([12])"),
    Span.YEAR: re.compile(r"(20[0-9]{2})()"),
    Span.FIVE_YEARS: re.compile(r"(20[0-9]{2})-(20[0-9]{2})"),
}
# The terms of the Party: 2021 to 2025, 2026 to 2030.
TERM = 5


@dataclass(frozen=True, order=True)
class ReportPeriod:
    """A stretch of whole months, told by its length and its first day."""

    first: date
    span: Span

    @property
    def last(self) -> date:
        """Its last day."""
        month = self.first.month - 1 + MONTHS[self.span] - 1
        year, month = self.first.year + month // 12, month % 12 + 1
        return date(year, month, calendar.monthrange(year, month)[1])

    @property
    def code(self) -> str:
        """How an address and a record of changes name it: 2026-10, 2026-q4, 2026-h2, 2026, 2021-2025."""
        year, month = self.first.year, self.first.month
        return {
            Span.MONTH: f"{year}-{month:02}",
            Span.QUARTER: f"{year}-q{(month + 2) // 3}",
            Span.HALF: f"{year}-h{(month + 5) // 6}",
            Span.YEAR: f"{year}",
            Span.FIVE_YEARS: f"{year}-{year + TERM - 1}",
        }[self.span]

    @property
    def name(self) -> str:
        """How people call it inside a sentence."""
        year, month = self.first.year, self.first.month
        if self.span is Span.MONTH:
            return _("month %(month)s of %(year)s", month=month, year=year)
        if self.span is Span.QUARTER:
            return _("quarter %(quarter)s of %(year)s", quarter=(month + 2) // 3, year=year)
        if self.span is Span.HALF:
            first, second = (
                _("first six months of %(year)s", year=year),
                _("last six months of %(year)s", year=year),
            )
            return first if month == 1 else second
        if self.span is Span.YEAR:
            return _("year %(year)s", year=year)
        return _("five years %(first)s–%(last)s", first=year, last=year + TERM - 1)

    @property
    def title(self) -> str:
        """How people call it where a line begins with it."""
        return self.name[:1].upper() + self.name[1:]

    def before(self) -> "ReportPeriod":
        """The period before it, as long."""
        month = self.first.year * 12 + self.first.month - 1 - MONTHS[self.span]
        return ReportPeriod(date(month // 12, month % 12 + 1, 1), self.span)

    def after(self) -> "ReportPeriod":
        """The period after it, as long."""
        month = self.first.year * 12 + self.first.month - 1 + MONTHS[self.span]
        return ReportPeriod(date(month // 12, month % 12 + 1, 1), self.span)

    def parts(self, span: Span) -> list["ReportPeriod"]:
        """The shorter periods it is made of, the first first; itself when it is as long."""
        found, one = [], period_at(self.first, span)
        while one.last <= self.last:
            found.append(one)
            one = one.after()
        return found


def period_at(day: date, span: Span) -> ReportPeriod:
    """The period of a length in which a day lies."""
    if span is Span.FIVE_YEARS:
        return ReportPeriod(date(day.year - (day.year - 1) % TERM, 1, 1), span)
    months = MONTHS[span]
    return ReportPeriod(date(day.year, (day.month - 1) // months * months + 1, 1), span)


def find_period(code: str, *spans: Span) -> ReportPeriod | None:
    """The period a code names, of one of these lengths; None when it names none."""
    for span in spans:
        found = SHAPES[span].fullmatch(code)
        if not found:
            continue
        year = int(found[1])
        if span is Span.FIVE_YEARS:
            period = period_at(date(year, 1, 1), span)
        else:
            period = ReportPeriod(date(year, (int(found[2] or 1) - 1) * MONTHS[span] + 1, 1), span)
        # 2022-2026 is no term.
        return period if period.code == code else None
    return None
