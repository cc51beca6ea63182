"""Forms of the council: shape and limits only."""

from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from registry.core.i18n import _, _l
from registry.review.service.convening import LONGEST_PLACE
from registry.review.service.minuting import LONGEST_MINUTES
from registry.review.states import Attendance, VoteChoice, VoteManner
from registry.web.fields import DayField
from registry.web.forms import Form
from registry.web.review.forms import REASON_LENGTH, ReasonForm
from registry.web.words import choices


class PlainForm(Form):
    """A button that posts."""


class SessionForm(Form):
    """When and where the council meets, who sits in it, on what it votes and how."""

    held_on = DayField(_l("Day of the session"), validators=[InputRequired(_l("Enter the day"))])
    place = StringField(
        _l("Place"),
        validators=[InputRequired(_l("Say where the council meets.")), Length(max=LONGEST_PLACE)],
    )
    manner = RadioField(
        _l("How the council votes"),
        choices=lambda: choices(VoteManner),
        validators=[InputRequired(_l("Choose how the council votes"))],
    )
    members = SelectMultipleField(_l("Members"), validators=[InputRequired(_l("Choose the members"))])
    chair = SelectField(_l("Chair"), validators=[InputRequired(_l("Choose the chair"))])
    nominations = SelectMultipleField(
        _l("Agenda"), validators=[InputRequired(_l("Choose at least one nomination."))]
    )


class AttendanceForm(Form):
    """Who is there, and who is not but said so."""

    present = SelectMultipleField(_l("Present"), validators=[Optional()])
    excused = SelectMultipleField(_l("Absent with leave"), validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if set(self.present.data or []) & set(self.excused.data or []):
            self.excused.errors = [*self.excused.errors, _("Nobody is both present and absent.")]
            return False
        return sound

    def values(self) -> dict[str, Attendance]:
        """The attendance of every member, by username."""
        found = {str(one): Attendance.ABSENT for one, _name in self.present.choices or []}
        found |= dict.fromkeys(self.excused.data or [], Attendance.EXCUSED)
        return found | dict.fromkeys(self.present.data or [], Attendance.PRESENT)


class VoteForm(Form):
    """A member's vote on one nomination."""

    choice = RadioField(
        _l("Your vote"),
        choices=lambda: choices(VoteChoice),
        validators=[InputRequired(_l("Choose one of the three"))],
    )
    reason = TextAreaField(_l("Reason"), validators=[Optional(), Length(max=REASON_LENGTH)])


class MinutesForm(Form):
    """The minutes of a session; `act` says whether they are kept or frozen."""

    minutes = TextAreaField(
        _l("Minutes"), validators=[InputRequired(_l("Write the minutes.")), Length(max=LONGEST_MINUTES)]
    )


class MoveForm(ReasonForm):
    """Where the council puts a nomination, and why."""

    side = RadioField(
        _l("The council puts it"),
        validators=[InputRequired(_l("Choose one of the three"))],
    )
