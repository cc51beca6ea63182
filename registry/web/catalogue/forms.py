"""Forms of the registration: shape and limits only. A draft may be saved incomplete: little is required."""

from dataclasses import asdict
from decimal import Decimal
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
from wtforms import Form as RowForm
from wtforms.validators import InputRequired, Length, Optional

from registry.catalogue import queries
from registry.catalogue.contents import BY_NAME, Section
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.rows import PartnerRow, ResultRow
from registry.catalogue.service.editing import section_values, section_version
from registry.catalogue.states import EntryKind, Qualifier, SubjectKind
from registry.core.i18n import _l
from registry.units.states import Area
from registry.web.catalogue.fields import AsOfField, BeginningField, LinesField, RowsField, WordsField
from registry.web.catalogue.labels import LABELS, TOGETHER
from registry.web.catalogue.words import field_name
from registry.web.fields import AmountField, FigureField, MoneyField
from registry.web.forms import Form
from registry.web.messages import MESSAGES, Messages
from registry.web.words import choices

MOST_ROWS = 60
# A keyboard with a decimal mark, on phones.
DECIMALS = {"data-kind": "money"}


def _text(name: str) -> TextAreaField:
    return TextAreaField(LABELS[name], [Length(max=BY_NAME[name].limit)])


def _line(name: str) -> StringField:
    return StringField(LABELS[name], [Length(max=BY_NAME[name].limit)])


def _field_choices() -> list[tuple[str, str]]:
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
        self.field.choices = _field_choices()


class SectionForm(Form):
    """One section of the registration."""

    section: ClassVar[Section]
    # The field of a new row, where typing goes on.
    begin_at = ""

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
                self.begin_at = next(one.id for one in row if not isinstance(one, HiddenField))


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
        self.field.choices = _field_choices()

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


class Row(RowForm):
    """A row inside a form."""

    class Meta:
        def get_translations(self, form: Any) -> Messages:
            return MESSAGES


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
    community_percent = FigureField(LABELS["community_percent"])
    schedule = _text("schedule")

    @staticmethod
    def typed(values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "partners": [*map(asdict, values["partners"]), {}]}

    def values(self) -> dict[str, Any]:
        values = super().values()
        rows = [PartnerRow(row["name"] or "", row["part"] or "") for row in values["partners"]]
        return {**values, "partners": rows}


class ResultForm(Row):
    """A measured result."""

    key = HiddenField()
    indicator = StringField(_l("What was measured"), [Length(max=300)])
    measure = StringField(_l("Unit of measure"), [Length(max=80)])
    before = AmountField(_l("Before"), render_kw=DECIMALS)
    after = AmountField(_l("After"), render_kw=DECIMALS)
    qualifier = SelectField(_l("How exact"), default=Qualifier.EXACT)
    as_of = AsOfField(_l("As of"), description=_l("For example 22/11/2026 or 11/2026"))

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        self.qualifier.choices = choices(Qualifier)


class ResultsForm(SectionForm):
    """What was reached: figures, changes, products, sources."""

    section = Section.RESULTS
    results = RowsField(FormField(ResultForm), LABELS["results"], max_entries=MOST_ROWS)
    outcome = _text("outcome")
    outputs = _text("outputs")
    sources = LinesField(LABELS["sources"])

    @staticmethod
    def typed(values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "results": [*map(_typed_result, values["results"]), {}]}

    def values(self) -> dict[str, Any]:
        values = super().values()
        return {**values, "results": [_result_row(entry.form) for entry in self.results]}


def _typed_result(row: ResultRow) -> dict[str, Any]:
    typed = asdict(row)
    return {**typed, "as_of": (row.as_of, row.as_of_month) if row.as_of else None}


def _result_row(row: ResultForm) -> ResultRow:
    as_of, only_month = row.as_of.data or (None, False)
    return ResultRow(
        row.indicator.data or "",
        _figure_or_words(row.before),
        _figure_or_words(row.after),
        row.measure.data or "",
        row.qualifier.data or Qualifier.EXACT,
        as_of,
        row.key.data or "",
        only_month,
    )


def _figure_or_words(field: AmountField) -> Decimal | str | None:
    """What cannot be read stays as it was typed: the row is not empty, and the words are shown again."""
    return field.data if field.data is not None else field._value()


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


def wants_rows() -> bool:
    """Whether the button that adds a row was pressed."""
    return request.method == "POST" and request.form.get("then") == "rows"


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
