"""What a claim says besides its figures, as people read it: period, population, series, who paid."""

from datetime import date
from decimal import Decimal

from registry.catalogue.models import Result
from registry.catalogue.rows import FUNDS, ResultRow
from registry.catalogue.series import Point, shown
from registry.core.i18n import _
from registry.web.catalogue.coverage import FUND_LABELS
from registry.web.catalogue.words import amount, day_of
from registry.web.filters import as_date, as_money, as_number


def period_of(one: Result | ResultRow) -> str:
    """`03/2024 – 05/2025`, `từ 03/2024`, or the day alone; empty when none is known."""
    begin, end = _day(one.since, only_month=one.since_month), day_of(one)
    if begin and end:
        return f"{begin} – {end}"
    return _("since %(time)s", time=begin) if begin else end


def _day(day: date | None, *, only_month: bool) -> str:
    return f"{day:%m/%Y}" if day and only_month else as_date(day)


def population_of(one: Result | ResultRow) -> str:
    """`trên tổng số 630 hộ của sáu thôn`; empty when nobody said of how many."""
    count = _number(one.of_count)
    if not count:
        return ""
    return _("of %(n)s %(whom)s", n=count, whom=one.of_whom.strip() or one.measure.strip()).strip()


def _number(value: Decimal | int | str | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return as_number(value, 0)


def series_line(points: list[Point], measure: str) -> str:
    """`2021: 12 hộ; 2022: 18 hộ`."""
    return "; ".join(f"{shown(point)}: {amount(point.value, measure)}" for point in points)


def funds_line(one: Result | ResultRow) -> str:
    """`Ngân sách nhà nước 1,2 tỷ đồng; Nhân dân đóng góp 640 triệu đồng`."""
    parts = [
        (FUND_LABELS[name], amount_)
        for name in FUNDS
        if (amount_ := getattr(one, name)) is not None and amount_ != ""
    ]
    return "; ".join(
        f"{label} {value if isinstance(value, str) else as_money(value)}" for label, value in parts
    )


def more_of(one: ResultRow) -> list[str]:
    """Everything besides the figures, in the order of the form; what is not given is left out."""
    series = one.series if isinstance(one.series, str) else series_line(list(one.series), one.measure)
    return [text for text in (period_of(one), population_of(one), series.strip(), funds_line(one)) if text]
