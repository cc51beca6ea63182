"""Periodic reports of the invented province: most are filed, one corrected, one late, some are drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

from registry.core.clock import HERE, now, today
from registry.core.permissions import Permission
from registry.demo.data_files import read
from registry.demo.replay import History
from registry.identity.queries import get_user
from registry.periodic import queries
from registry.periodic.contents import Content
from registry.periodic.expected import Expected
from registry.periodic.forms import newest
from registry.periodic.periods import ReportPeriod, Span, period_at
from registry.periodic.prefill import known_figures, known_rows
from registry.periodic.service import gathering, writing
from registry.units.queries import get_unit

PROVINCE, STAFF, SIGNER = "minh-hoa", "linh.chu", "hung.thach"
TABLES = "Thông tư 02/2023/TT-BNV"
# What the decisions of commendation of the invented province come to.
AWARDED = {
    code: Decimal(number)
    for code, number in {"awards": 6, "collective": 4, "household": 0, "individual": 2, "theme": 6}.items()
}


@dataclass(frozen=True)
class Place:
    """A commune, who leads it, and how much happens there."""

    code: str
    lead: str
    size: int


PLACES = tuple(Place(*row) for row in read("reports")["places"])


def add_reports(history: History) -> None:
    """Have the province ask for reports, and the communes file them until today."""
    year = today().year
    history.add(_morning(date(year - 1, 10, 20)), _ask)
    months = period_at(date(year, 1, 1), Span.YEAR).parts(Span.MONTH)
    over = [one for one in months if one.last < today()][-10:]
    for period in over:
        for place in PLACES:
            _add_month(history, place, period, is_last=period == over[-1])
    if over:
        _add_correction(history, over)
    _add_half(history)
    _add_review(history)
    history.add(_morning(date(year - 1, 12, 11)), _file_tables)
    history.add(now() - timedelta(hours=30), _draft_table)


def _morning(day: date, minutes: int = 0) -> datetime:
    return datetime.combine(day, time(8, 30), HERE) + timedelta(minutes=minutes)


def _ask() -> None:
    staff, province = get_user(STAFF), get_unit(PROVINCE)
    year = today().year + 1
    for form, since, basis in (
        ("thang", date(year, 1, 1), "118-CV/BTGDVTU"),
        ("sau-thang", date(year, 1, 1), "118-CV/BTGDVTU"),
        ("nam-nam", period_at(date(year, 1, 1), Span.FIVE_YEARS).before().first, "121-KH/BTGDVTU"),
        ("bieu-0601", date(year - 1, 1, 1), TABLES),
        ("bieu-0603", date(year - 1, 1, 1), TABLES),
    ):
        gathering.demand_report(staff, province, form, since=since, basis=basis)


def _asked(place: Place, form: str, period: ReportPeriod) -> Expected:
    return queries.get_expected(get_user(place.lead), form, period.code, place.code, Permission.REPORT_DRAFT)


def _add_month(history: History, place: Place, period: ReportPeriod, *, is_last: bool) -> None:
    """The place's report of a month: the last place is always late with the last month, one has a draft."""
    due = newest("thang").due_on(period)
    number = PLACES.index(place)
    late = 3 if (number + period.first.month) % 7 == 0 else 0
    day = due - timedelta(days=number % 3) + timedelta(days=late)
    content = _content(place, period)
    if is_last and place is PLACES[-1]:
        return
    if is_last and place is PLACES[-2]:
        some = {code: value for code, value in content.figures.items() if code in {"campaigns", "dialogues"}}
        history.add(_morning(day, 40), partial(_draft, place, "thang", period, Content(some)))
        return
    history.add(_morning(day, 7 * number), partial(_file, place, "thang", period, content))


def _content(place: Place, period: ReportPeriod) -> Content:
    """What happens in a month: more around the day of mass mobilization and before the new year."""
    season = (8, 7, 10, 9, 11, 10, 9, 10, 12, 16, 13, 9)[period.first.month - 1]
    number = place.size * season
    opinions = 4 + number // 9
    words = read("reports")["highlights"]
    answered = Decimal(100) - Decimal(100 * (opinions // 8)) / opinions
    figures: dict[str, Decimal | int] = {
        "campaigns": 1 + number // 24,
        "participations": number * 11 + 3 * period.first.month,
        "dialogues": 1 + (number // 30) + (period.first.month % 3 == 0),
        "opinions": opinions,
        "answered": answered.quantize(Decimal("0.1")),
    }
    prose = {"highlights": words[(PLACES.index(place) * 5 + period.first.month) % len(words)]}
    if period.first.month % 4 == 2:
        prose["requests"] = read("reports")["requests"][PLACES.index(place) % 3]
    return Content({code: Decimal(value) for code, value in figures.items()}, {}, prose)


def _with_effective(place: Place, form: str, period: ReportPeriod, content: Content) -> Content:
    """All running models but one are effective where there are several."""
    asked = _asked(place, form, period)
    running = int(known_figures(asked.form, asked.unit, period).get("registered", "0"))
    return Content(
        {**content.figures, "effective": Decimal(max(running - (running > 2), 0))}, {}, content.prose
    )


def _draft(place: Place, form: str, period: ReportPeriod, content: Content) -> None:
    writing.save_draft(get_user(place.lead), _asked(place, form, period), content)


def _file(place: Place, form: str, period: ReportPeriod, content: Content) -> None:
    if form == "thang":
        content = _with_effective(place, form, period, content)
    lead, asked = get_user(place.lead), _asked(place, form, period)
    writing.save_draft(lead, asked, content)
    writing.file_report(lead, asked)


def _add_correction(history: History, over: Sequence[ReportPeriod]) -> None:
    """The figures of the month before last were taken; then a commune found meetings it had not counted."""
    period = over[-2] if len(over) > 1 else over[-1]
    due = newest("thang").due_on(period)
    history.add(_morning(due + timedelta(days=5)), partial(_take, period))
    history.add(_morning(due + timedelta(days=8)), partial(_correct, PLACES[1], period))


def _take(period: ReportPeriod) -> None:
    demand = next(one for one in queries.list_demands([get_unit(PROVINCE).id]) if one.form == "thang")
    gathering.take_figures(get_user(STAFF), demand, period)


def _correct(place: Place, period: ReportPeriod) -> None:
    content = _with_effective(place, "thang", period, _content(place, period))
    more = {**content.figures, "dialogues": content.figures["dialogues"] + 2}
    more["participations"] = content.figures["participations"] + 146
    writing.correct_report(
        get_user(place.lead), _asked(place, "thang", period), Content(more, {}, content.prose),
        reason=read("reports")["correction"],
    )  # fmt: skip


def _add_half(history: History) -> None:
    """The last half-year that is over: all have filed but one, who has a draft."""
    period = period_at(today(), Span.HALF).before()
    if period.first.year < today().year:
        return
    due = newest("sau-thang").due_on(period)
    for number, place in enumerate(PLACES):
        act = _draft_half if place is PLACES[-2] else _file_half
        if place is not PLACES[-1]:
            history.add(
                _morning(due - timedelta(days=1 + number % 3), 9 * number), partial(act, place, period)
            )


def _half(place: Place, period: ReportPeriod) -> Content:
    said, asked = read("reports"), _asked(place, "sau-thang", period)
    rows = known_rows(asked.form, asked.unit, period)
    tasks = said["tasks"]
    told = {
        row["reference"]: {
            "task": tasks[count % len(tasks)],
            **({} if row["results"] or row["figures"] else {"results": said["kept"]}),
        }
        for count, row in enumerate(rows)
    }
    prose = {code: said["half"][code] for code in ("rollout", "others", "next")}
    return Content({}, {}, prose, told)


def _file_half(place: Place, period: ReportPeriod) -> None:
    _file(place, "sau-thang", period, _half(place, period))


def _draft_half(place: Place, period: ReportPeriod) -> None:
    _draft(place, "sau-thang", period, _half(place, period))


def _add_review(history: History) -> None:
    """The review of the last term: half of the communes have filed it."""
    period = period_at(today(), Span.FIVE_YEARS).before()
    due = newest("nam-nam").due_on(period)
    for number, place in enumerate(PLACES[: len(PLACES) // 2 + 1]):
        content = Content({}, {}, dict(read("reports")["review"]))
        history.add(
            _morning(due - timedelta(days=2 + number), 5), partial(_file, place, "nam-nam", period, content)
        )


def _tables(year: int) -> list[Expected]:
    """The yearly tables of the province."""
    period, staff = ReportPeriod(date(year, 1, 1), Span.YEAR), get_user(STAFF)
    return [
        queries.get_expected(staff, form, period.code, PROVINCE, Permission.REPORT_DRAFT)
        for form in ("bieu-0603", "bieu-0601")
        if newest(form).opens_on(period) <= today()
    ]


def _file_tables() -> None:
    """The tables of the year: staff write them, the signer files them."""
    for asked in _tables(today().year):
        known = {"level_central": Decimal(1), "scope_whole": Decimal(1), "years_3": Decimal(1)}
        # Of the first version of the table of awards the registry filled in the rows by itself.
        awarded = AWARDED if asked.form.version > 1 else {}
        told = known if asked.form.code == "bieu-0601" else awarded
        writing.save_draft(get_user(STAFF), asked, Content(told))
        writing.file_report(get_user(SIGNER), asked)


def _draft_table() -> None:
    """Staff began the tables of this year, where they can be filled in by now."""
    for asked in _tables(today().year):
        writing.save_draft(get_user(STAFF), asked, Content())
