"""Forms of the registration: shape and limits only. A draft may be saved incomplete: little is required."""

from dataclasses import asdict
from typing import Any, ClassVar, Self

from flask import request
from wtforms import (
    BooleanField,
    Field,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, Optional

from registry.catalogue import queries
from registry.catalogue.contents import BY_NAME, Section
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.rows import PartnerRow
from registry.catalogue.service.editing import section_values, section_version
from registry.catalogue.states import EntryKind, SubjectKind
from registry.core.i18n import _l
from registry.units.states import Area
from registry.web.catalogue.answers import answers_of
from registry.web.catalogue.fields import BeginningField, LinesField, RowsField, WordsField
from registry.web.catalogue.labels import LABELS, TOGETHER
from registry.web.catalogue.result_form import ResultForm, Row, result_row, typed_result
from registry.web.catalogue.results_beside import ResultsBeside
from registry.web.catalogue.words import field_name
from registry.web.fields import MoneyField, PercentField
from registry.web.forms import Form
from registry.web.words import choices

MOST_ROWS = 60
# What the button says that sends a form only to see it again, and the beginning of what a row's says.
SHOWN = frozenset({"rows", "again"})
DROP = "drop-"


def _text(name: str) -> TextAreaField:
    return TextAreaField(LABELS[name], [Length(max=BY_NAME[name].limit)])


def _line(name: str) -> StringField:
    return StringField(LABELS[name], [Length(max=BY_NAME[name].limit)])


def field_choices() -> list[tuple[str, str]]:
    """The fields one may choose, by code."""
    return [(field.code, field_name(field)) for field in queries.list_fields()]


class StartForm(Form):
    """What must be known to open a draft."""

    unit = SelectField(_l("Unit in charge"), [InputRequired(_l("Choose the unit"))])
    entry_kind = RadioField(LABELS["entry_kind"], [InputRequired(_l("Choose the kind of entry"))])
    subject_kind = RadioField(LABELS["subject_kind"], [InputRequired(_l("Choose whose model it is"))])
    field = RadioField(LABELS["field"], [InputRequired(_l("Choose the field"))])
    title = StringField(LABELS["title"], [InputRequired(_l("Enter the name of the model")), Length(max=300)])

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        self.entry_kind.choices = choices(EntryKind)
        self.subject_kind.choices = choices(SubjectKind)
        self.field.choices = field_choices()


class SectionForm(Form):
    """One section of the registration."""

    section: ClassVar[Section]
    # The field of a new row, where typing goes on.
    begin_at = ""
    # The contents that may be changed, where a dossier came back for some of them; None while all may.
    free: frozenset[str] | None = None

    @classmethod
    def of(cls, version: ExemplarVersion) -> Self:
        """The form as sent, or filled with what the version says."""
        typed = cls.typed(section_values(version, cls.section))
        return cls.from_request(data=typed, version=str(section_version(version, cls.section)))

    @staticmethod
    def typed(values: dict[str, Any]) -> dict[str, Any]:
        """Stored values in the shape of the form's fields."""
        return values

    def values(self) -> dict[str, Any]:
        """What was typed, in the shape in which the service takes it."""
        kept = set(self.data) - {"csrf_token", "once", "version"}
        return {name: self.data[name] for name in kept}

    def open_values(self) -> dict[str, Any]:
        """What was typed where it may be changed."""
        return {name: one for name, one in self.values().items() if self.free is None or name in self.free}

    def close(self, version: ExemplarVersion, free: frozenset[str] | None) -> None:
        """Leave only some contents to be typed in; the others are shown as they stand, whatever was sent."""
        self.free = free
        if free is None:
            return
        stored = self.typed(section_values(version, self.section))
        shown = {one["name"]: one["value"] for one in answers_of(version, self.section)}
        named = {TOGETHER.get(name, name) for name in free}
        for field in self:
            if field.name in named:
                field.flags.asked = True
            elif field.name in shown:
                field.process(None, stored[field.name])
                field.validators = ()
                field.flags.kept = shown[field.name] or "–"

    def field_named(self, name: str) -> Field | None:
        """The field of a content; of a row, the field in that row."""
        rows = [entry for field in self if isinstance(field, RowsField) for entry in field.entries]
        nested = (field for row in rows for field in row.form if field.name == name)
        return super().field_named(name) or next(nested, None)

    def add_row(self) -> None:
        """One empty row after the last one, as long as there is room; there one goes on typing."""
        for field in self:
            if isinstance(field, RowsField) and len(field.entries) < MOST_ROWS:
                row = field.append_entry().form
                self.begin_at = _first_box(row)

    def drop_row(self, name: str) -> None:
        """Take the row of this name out of the form; one goes on at the row that is now in its place."""
        for rows in self:
            names = [entry.name for entry in rows.entries] if isinstance(rows, RowsField) else []
            if name in names:
                place = names.index(name)
                del rows.entries[place]
                if rows.entries:
                    self.begin_at = _first_box(rows.entries[min(place, len(rows.entries) - 1)].form)


def _first_box(row: BaseForm) -> str:
    return next(one.id for one in row if not isinstance(one, HiddenField))


class NameForm(SectionForm):
    """What the model is called, of which kind it is, since when it runs."""

    section = Section.NAME
    title = _line("title")
    summary = _text("summary")
    entry_kind = RadioField(LABELS["entry_kind"])
    subject_kind = RadioField(LABELS["subject_kind"])
    field = RadioField(LABELS["field"], [Optional()])
    started = BeginningField(LABELS["started"])
    topics = WordsField(LABELS["topics"])

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        self.entry_kind.choices = choices(EntryKind)
        self.subject_kind.choices = choices(SubjectKind)
        self.field.choices = field_choices()

    @staticmethod
    def typed(values: dict[str, Any]) -> dict[str, Any]:
        year, day, field = values["started_year"], values["started_on"], values["field"]
        return {**values, "started": (year, day) if year else None, "field": field.code if field else None}

    def values(self) -> dict[str, Any]:
        values = super().values()
        year, day = values.pop("started") or (None, None)
        return {**values, "started_year": year, "started_on": day}

    def field_named(self, name: str) -> Field | None:
        """A beginning is one field, though it is stored in two columns."""
        return super().field_named(TOGETHER.get(name, name))


class ProblemForm(SectionForm):
    """What was wrong, what shall be reached, where and with whom."""

    section = Section.PROBLEM
    situation = _text("situation")
    goals = _text("goals")
    target_group = _text("target_group")
    areas = SelectMultipleField(LABELS["areas"])

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        self.areas.choices = choices(Area)


class PartnerForm(Row):
    """A body that helps."""

    name = StringField(_l("Unit or body"), [Length(max=300)])
    part = StringField(_l("What it does"), [Length(max=300)])


class MethodForm(SectionForm):
    """How it is done, by whom, with what, when."""

    section = Section.METHOD
    method = _text("method")
    forces = _text("forces")
    partners = RowsField(FormField(PartnerForm), LABELS["partners"], max_entries=MOST_ROWS)
    resources = _text("resources")
    budget_vnd = MoneyField(LABELS["budget_vnd"])
    community_percent = PercentField(LABELS["community_percent"])
    schedule = _text("schedule")

    @staticmethod
    def typed(values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "partners": [*map(asdict, values["partners"]), {}]}

    def values(self) -> dict[str, Any]:
        values = super().values()
        rows = [PartnerRow(row["name"] or "", row["part"] or "") for row in values["partners"]]
        return {**values, "partners": rows}


class ResultsForm(SectionForm):
    """What was reached: figures, changes, products, sources."""

    section = Section.RESULTS
    results = RowsField(FormField(ResultForm), LABELS["results"], max_entries=MOST_ROWS)
    outcome = _text("outcome")
    outputs = _text("outputs")
    sources = LinesField(LABELS["sources"])
    # What stands beside the rows: the evidence of each, the units in use, what the money adds up to.
    beside: ResultsBeside

    @classmethod
    def of(cls, version: ExemplarVersion) -> Self:
        form = super().of(version)
        form.beside = ResultsBeside(version)
        return form

    @staticmethod
    def typed(values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "results": [*map(typed_result, values["results"]), {}]}

    def values(self) -> dict[str, Any]:
        values = super().values()
        return {**values, "results": [result_row(entry.form) for entry in self.results]}


class ReuseForm(SectionForm):
    """What others need who want to do the same."""

    section = Section.REUSE
    needs_people = _text("needs_people")
    needs_money = _text("needs_money")
    needs_time = _text("needs_time")
    pitfalls = _text("pitfalls")
    upkeep = _text("upkeep")


FORMS: dict[Section, type[SectionForm]] = {
    form.section: form for form in (NameForm, ProblemForm, MethodForm, ResultsForm, ReuseForm)
}


def is_only_shown(form: SectionForm) -> bool:
    """Whether the form was sent to be shown again and not to be stored: with a row more or a row less, or
    because its text lay on somebody's machine."""
    then = request.form.get("then", "") if request.method == "POST" else ""
    if then == "rows":
        form.add_row()
    elif then.startswith(DROP):
        form.drop_row(then.removeprefix(DROP))
    return then in SHOWN or then.startswith(DROP)


class RegisterForm(Form):
    """The declaration that goes with a registration."""

    agreed = BooleanField(
        _l("I confirm the information is correct and the unit is responsible for it."),
        [InputRequired(_l("Confirm that the information is correct"))],
    )


class LifeForm(Form):
    """Pausing, resuming or ending a model."""

    action = RadioField(_l("What changes"), [InputRequired(_l("Choose what changes"))])
    reason = TextAreaField(_l("Reason"), [Length(max=2000)])


class PlainForm(Form):
    """A button that posts."""
