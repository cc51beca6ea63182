"""Forms that begin a registration from something that is there, and the three questions before it."""

from flask_wtf.file import FileField
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from registry.catalogue.contents import BY_NAME
from registry.catalogue.paper_form import HEADINGS
from registry.catalogue.states import EntryKind, SubjectKind
from registry.core.i18n import _l
from registry.units.models import Unit
from registry.web.catalogue.forms import field_choices
from registry.web.catalogue.labels import LABELS
from registry.web.forms import Form
from registry.web.words import choices


class UnitForm(Form):
    """For which unit something is registered."""

    unit = SelectField(_l("Unit in charge"), [InputRequired(_l("Choose the unit"))])

    def offer(self, units: list[Unit]) -> None:
        """Let these units be chosen; the first is the likeliest."""
        self.unit.choices = [(unit.code, unit.name) for unit in units]
        if not self.unit.data and units:
            self.unit.data = units[0].code


class SourceForm(UnitForm):
    """Beginning from a model that is there."""

    source = RadioField(_l("Model to begin from"), [InputRequired(_l("Choose a model"))])
    title = StringField(LABELS["title"], [InputRequired(_l("Enter the name of the model")), Length(max=300)])


class OwnForm(SourceForm):
    """Beginning from an own model, whose name is kept when no other is given."""

    title = StringField(
        LABELS["title"],
        [Length(max=300)],
        description=_l("Left empty, the new registration has the name of the model you chose."),
    )


class PaperForm(UnitForm):
    """The paper form filled in."""

    file = FileField(_l("The filled-in file"))


class UnderstoodForm(UnitForm):
    """What was understood of a paper form, to be looked through before a draft is made of it."""

    entry_kind = RadioField(LABELS["entry_kind"], [InputRequired(_l("Choose the kind of entry"))])
    subject_kind = RadioField(LABELS["subject_kind"], [InputRequired(_l("Choose whose model it is"))])
    field = RadioField(LABELS["field"], [InputRequired(_l("Choose the field"))])
    title = StringField(LABELS["title"], [InputRequired(_l("Enter the name of the model")), Length(max=300)])

    def __init__(self, *given: object, **values: object) -> None:
        super().__init__(*given, **values)
        self.entry_kind.choices = choices(EntryKind)
        self.subject_kind.choices = choices(SubjectKind)
        self.field.choices = field_choices()

    @property
    def texts(self) -> list[Field]:
        """The long contents, in the order of the paper form."""
        return [self[name] for name in HEADINGS if name != "title"]

    def contents(self) -> dict[str, str]:
        """The contents by name."""
        return {name: self[name].data or "" for name in HEADINGS}


for _name in HEADINGS:
    if _name != "title":
        setattr(UnderstoodForm, _name, TextAreaField(LABELS[_name], [Length(max=BY_NAME[_name].limit)]))
