"""The quarterly report: figures of a quarter and the monthly reports of communes put together, on one paper.

It is drawn up, signed and kept as every official paper is.
"""

from collections.abc import Iterator
from decimal import Decimal

from flask_babel import force_locale

from registry.catalogue.queries import list_fields
from registry.core.clock import today
from registry.core.errors import NotFound
from registry.core.i18n import _, _l
from registry.documents.contents.words import capital, short_day
from registry.documents.issuers import name_today
from registry.documents.kind import Kind, Subject, Told, Whole
from registry.documents.models import OfficialPaper
from registry.documents.service.drawing import LONGEST_DETAIL
from registry.documents.states import PaperKind
from registry.identity.models import User
from registry.periodic.consolidating import Line, Table, consolidate
from registry.periodic.form import Indicator
from registry.periodic.periods import ReportPeriod, Span, find_period, period_at
from registry.periodic.prefill import as_text, scope_of
from registry.periodic.queries import list_demands
from registry.periodic.states import Summing
from registry.reports.definitions import BROUGHT, FIGURES, FUNNEL_OF_A_LEVEL
from registry.reports.figures.counting import By
from registry.reports.scope import Period, Scope
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.states import PROVINCIAL

MONTHLY = "thang"
COUNTED = ("running", "registered", *FUNNEL_OF_A_LEVEL, "places", *BROUGHT)
OF_A_FIELD = {"lv_dang_thuc_hien": "running", "lv_dang_ky": "registered", "lv_cong_nhan": "recognised"}
# What of the monthly report stands beside each unit.
OF_A_UNIT = {
    "xa_mo_hinh": "registered", "xa_dang_ky": "new", "xa_luot": "participations", "xa_doi_thoai": "dialogues",
    "xa_y_kien": "opinions",
}  # fmt: skip
# Texts of the monthly reports that the quarter's begin with.
PROSE = {"noi_bat": "highlights", "kho_khan": "requests"}
NAMED = 12
NUMERALS = {1: "I", 2: "II", 3: "III", 4: "IV"}

VALUES = {
    "quy": _l("The quarter and its year"),
    "dia_ban": _l("The province or city whose figures it tells"),
    "tu_ngay": _l("First day of the figures"),
    "den_ngay": _l("Last day of the figures"),
    "da_nop": _l("How many of the monthly reports are filed"),
    "chua_nop": _l("Which units have not filed all of them"),
}
ROWS = {
    "chi_tieu": _l("A figure of the registry"),
    "don_vi_tinh": _l("What it is measured in"),
    "quy_nay": _l("In the quarter"),
    "quy_truoc": _l("In the quarter before"),
    "cung_ky": _l("In the same quarter of the year before"),
    "linh_vuc": _l("A field"),
    "lv_dang_thuc_hien": _l("Its running models"),
    "lv_dang_ky": _l("Its models registered in the quarter"),
    "lv_cong_nhan": _l("Its models recognised in the quarter"),
    "bc_noi_dung": _l("A figure of the monthly reports"),
    "bc_don_vi_tinh": _l("What that is measured in"),
    "bc_so_lieu": _l("That figure for the quarter"),
    "bc_cach_tinh": _l("How it is put together from the months"),
    "xa": _l("A unit that files monthly reports"),
    "xa_bao_cao": _l("How many of its reports are filed"),
    "xa_mo_hinh": _l("Its models at the end"),
    "xa_dang_ky": _l("Its newly registered models"),
    "xa_luot": _l("Its participations"),
    "xa_doi_thoai": _l("Its dialogues with people"),
    "xa_y_kien": _l("Opinions it received"),
}
DETAILS = {
    "kinh_gui": _l("To whom it is submitted"),
    "ten_co_quan": _l("Issuing body as a sentence names it"),
    "noi_bat": _l("What stood out, a line each"),
    "kho_khan": _l("Difficulties and proposals, a line each"),
    "phuong_huong": _l("Tasks of the next quarter, a line each"),
}


def about_of(unit: Unit, period: ReportPeriod) -> str:
    """What the report of a unit on a quarter is kept under."""
    return f"{period.code}.{unit.code}"


def find(_actor: User, about: str) -> Subject:
    """The quarter of a province or city; raises NotFound for any other, and for one that has not begun."""
    return subject_of(*_named(about))


def _named(about: str) -> tuple[Unit, ReportPeriod]:
    code, _dot, unit_code = about.partition(".")
    unit, period = units.find_unit(unit_code), find_period(code, Span.QUARTER)
    if unit is None or unit.kind not in PROVINCIAL or period is None or period.first > today():
        raise NotFound(_("There is no such paper."))
    return unit, period


def subject_of(unit: Unit, period: ReportPeriod) -> Subject:
    """The report of a province on a quarter."""
    return Subject(PaperKind.QUARTERLY, about_of(unit, period), f"{period.title}, {unit.name}", unit)


def told(_actor: User, paper: OfficialPaper) -> Told:
    """The unit's own figures, the same for every reader, and what units below it filed."""
    unit, period = _named(paper.about)
    table = monthly_of(unit, period)
    values = {
        "quy": _("quarter %(number)s of %(year)s", number=_numeral(period), year=period.first.year),
        "dia_ban": unit.name_on(min(period.last, today())),
        "tu_ngay": short_day(period.first),
        "den_ngay": short_day(min(period.last, today())),
        "da_nop": _filed(table),
        "chua_nop": _missing(table),
    }
    values |= {name: paper.details.get(name) or _("Nothing to report.") for name in (*PROSE, "phuong_huong")}
    rows = [*_figures(unit, period), *_fields(unit, period)]
    if table is not None:
        rows += [*_sums(table), *(_of_line(line) for line in table.lines)]
    return Told(values, rows)


def monthly_of(unit: Unit, period: ReportPeriod) -> Table | None:
    """The monthly reports of the units below, put together; None where nobody asked for any."""
    asked = [one for one in list_demands([unit.id]) if one.form == MONTHLY]
    tables = [consolidate(one, period) for one in asked]
    return max((one for one in tables if one.parts), key=lambda one: len(one.parts), default=None)


def _numeral(period: ReportPeriod) -> str:
    return NUMERALS[(period.first.month + 2) // 3]


def _figures(unit: Unit, period: ReportPeriod) -> Iterator[dict[str, str]]:
    """Each figure in the quarter, in the one before and in the same one a year before."""
    same, before = _earlier(period)
    scope = _counted(unit, Period(same.first, period.last))
    for code in COUNTED:
        figure = FIGURES[code]
        counts = figure.count(scope, By.QUARTER)
        now, past, long_past = (as_text(Decimal(counts.get(_key(one), 0))) for one in (period, before, same))
        yield {
            "chi_tieu": str(figure.title), "don_vi_tinh": str(figure.unit), "quy_nay": now, "quy_truoc": past,
            "cung_ky": long_past,
        }  # fmt: skip


def _earlier(period: ReportPeriod) -> tuple[ReportPeriod, ReportPeriod]:
    """The same quarter a year before, and the quarter before."""
    return period_at(period.first.replace(year=period.first.year - 1), Span.QUARTER), period.before()


def _key(period: ReportPeriod) -> int:
    return period.first.year * 10 + (period.first.month + 2) // 3


def _counted(unit: Unit, period: Period) -> Scope:
    return Scope(None, Period(period.first, min(period.last, today())), unit, is_own=True)


def _fields(unit: Unit, period: ReportPeriod) -> Iterator[dict[str, str]]:
    """Each field with a model; which figure stands in which column says `OF_A_FIELD`."""
    scope = scope_of(unit, period)
    counted = {mark: FIGURES[code].count(scope, By.FIELD) for mark, code in OF_A_FIELD.items()}
    for field in list_fields(with_retired=True):
        numbers = {mark: counts.get(field.id, 0) for mark, counts in counted.items()}
        if any(numbers.values()):
            yield {"linh_vuc": field.name} | {
                mark: as_text(Decimal(number)) for mark, number in numbers.items()
            }


def _filed(table: Table | None) -> str:
    if table is None:
        return _("No monthly reports were asked for in this quarter.")
    expected = sum(line.expected for line in table.lines)
    return _(
        "Units below filed %(filed)s of %(all)s monthly reports of the quarter.",
        filed=len(table.reports), all=expected,
    )  # fmt: skip


def _missing(table: Table | None) -> str:
    late = [capital(line.unit.name) for line in table.lines if line.missing] if table is not None else []
    if not late:
        return ""
    names, more = ", ".join(late[:NAMED]), len(late) - NAMED
    if more > 0:
        names += " " + _("and %(num)s more", num=more)
    return _("Not all filed: %(names)s.", names=names)


def _sums(table: Table) -> Iterator[dict[str, str]]:
    for one in table.form.indicators:
        yield {
            "bc_noi_dung": str(one.title), "bc_don_vi_tinh": str(one.measure), "bc_cach_tinh": _how(one),
            "bc_so_lieu": _known(table.totals, one.code),
        }  # fmt: skip


def _how(one: Indicator) -> str:
    return {
        Summing.SUM: _("sum of the months"), Summing.MEAN: _("mean of the months"),
        Summing.LAST: _("at the end of the quarter"),
    }[one.summing]  # fmt: skip


def _of_line(line: Line) -> dict[str, str]:
    numbers = {mark: _known(line.figures, code) for mark, code in OF_A_UNIT.items()}
    return {"xa": capital(line.unit.name), "xa_bao_cao": f"{len(line.reports)}/{line.expected}", **numbers}


def _known(figures: dict[str, Decimal], code: str) -> str:
    """A figure that nobody told is not none."""
    return as_text(figures[code]) if code in figures else "–"


def defaults(_actor: User, about: str) -> dict[str, str]:
    """Who writes, and what the monthly reports tell: whole lines, as many as there is room for."""
    unit, period = _named(about)
    table = monthly_of(unit, period)
    with force_locale("vi"):
        told_by = {mark: _lines(table, code) if table else "" for mark, code in PROSE.items()}
        return {"ten_co_quan": capital(name_today(unit)), **told_by}


def _lines(table: Table, code: str) -> str:
    """What each unit told last in the quarter, a line each."""
    found, size = list[str](), 0
    for line in table.lines:
        for part, report in sorted(line.reports, key=lambda one: one[0], reverse=True):
            text = " ".join(report.last_filing.prose.get(code, "").split()) if report.last_filing else ""
            if text:
                month = _("month %(month)s", month=part.first.month)
                said = f"- {capital(report.unit.name)} ({month}): {text}"
                size += len(said) + 1
                found += [said] if size <= LONGEST_DETAIL else []
                break
    return "\n".join(found)


def hinders(_actor: User, paper: OfficialPaper) -> str:
    """A quarter is reported on once it is over; until then the draft grows with it."""
    _unit, period = _named(paper.about)
    if period.last < today():
        return ""
    return _("The quarter lasts until %(day)s. Sign its report afterwards.", day=short_day(period.last))


def _offered(_actor: User, whole: Whole) -> list[Subject]:
    """Of a province the last quarter that is over."""
    is_one = isinstance(whole, Unit) and whole.kind in PROVINCIAL
    return [subject_of(whole, period_at(today(), Span.QUARTER).before())] if is_one else []


KIND = Kind(
    PaperKind.QUARTERLY, "bao-cao-quy", VALUES, find, told,
    rows=ROWS, details=DETAILS, defaults=defaults, fresh=frozenset({*PROSE, "phuong_huong"}),
    offered=_offered, hinders=hinders, sign="BC",
)  # fmt: skip
