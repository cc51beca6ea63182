"""The figures of the overview as files: the same definitions, the same reader, nothing that calculates."""

from io import BytesIO
from typing import Any

from flask import send_file
from flask.typing import ResponseReturnValue
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList

from registry.core.clock import today
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.reports.service.up_to import as_of
from registry.web.filters import as_date, as_datetime
from registry.web.guard import actor, permission
from registry.web.reports import present
from registry.web.reports.asked import Asked, asked_by, field_name, period_name, words_of
from registry.web.reports.blueprint import bp
from registry.web.search.sheets import WIDE, as_csv, cell, fit_on_paper, stored
from registry.web.search.taking import TYPES
from registry.web.words import word

Row = dict[str, Any]
HIDDEN, BAR = "–", "2D6A3F"


@bp.get("/bao-cao/so-lieu.xlsx", defaults={"kind": "xlsx"})
@bp.get("/bao-cao/so-lieu.csv", defaults={"kind": "csv"})
@permission(Permission.FIGURES_READ)
def take_figures(kind: str) -> ResponseReturnValue:
    """All figures of the page in a file."""
    asked = asked_by(actor())
    rows, columns = rows_of(asked), columns_of()
    body = _csv_of(rows, columns, asked) if kind == "csv" else xlsx_of(rows, columns, asked)
    name = f"so-lieu-dan-van-kheo-{asked.period_code}-{today()}.{kind}"
    return send_file(BytesIO(body), mimetype=TYPES[kind], as_attachment=True, download_name=name)


def _csv_of(rows: list[Row], columns: dict[str, str], asked: Asked) -> bytes:
    """Text has no sheet of what was asked: each line says of which days it tells, and of whom."""
    told = {f"asked-{place}": pair for place, pair in enumerate(about(asked))}
    heads = {**columns, **{name: label for name, (label, _value) in told.items()}}
    values = {name: value for name, (_label, value) in told.items()}
    return as_csv([row | values for row in rows], heads)


def xlsx_of(rows: list[Row], columns: dict[str, str], asked: Asked) -> bytes:
    """A sheet of the numbers, grouped by thousands, one that draws the steps, and one of what was asked."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Figures"))
    fit_on_paper(sheet, is_wide=True)
    sheet.freeze_panes = "C2"
    for letter, name in zip("ABCDE", columns, strict=True):
        sheet.column_dimensions[letter].width = WIDE.get(name, 18)
    sheet.append([cell(sheet, label, bold=True) for label in columns.values()])
    for row in rows:
        sheet.append([cell(sheet, row[name], counts=name == "value") for name in columns])
    _draw(book, asked)
    return stored(book, about(asked))


def _draw(book: Workbook, asked: Asked) -> None:
    """The steps of the period with a drawing below them."""
    steps, title = present.steps_of(asked), _("From registered to replicated")
    sheet = book.create_sheet(title)
    fit_on_paper(sheet, is_wide=False)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 44, 18
    sheet.append([cell(sheet, title, bold=True), cell(sheet, period_name(asked.period_code), bold=True)])
    for step in steps:
        sheet.append([cell(sheet, str(step["label"])), cell(sheet, step["value"], counts=True)])
    chart = BarChart()
    chart.type, chart.legend, chart.title, chart.gapWidth = "bar", None, title, 60
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=1 + len(steps)))
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=1 + len(steps)))
    # The first step stands at the top, and each bar says its number.
    chart.x_axis.scaling.orientation, chart.x_axis.delete = "maxMin", False
    chart.y_axis.delete, chart.y_axis.majorGridlines = True, None
    chart.dataLabels = DataLabelList(showVal=True)
    for name in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, name, False)
    chart.series[0].graphicalProperties.solidFill = BAR
    chart.width, chart.height = 22, 3 + 0.9 * len(steps)
    sheet.add_chart(chart, f"A{len(steps) + 3}")


def columns_of() -> dict[str, str]:
    """The heads of the columns."""
    return {
        "figure": _("What is counted"), "part": _("Of what"), "value": _("Value"), "unit": _("Measured in"),
        "note": _("How it is counted"),
    }  # fmt: skip


def about(asked: Asked) -> list[tuple[str, str]]:
    """What was asked for, and up to when it is told."""
    return [
        (_("Period"), period_name(asked.period_code)),
        (_("From"), as_date(asked.period.first)),
        (_("Until"), as_date(asked.period.last)),
        (_("Unit"), asked.unit.name if asked.unit else _("Whole country")),
        (_("Field"), field_name(asked.field) if asked.field else _("All fields")),
        (_("Level"), str(word(asked.level)) if asked.level else _("All levels")),
        (_("As of"), as_datetime(as_of())),
    ]


def rows_of(asked: Asked) -> list[Row]:
    """A row for each number: of what, how much, and how it is counted."""
    trend = present.trend_of(asked)
    found = [_row("running", "", trend["total"]), _row("places", "", present.places_of(asked))]
    steps = present.steps_of(asked)
    found += [_row(step["code"], "", step["value"]) for step in steps]
    for line in present.table_of(asked):
        part = f"{words_of(asked.by)}: {line['label']}"
        found += [
            _row(step["code"], part, number) for step, number in zip(steps, line["numbers"], strict=True)
        ]
    for line in trend["rows"]:
        for one, number in zip(trend["legend"], line["numbers"], strict=True):
            found.append(_row("running", f"{line['label']}: {one['name']}", number))
    found += [_row("running", one.name, one.count) for one in present.map_of(asked)["tiles"]]
    more = present.more_of(asked)
    found += [_row(figure.code, "", number) for figure, number in more["brought"]]
    return [*found, *_days(asked), *_late(asked), *_further(asked, more)]


def _late(asked: Asked) -> list[Row]:
    """What is late today; of a period that is over it is not known what was late then."""
    if not asked.goes_on:
        return []
    found, by = [], _("Late by")
    for line in present.late_rows(asked):
        part = f"{line['unit']}: {line['words']}"
        found.append(_told(_("Overdue"), part, line["count"], _("things"), "overdue"))
        found.append(_told(_("Overdue"), f"{part}: {by}", line["days"], _("days"), "overdue"))
    return found


def _further(asked: Asked, more: dict[str, Any]) -> list[Row]:
    """How fresh the news is, where a field is missing, how even it is, what was copied most."""
    fresh, models, blank = more["fresh"], _("models"), _("Coverage")
    age, sized = _("Age of evidence and results"), _("Small and large units")
    found = [
        _told(age, str(part), number, models, "fresh")
        for part, number in (
            (_("Running"), fresh.running), (_("New evidence"), fresh.evidence),
            (_("New results"), fresh.results),
        )
    ]  # fmt: skip
    found.append(_told(blank, _("All places"), more["places"], _("places"), "coverage"))
    found += [
        _told(
            blank, f"{one['place']}: {', '.join(one['fields'])}", len(one["fields"]), _("fields"), "coverage"
        )
        for one in more["blanks"]
    ]
    for one in more["shares"]:
        size = f"{one.least}–{one.most}" if one.most else _("%(n)s or more", n=one.least)
        for part, number in (
            (_("Units"), one.units),
            (_("Registered"), one.registered),
            (_("Recognised"), one.recognised),
        ):
            shown = HIDDEN if number is None else number
            found.append(
                _told(
                    sized, f"{size}: {part}", shown, _("units") if part == _("Units") else models, "fairness"
                )
            )
    return found + [
        _told(_("Most replicated models"), one["label"], one["value"], _("places"), "places")
        for one in present.copied_of(asked)
    ]


def _told(figure: str, part: str, value: int | str, unit: str, note: str) -> Row:
    words = str(present.NOTES[note])
    return {"figure": figure, "part": part, "value": value, "unit": unit, "note": words}


def _row(code: str, part: str, value: int) -> Row:
    figure = present.FIGURES[code]
    return {
        "figure": str(figure.title), "part": part, "value": value, "unit": str(figure.unit),
        "note": str(figure.note),
    }  # fmt: skip


def _days(asked: Asked) -> list[Row]:
    note, days = str(present.NOTES["days"]), present.days_of(asked)
    lines = [(line["label"], line["spread"]) for line in days["rows"]]
    if days["whole"]:
        lines.append((_("From submission to decision"), days["whole"]))
    found = []
    for label, spread in lines:
        for what, value in ((_("median"), spread.median), (_("nine of ten at most"), spread.high)):
            found.append(
                {
                    "figure": _("Time per stage"), "part": f"{label}: {what}", "value": value,
                    "unit": _("working days"), "note": note,
                }
            )  # fmt: skip
    return found
