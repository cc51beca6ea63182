"""A report as a Word file in the letterhead of its unit, by the rules of official papers.

What people wrote is put in as values: it is never read as anything but text.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import force_locale

from registry.core.i18n import _
from registry.documents import drafting, filling
from registry.documents.contents.words import BLANK, day_in_words
from registry.documents.issuers import letterhead_of, written_of
from registry.documents.states import Letterhead, PaperKind
from registry.periodic.consolidating import Line, Table
from registry.periodic.form import Indicator, ReportForm
from registry.periodic.models import ReportFiling, Told
from registry.periodic.periods import ReportPeriod
from registry.periodic.prefill import as_text
from registry.units.models import Unit

ROWS = ("tt", "mo_hinh", "dia_ban", "ket_qua", "nhiem_vu")
# What a report bears in its number.
SIGN = "BC"


def report_as_docx(
    unit: Unit, form: ReportForm, period: ReportPeriod, filing: ReportFiling, *,
    letterhead: Letterhead | None = None,
) -> bytes:  # fmt: skip
    """One report as it was filed."""
    with force_locale("vi"):
        lines, values = _lines_of_figures(form, filing), _values_of(unit, form, period, filing)
        if filing.rows:
            heads = (
                _("No."), _("Model or work item (leading unit)"), _("Area, target group"),
                _("Concrete results"), _("Task for the next six months"),
            )  # fmt: skip
            lines += [
                _heading(_("Summary of models and work items")), "@table 6 26 20 30 18", _cells(*heads),
                "| {{tt}} | {{mo_hinh}} | {{dia_ban}} | {{ket_qua}} | {{nhiem_vu}} |", "@end",
            ]  # fmt: skip
        for prose in form.prose:
            if filing.prose.get(prose.code):
                lines += [f"@heading {prose.title}", f"{{{{viet_{prose.code}}}}}"]
        lines += [*([str(form.note)] if form.note else []), *_signing()]
    return _made(
        unit, lines, values, [_row(number, row) for number, row in enumerate(filing.rows, 1)], letterhead
    )


def table_as_docx(table: Table, told: str, *, letterhead: Letterhead | None = None) -> bytes:
    """The consolidated table as a report of the body that put it together."""
    unit, indicators = table.demand.unit, list(table.form.indicators)
    with force_locale("vi"):
        said = f"{_beginning(unit.name)}: {told}."
        values = _heading_of(unit, table.form, table.period) | {"noi_dung": said}
        lines = [*_title(), "{{noi_dung}}", _heading(_("All together")), *_head_of_figures()]
        lines += [_line(one, table.totals.get(one.code), "") for one in indicators] + ["@end"]
        main = indicators[:4]
        lines += [_heading(_("By unit")), f"@table 6 40 {' '.join('18' for _one in main)}"]
        lines += [
            _cells(_("No."), _("Unit"), *(str(one.title) for one in main)),
            "| {{tt}} | {{mo_hinh}} | " + " | ".join(f"{{{{so_{one.code}}}}}" for one in main) + " |",
            "@end",
        ]
        lines += _signing()
        rows = [
            {
                "tt": str(number), "mo_hinh": line.unit.name_on(table.period.last),
                **{f"so_{one.code}": _told_by(line, one) for one in main},
            }
            for number, line in enumerate(table.lines, start=1)
        ]  # fmt: skip
    return _made(unit, lines, values, rows, letterhead)


def _made(
    unit: Unit,
    lines: list[str],
    values: dict[str, str],
    rows: list[dict[str, str]],
    letterhead: Letterhead | None,
) -> bytes:
    chosen = letterhead or letterhead_of(unit)
    names = {name for row in rows for name in row} or set(ROWS)
    return filling.fill(drafting.made_of(chosen, lines), values, rows, names, {})


def _title() -> list[str]:
    return drafting.lines_of("report_head")


def _heading_of(unit: Unit, form: ReportForm, period: ReportPeriod, on: date | None = None) -> dict[str, str]:
    said = written_of(unit, PaperKind.SUBMISSION, SIGN)
    names = ("co_quan_cap_tren", "co_quan_ban_hanh", "dia_danh")
    about = f"{form.title}, {period.name}"
    return {
        **{name: said.get(name, "") for name in names},
        "so_van_ban": BLANK + (said.get("ky_hieu") or f"-{SIGN}"),
        "ngay_thang": day_in_words(on),
        "ve_viec": about,
        "ten_van_ban": about,
        "du_thao": "",
        "chuc_vu_ky": _("HEAD OF THE UNIT"),
    }


def _values_of(unit: Unit, form: ReportForm, period: ReportPeriod, told: Told) -> dict[str, str]:
    notes = {f"ghi_chu_{code}": text for code, text in told.notes.items()}
    prose = {f"viet_{code}": text for code, text in told.prose.items()}
    return {**notes, **prose, **_heading_of(unit, form, period)}


def _lines_of_figures(form: ReportForm, filing: ReportFiling) -> list[str]:
    lines = _title()
    for section in form.sections:
        lines += [f"@heading {section.title}", *_head_of_figures()]
        for one in section.indicators:
            note = f"{{{{ghi_chu_{one.code}}}}}" if filing.notes.get(one.code) else ""
            lines.append(_line(one, filing.figures.get(one.code), note))
        lines.append("@end")
    return lines


def _head_of_figures() -> list[str]:
    return [
        "@table 46 18 16 20",
        _cells(_("What is counted"), _("Figure"), _("Measured in"), _("Note")),
    ]


def _heading(words: str) -> str:
    return f"@heading {words}"


def _cells(*words: str) -> str:
    return f"| {' | '.join(words)} |"


def _beginning(name: str) -> str:
    """A name of a unit as a sentence begins with it."""
    return name[:1].upper() + name[1:]


def _told_by(line: Line, one: Indicator) -> str:
    """What a unit told of one figure; of a unit that told nothing at all that it has not filed."""
    return _number(one, line.figures.get(one.code)) if line.reports else _("not filed")


def _line(one: Indicator, value: Decimal | str | None, note: str) -> str:
    return f"| {one.title} | {_number(one, value)} | {one.measure} | {note} |"


def _number(one: Indicator, value: Decimal | str | None) -> str:
    return _("not known") if value is None else as_text(Decimal(value))


def _row(number: int, row: Mapping[str, Any]) -> dict[str, str]:
    told: Iterable[str] = (row["results"], *row["figures"])
    return {
        "tt": str(number), "mo_hinh": f"{row['title']} ({row['unit']})", "dia_ban": row["place"],
        "ket_qua": "; ".join(one for one in told if one), "nhiem_vu": row["task"],
    }  # fmt: skip


def _signing() -> list[str]:
    return drafting.lines_of("report_foot")
