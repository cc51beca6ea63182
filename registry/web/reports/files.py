"""The figures of the overview as files: the same definitions, the same reader, nothing that calculates."""

from io import BytesIO
from typing import Any

from flask import send_file
from flask.typing import ResponseReturnValue

from registry.core.clock import today
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.reports.service.up_to import as_of
from registry.web.filters import as_date, as_datetime
from registry.web.guard import actor, permission
from registry.web.reports import present
from registry.web.reports.asked import Asked, asked_by, field_name, period_name, words_of
from registry.web.reports.blueprint import bp
from registry.web.search.sheets import as_csv, as_xlsx
from registry.web.search.taking import TYPES
from registry.web.words import word

Row = dict[str, Any]


@bp.get("/bao-cao/so-lieu.xlsx", defaults={"kind": "xlsx"})
@bp.get("/bao-cao/so-lieu.csv", defaults={"kind": "csv"})
@permission(Permission.FIGURES_READ)
def take_figures(kind: str) -> ResponseReturnValue:
    """All figures of the page in a file."""
    asked = asked_by(actor())
    rows, columns = rows_of(asked), columns_of()
    if kind == "csv":
        body = as_csv(rows, columns)
    else:
        body = as_xlsx(rows, columns, about(asked), title=_("Figures"))
    name = f"so-lieu-dan-van-kheo-{asked.period_code}-{today()}.{kind}"
    return send_file(BytesIO(body), mimetype=TYPES[kind], as_attachment=True, download_name=name)


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
    return found + _days(asked)


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
