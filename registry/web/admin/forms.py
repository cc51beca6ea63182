"""Forms of the administration: shape and limits only."""

from datetime import date
from typing import Any, cast

from markupsafe import Markup
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from registry.core.clock import today
from registry.core.i18n import _, _l
from registry.identity.models import Role
from registry.units.states import Area, Tree, UnitKind
from registry.web.admin.fields import UnitField, UnitsField, needs_unit
from registry.web.fields import DayField
from registry.web.forms import Form
from registry.web.words import choices

TREES = [
    SelectChoice(Tree.TERRITORIAL.value, _l("by territory")),
    SelectChoice(Tree.PARTY.value, _l("by Party line")),
]
COLOURS = (_l("Green"), _l("Purple"), _l("Blue"), _l("Brown"), _l("Olive"), _l("Violet blue"))
SWATCH = Markup('<span class="field-tag f{}">{}</span>')


def colours() -> list[SelectChoice]:
    """The colours of fields, each with its name in it."""
    return [SelectChoice(str(slot), SWATCH.format(slot, name)) for slot, name in enumerate(COLOURS, start=1)]


def basis_field() -> Any:
    """On which paper a change rests."""
    return StringField(
        _l("Basis"),
        [InputRequired(_l("Enter the resolution or decision")), Length(max=300)],
        description=_l("Number, date and issuer of the resolution or decision"),
    )


class UnitForm(Form):
    """A new unit."""

    name = StringField(_l("Name"), [InputRequired(_l("Enter the unit's name.")), Length(max=300)])
    kind = SelectField(_l("Kind"), choices=lambda: choices(UnitKind), default=UnitKind.COMMUNE.value)
    parent = UnitField(_l("Unit above by territory"), [needs_unit(_l("Choose the unit above."))])
    party_parent = UnitField(_l("Unit above by Party line"))
    started_on = DayField(_l("Exists since"), [InputRequired(_l("Enter the day"))], default=today)
    areas = SelectMultipleField(_l("Areas"), choices=lambda: choices(Area))


class ChangeForm(Form):
    """Something that happens to a unit on a day; read `day` only once the form was accepted."""

    @property
    def day(self) -> date:
        return cast(date, self.on.data)


class RenameForm(ChangeForm):
    """A new name from a day on."""

    name = StringField(_l("New name"), [InputRequired(_l("Enter the unit's name.")), Length(max=300)])
    on = DayField(_l("Bears the new name since"), [InputRequired(_l("Enter the day"))])
    basis = basis_field()


class CorrectNameForm(Form):
    """The present name without its slip."""

    name = StringField(
        _l("Name as it should be"), [InputRequired(_l("Enter the unit's name.")), Length(max=300)]
    )
    reason = StringField(_l("Reason"), [InputRequired(_l("Say what was wrong.")), Length(max=300)])


class MergeForm(ChangeForm):
    """This unit, and perhaps others, become part of one."""

    into = UnitField(_l("Unit that goes on"), [needs_unit(_l("Choose the unit that goes on."))])
    units = UnitsField(_l("Other units that end on the same day"))
    on = DayField(_l("First day without them"), [InputRequired(_l("Enter the day"))])
    basis = basis_field()


class SplitForm(ChangeForm):
    """This unit is divided among several."""

    into = UnitsField(_l("Units that follow"), [needs_unit(_l("Name at least two units that follow."))])
    heir = UnitField(_l("What stood below it goes to"))
    on = DayField(_l("First day without it"), [InputRequired(_l("Enter the day"))])
    basis = basis_field()


class DissolveForm(ChangeForm):
    """This unit ends and nothing follows."""

    on = DayField(_l("First day without it"), [InputRequired(_l("Enter the day"))])
    basis = basis_field()


class MoveForm(ChangeForm):
    """This unit comes to stand below another."""

    tree = RadioField(_l("In which order"), choices=TREES, default=Tree.TERRITORIAL.value)
    parent = UnitField(_l("New unit above"), [needs_unit(_l("Choose the unit above."))])
    on = DayField(_l("Stands there since"), [InputRequired(_l("Enter the day"))])
    basis = basis_field()


class PersonForm(Form):
    """Who somebody is."""

    name = StringField(_l("Full name"), [InputRequired(_l("Enter the person's name.")), Length(max=200)])
    job_title = StringField(_l("Position"), [Length(max=200)])
    email = StringField(_l("E-mail"), [Length(max=254)], render_kw={"inputmode": "email"})


class GrantForm(Form):
    """A role at a unit between two days."""

    role = SelectField(_l("Role"), choices=lambda: choices(Role), default=Role.UNIT_MEMBER.value)
    unit = UnitField(_l("Unit"), [needs_unit(_l("Choose the unit."))])
    valid_from = DayField(_l("First day"), [InputRequired(_l("Enter the day"))], default=today)
    valid_to = DayField(_l("Last day"), [Optional()], is_ahead=True)
    reason = StringField(_l("Basis"), [Length(max=300)])

    def validate_unit(self, field: UnitField) -> None:
        """A role begins only at a unit that is still there on its first day."""
        day = self.valid_from.data or today()
        if field.unit is not None and field.unit.ended_on is not None and field.unit.ended_on <= day:
            raise ValidationError(_("%(unit)s does not exist on that day.", unit=field.unit.name))


class NewPersonForm(PersonForm, GrantForm):
    """A new account with its first role."""

    by_mail = BooleanField(_l("Send a link by e-mail with which the person chooses a password"))

    username = StringField(
        _l("User name"),
        [InputRequired(_l("Enter a user name")), Length(max=60)],
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )


class EndRoleForm(Form):
    """The last day of a role."""

    last_day = DayField(_l("Last day"), [Optional()], is_ahead=True)
    reason = StringField(_l("Reason"), [InputRequired(_l("Say why the role ends")), Length(max=300)])


class HandoverForm(Form):
    """To whom an office passes, which roles, and whether the account is closed."""

    successor = StringField(
        _l("User name of the successor"),
        [InputRequired(_l("Enter the user name of the successor.")), Length(max=60)],
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )
    grants = SelectMultipleField(_l("Roles that pass on"), choices=[])
    reason = StringField(_l("Basis"), [InputRequired(_l("Say why the office passes on.")), Length(max=300)])
    closing = BooleanField(_l("Close the account of the person who leaves"), default=True)


class EraseForm(Form):
    """Why somebody's personal data is erased."""

    reason = StringField(_l("Basis"), [InputRequired(_l("Say why the data is erased.")), Length(max=300)])


class ConfirmForm(Form):
    """Nothing but the question whether one is sure."""


class NewFieldForm(Form):
    """A field of the movement."""

    name = StringField(
        _l("Name in Vietnamese"), [InputRequired(_l("Enter the name of the field.")), Length(max=120)]
    )
    name_en = StringField(_l("Name in English"), [Length(max=120)])
    slot = RadioField(_l("Colour"), choices=colours, default="5")


class FieldForm(Form):
    """What a field is called and whether models may still be given to it."""

    name = StringField(
        _l("Name in Vietnamese"), [InputRequired(_l("Enter the name of the field.")), Length(max=120)]
    )
    name_en = StringField(_l("Name in English"), [Length(max=120)])
    is_active = BooleanField(_l("New models may choose this field"))


class DayForm(Form):
    """A day that is not what its weekday says."""

    day = DayField(_l("Day"), [InputRequired(_l("Enter the day"))])
    kind = RadioField(
        _l("This day is"),
        [InputRequired(_l("Choose one of the options."))],
        choices=[
            SelectChoice("free", _l("free, although it is a weekday")),
            SelectChoice("worked", _l("worked, although it is a Saturday or a Sunday")),
        ],
    )
    name = StringField(_l("What for"), [InputRequired(_l("Say what the day is.")), Length(max=200)])

    @property
    def on(self) -> date:
        return cast(date, self.day.data)


class DayNameForm(Form):
    """What a recorded day is free or worked for."""

    name = StringField(_l("What for"), [InputRequired(_l("Say what the day is.")), Length(max=200)])
