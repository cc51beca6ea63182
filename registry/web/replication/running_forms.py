"""Forms of a copy under way: shape and limits only."""

from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from registry.core.i18n import _l
from registry.replication.models import Replication
from registry.replication.service.adopting import LONGEST_TEXT
from registry.replication.states import Cause, Reached
from registry.web.fields import DayField, OfMonth
from registry.web.forms import Form
from registry.web.words import choices

LINE = 300


class AskForm(Form):
    """A question to the unit that did it first."""

    text = TextAreaField(
        _l("Your question"), validators=[InputRequired(_l("Write your question")), Length(max=LONGEST_TEXT)]
    )


class ReplyForm(Form):
    """The answer to a question."""

    text = TextAreaField(
        _l("Answer of your unit"),
        validators=[InputRequired(_l("Write your answer")), Length(max=LONGEST_TEXT)],
    )


class CheckpointForm(Form):
    """What became of a checkpoint."""

    reached = RadioField(_l("Is it there?"), validators=[InputRequired(_l("Choose one of the options."))])
    told = TextAreaField(_l("What was done, what is missing"), validators=[Length(max=LONGEST_TEXT)])

    def offer(self) -> None:
        """Offer the words."""
        self.reached.choices = choices(Reached)


class ChangeForm(Form):
    """A change on the way, as it is asked for when adaptations are reported."""

    component = SelectField(_l("Which component"))
    what = TextAreaField(
        _l("What was changed"),
        validators=[InputRequired(_l("Say what was changed")), Length(max=LONGEST_TEXT)],
    )
    changed_on = DayField(
        _l("Since when"), validators=[InputRequired(_l("Enter the day"))], of_month=OfMonth.FIRST
    )
    cause = RadioField(_l("Planned or forced"), validators=[InputRequired(_l("Choose one of the options."))])
    reason = TextAreaField(_l("Why"), validators=[Length(max=LONGEST_TEXT)])
    decided_by = StringField(
        _l("Who decided it"), validators=[InputRequired(_l("Say who decided it")), Length(max=LINE)]
    )
    keeps_core = RadioField(
        _l("Does what makes the model work stay?"),
        validators=[InputRequired(_l("Choose one of the options."))],
        choices=[
            SelectChoice("1", _l("Yes, it stays")),
            SelectChoice("0", _l("No, it is another way of doing it")),
        ],
    )
    effect = TextAreaField(_l("What effect was seen"), validators=[Length(max=LONGEST_TEXT)])

    def offer(self, replication: Replication) -> None:
        """Offer the components of the copy."""
        known = [SelectChoice(str(one.id), one.name) for one in replication.components]
        self.component.choices = [SelectChoice("", _l("The whole way of doing it")), *known]
        self.cause.choices = choices(Cause)


class RetractForm(Form):
    """Why a noted change is withdrawn."""

    reason = TextAreaField(
        _l("Why it is withdrawn"),
        validators=[InputRequired(_l("Say why it is withdrawn")), Length(max=LONGEST_TEXT)],
    )


class SustainForm(Form):
    """That the copy goes on."""

    note = TextAreaField(
        _l("How one can see that it goes on"),
        validators=[InputRequired(_l("Say how one can see that it goes on")), Length(max=LONGEST_TEXT)],
    )
