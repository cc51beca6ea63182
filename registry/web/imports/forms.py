"""Forms of taking over: shape and limits only."""

from typing import Any

from flask_wtf.file import FileField
from markupsafe import escape
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from registry.catalogue.queries import list_fields
from registry.core.i18n import _, _l
from registry.identity.models import Role
from registry.legacy.columns import COLUMNS
from registry.legacy.models import ImportRun
from registry.legacy.states import ListKind
from registry.units.rules import scope_of
from registry.web.admin.fields import UnitField, needs_unit
from registry.web.catalogue.words import field_name
from registry.web.fields import DayField
from registry.web.forms import Form, number_in
from registry.web.guard import actor

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCEPT = ".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SCANS = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
LONGEST_HEADING = 60


def needs_file(message: object) -> Any:
    """The validator "a file must be chosen"."""

    def check(form: Any, field: Field) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError(str(message))

    return check


class UploadForm(Form):
    """A list to take over."""

    kind = RadioField(_l("What the list holds"), [InputRequired(_l("Say what the list holds"))])
    unit = SelectField(_l("For which unit"))
    file = FileField(_l("The file"), [needs_file(_l("Choose the file"))], render_kw={"accept": ACCEPT})


class SheetForm(Form):
    """Which sheet of the file is read."""

    sheet = RadioField(_l("Sheet"), [InputRequired(_l("Choose one of the options."))])


class ColumnsForm(Form):
    """In which row the headings are and which column holds what; the columns are added for each list."""

    header = IntegerField(
        _l("Row of the headings"),
        [
            InputRequired(_l("Enter the number of a row")),
            NumberRange(1, 12, _l("Enter a number from 1 to 12")),
        ],
    )
    as_drafts = RadioField(
        _l("Models of the list become"),
        choices=[
            SelectChoice("", _l("registered, marked as imported")),
            SelectChoice("1", _l("drafts that their units complete")),
        ],
        default="",
    )

    @property
    def columns(self) -> dict[str, int]:
        """What was chosen; a choice that was never offered is none."""
        chosen = (
            (name.removeprefix("col_"), field.data)
            for name, field in self._fields.items()
            if name.startswith("col_")
        )
        return {name: int(text) for name, text in chosen if text and text.isdecimal()}

    def field_named(self, name: str) -> Field | None:
        """A column is refused beside its own field."""
        return self._fields.get(f"col_{name}") or super().field_named(name)


def columns_form(run: ImportRun) -> ColumnsForm:
    """The form for the columns of one list, filled with what is known or guessed of them."""
    offered = [SelectChoice("", _("not in this list"))]
    offered += [SelectChoice(str(place), letter_of(place, text)) for place, text in enumerate(run.headings)]
    fields = {
        f"col_{one.name}": SelectField(one.label, choices=offered, default=_text(run.columns.get(one.name)))
        for one in COLUMNS[run.kind]
    }
    kind: Any = type("ColumnsForm", (ColumnsForm,), fields)
    if run.kind is not ListKind.MODELS:
        kind.as_drafts = None
    form: ColumnsForm = kind.from_request(
        header=run.header, as_drafts="1" if run.as_drafts else "", version=str(run.version)
    )
    return form


def letter_of(place: int, heading: str) -> str:
    """A column as a spreadsheet names it, with its heading."""
    letters = LETTERS[place] if place < len(LETTERS) else LETTERS[place // 26 - 1] + LETTERS[place % 26]
    short = heading if len(heading) <= LONGEST_HEADING else heading[:LONGEST_HEADING] + "…"
    return f"{letters}: {short}" if short else letters


def _text(place: int | None) -> str:
    return "" if place is None else str(place)


class HandOutForm(Form):
    """For which units one-time passwords are made."""

    units = SelectMultipleField(_l("Units"), [InputRequired(_l("Choose at least one unit."))])


class SenderField(UnitField):
    """One of the units for which somebody types in what came on paper."""

    def scope(self) -> set[int]:
        return units_to_type_in_for()

    def unknown(self, text: str) -> str:
        return _("You have no unit of this name or code: %(text)s", text=text)


def units_to_type_in_for() -> set[int]:
    """Ids of the units for which the person at the page types in what came on paper."""
    return scope_of(actor(), Role.UNIT_LEAD, Role.REGISTRY_STAFF)


class PaperForm(Form):
    """A registration that came on paper."""

    unit = SenderField(_l("Unit that sent it"), [needs_unit(_l("Choose the unit.")), Length(max=300)])
    title = StringField(
        _l("Name of the model"), [InputRequired(_l("Enter the name of the model")), Length(max=300)]
    )
    field = SelectField(_l("Field"))
    received_on = DayField(_l("Received on"), [InputRequired(_l("Enter the day"))])
    sender = StringField(_l("Signed by"), [Length(max=200)])
    file = FileField(_l("Scan of the paper"), render_kw={"accept": SCANS})
    # The scan of an earlier sending that was refused for something else.
    kept_scan = HiddenField()
    leave_out = BooleanField(_l("Leave this file out"))

    def offer(self) -> None:
        """Offer the fields of the movement."""
        self.field.choices = [
            SelectChoice("", _("Choose later")),
            *((one.code, field_name(one)) for one in list_fields()),
        ]


class MergeForm(Form):
    """Which of two records goes on, which text of each content, and how one knows that they are the same."""

    survivor = RadioField(_l("Which record goes on"), [InputRequired(_l("Say which record goes on"))])
    reason = TextAreaField(
        _l("How you know that both are the same model"),
        [InputRequired(_l("Say how you know that both are the same model.")), Length(max=1000)],
    )

    other_version = HiddenField()

    @property
    def seen_versions(self) -> tuple[int, int]:
        """The versions of both records that the person had opened."""
        return self.seen_version, number_in(self.other_version)

    def see(self, version: str, other_version: str) -> None:
        """Let the next sending stand on top of what is stored now; the person has just read it."""
        self.version.data, self.version.raw_data = version, None
        self.other_version.data, self.other_version.raw_data = other_version, None

    @property
    def texts(self) -> dict[str, str]:
        """Of which record the text of each content is taken."""
        return {
            name.removeprefix("text_"): field.data
            for name, field in self._fields.items()
            if name.startswith("text_")
        }

    @property
    def awards(self) -> dict[str, str]:
        """Which recognition stands, by level and year."""
        return {
            name.removeprefix("award-"): field.data
            for name, field in self._fields.items()
            if name.startswith("award-")
        }


def merge_form(
    records: list[tuple[str, str, bool]],
    texts: dict[str, tuple[Any, str]],
    awards: dict[str, tuple[Any, list[tuple[str, str]]]],
    versions: tuple[str, str],
) -> MergeForm:
    """The form for two records: code, title, and whether it can be the one that goes on.

    `texts` are labels with the likelier code by content, `awards` labels with choices.
    """
    refs = [SelectChoice(reference, reference) for reference, _title, _can in records]
    fields: dict[str, Any] = {
        f"text_{name}": RadioField(label, choices=refs, default=likelier)
        for name, (label, likelier) in texts.items()
    }
    for name, (label, offered) in awards.items():
        choices = [SelectChoice(value, text) for value, text in offered]
        fields[f"award-{name}"] = RadioField(
            label, [InputRequired(_l("Say which recognition stands"))], choices=choices
        )
    kind: Any = type("MergeForm", (MergeForm,), fields)
    form: MergeForm = kind.from_request(version=versions[0], other_version=versions[1])
    form.survivor.choices = [
        SelectChoice(reference, f"{escape(reference)}: {escape(title)}")
        for reference, title, can_go_on in records
        if can_go_on
    ]
    if len(form.survivor.choices) == 1 and not form.is_submitted():
        form.survivor.data = form.survivor.choices[0].value
    return form
