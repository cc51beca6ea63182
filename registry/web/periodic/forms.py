"""The form of a report, made from its definition: a field for each figure, note, text and row."""

from decimal import Decimal
from typing import Any

from flask_babel import LazyString
from wtforms import Field, HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from registry.core.i18n import _l
from registry.periodic.contents import LONGEST_CELL, LONGEST_NOTE, LONGEST_PROSE, Content
from registry.periodic.form import Indicator, ReportForm
from registry.periodic.forms import FORMS, newest
from registry.periodic.models import Told
from registry.periodic.prefill import WRITTEN, Row
from registry.periodic.service.gathering import LONGEST_BASIS
from registry.periodic.service.writing import LONGEST_REASON
from registry.units.models import Unit
from registry.web.fields import CountField, DayField, FigureField
from registry.web.forms import Form

CELLS = {"results": _l("Concrete results"), "task": _l("Task for the next six months")}


class ReportFields(Form):
    """Shape and limits only. `form` is the definition it was made from."""

    form: ReportForm
    known: dict[str, str]
    table: list[Row]

    def content(self) -> Content:
        """What was typed. A figure left as the registry tells it goes on following the registry."""
        figures = {}
        for one in self.form.indicators:
            value = self[f"figure_{one.code}"].data
            if value is None or (one.code in self.known and self._is_the_registrys(one, Decimal(value))):
                continue
            figures[one.code] = Decimal(value)
        return Content(
            figures,
            {code: self[f"note_{code}"].data or "" for code in self.known},
            {one.code: self[f"prose_{one.code}"].data or "" for one in self.form.prose},
            {row["reference"]: self._cells(row) for row in self.table},
        )

    def _is_the_registrys(self, one: Indicator, value: Decimal) -> bool:
        """Whether it is the figure of the registry now, or when the page was opened."""
        return str(value) in {self.known[one.code], self[f"seen_{one.code}"].data}

    def _cells(self, row: Row) -> dict[str, str]:
        typed = {name: self[cell_name(row, name)].data or "" for name in WRITTEN}
        # Left as the model tells it, it goes on following the model.
        return {name: text for name, text in typed.items() if _plain(text) != _plain(row[name])}

    def texts(self) -> dict[str, tuple[str, str]]:
        """Every content in words, with its label, by the name of its field."""
        found = {}
        for field in self:
            if field.name.startswith(("figure_", "note_", "prose_", "row_")):
                value = field._value() if hasattr(field, "_value") else field.data
                found[field.name] = (str(field.label.text), str(value or ""))
        return found


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def cell_name(row: Row, name: str) -> str:
    """The name of the field of a cell in the table of models."""
    return f"row_{row['reference']}_{name}"


def fields_for(
    form: ReportForm, known: dict[str, str], table: list[Row], told: Told | None, *, version: int, **more: Any
) -> ReportFields:
    """The form as it was sent, or with what is stored and what the registry tells."""
    kind: Any = type("ReportPage", (ReportFields,), _fields(form, known, table, **more))
    filled: ReportFields = kind.from_request(version=str(version), **values_of(form, known, table, told))
    filled.form, filled.known, filled.table = form, known, table
    return filled


def _fields(form: ReportForm, known: dict[str, str], table: list[Row], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in form.indicators:
        found[f"figure_{one.code}"] = _figure_field(one)
        if one.code in known:
            found[f"seen_{one.code}"] = HiddenField()
            found[f"note_{one.code}"] = StringField(
                _l("Why it differs from the registry"), validators=[Length(max=LONGEST_NOTE)]
            )
    for prose in form.prose:
        found[f"prose_{prose.code}"] = TextAreaField(prose.title, validators=[Length(max=LONGEST_PROSE)])
    for row in table:
        for name, label in CELLS.items():
            found[cell_name(row, name)] = TextAreaField(label, validators=[Length(max=LONGEST_CELL)])
    return found | more


def _figure_field(one: Indicator) -> Field:
    kind = FigureField if one.is_share else CountField
    return kind(one.title)


def values_of(form: ReportForm, known: dict[str, str], table: list[Row], told: Told | None) -> dict[str, Any]:
    """What a page begins with, by the names of the fields."""
    figures = {**known, **(told.figures if told else {})}
    found: dict[str, Any] = {f"figure_{code}": Decimal(value) for code, value in figures.items()}
    found |= {f"seen_{code}": value for code, value in known.items()}
    if told is not None:
        found |= {f"note_{code}": text for code, text in told.notes.items()}
        found |= {f"prose_{code}": text for code, text in told.prose.items()}
    typed = {row["reference"]: row for row in told.rows} if told else {}
    for row in table:
        said = {**row, **typed.get(row["reference"], {})}
        found |= {cell_name(row, name): said[name] for name in WRITTEN}
    return found


def reason_field() -> Field:
    """Why a report is corrected."""
    return TextAreaField(
        _l("Reason for the correction"),
        validators=[
            InputRequired(_l("Say why the report is corrected; the level above reads it.")),
            Length(max=LONGEST_REASON),
        ],
    )


class FileForm(Form):
    """Nothing to fill in: only whether the person has seen the latest state."""


class DemandForm(Form):
    """Which report is asked for, from when, by which paper."""

    unit = SelectField(_l("Who asks"), validators=[InputRequired(_l("Choose the unit"))])
    form = SelectField(_l("Report"), validators=[InputRequired(_l("Choose the report"))])
    since = DayField(_l("From the period with this day"), validators=[InputRequired(_l("Enter a day"))])
    basis = StringField(_l("Paper that asks for it"), validators=[Length(max=LONGEST_BASIS)])

    def offer(self, units: list[Unit]) -> None:
        """Offer the units whose staff the person is, and every form."""
        self.unit.choices = [SelectChoice(one.code, one.name) for one in units]
        self.form.choices = [SelectChoice(code, title_of(code)) for code in FORMS]


def title_of(code: str) -> str | LazyString:
    """What a form is called today."""
    return newest(code).title
