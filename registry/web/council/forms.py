"""Forms of the council: shape and limits only."""

from typing import Any

from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from registry.core.i18n import _l
from registry.review.council import CouncilSession
from registry.review.service.agendas import LONGEST_PLACE
from registry.review.service.minuting import LONGEST_MINUTES
from registry.review.states import NOTED_ATTENDANCE, Attendance, VoteChoice, VoteManner
from registry.web.fields import DayField
from registry.web.forms import Form
from registry.web.review.forms import REASON_LENGTH, ReasonForm
from registry.web.words import choices, word

SEAT = "seat_"


class PlainForm(Form):
    """A button that posts."""


class SessionForm(Form):
    """When and where the council meets, who sits in it, on what it votes and how."""

    held_on = DayField(
        _l("Day of the session"), validators=[InputRequired(_l("Enter the day"))], is_ahead=True
    )
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
    """Who is there: one answer for each member, in a field named after them."""

    @property
    def seats(self) -> list[Field]:
        """The members' fields, as they sit."""
        return [one for one in self if one.name.startswith(SEAT)]

    def values(self) -> dict[str, Attendance]:
        """The attendance of every member, by username."""
        return {one.name.removeprefix(SEAT): Attendance(one.data) for one in self.seats}

    def field_named(self, name: str) -> Field | None:
        """Rules speak of a member by username."""
        return super().field_named(SEAT + name) or super().field_named(name)


def attendance_form(session: CouncilSession, everybody: bool = False) -> AttendanceForm:
    """The form with the members of a session, as they were noted last, or with everybody there."""
    fields = {
        SEAT + one.person.username: RadioField(
            one.person.name,
            choices=lambda: [(one.value, str(word(one))) for one in NOTED_ATTENDANCE],
            validators=[InputRequired(_l("Say whether this member is there"))],
        )
        for one in session.members
    }
    noted = {
        SEAT + one.person.username: (Attendance.PRESENT if everybody else one.attendance).value
        for one in session.members
    }
    kind: Any = type("SeatsForm", (AttendanceForm,), fields)
    form: AttendanceForm = kind.from_request(version=str(session.version), **noted)
    return form


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
