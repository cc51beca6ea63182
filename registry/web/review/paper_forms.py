"""Forms of signed papers: a decision, its correction, the end of a recognition."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from registry.core.i18n import _, _l, _n
from registry.review.papers import NumberStyle, style_of
from registry.review.states import Basis, Outcome
from registry.web.fields import DayField
from registry.web.forms import Form
from registry.web.review.forms import REASON_LENGTH, ReasonForm
from registry.web.review.words import OUTCOMES
from registry.web.words import choices


class NumberForm(Form):
    """The number of a signed paper; one written otherwise than its issuer writes is asked about once."""

    # How the issuer writes, as far as it has one style, and an example of it.
    usual: tuple[NumberStyle | None, str] = (None, "")

    number = StringField(_l("Number of the decision"), validators=[Optional(), Length(max=80)])
    number_is_so = BooleanField(_l("The paper bears the number just like this."))

    @property
    def is_odd(self) -> bool:
        """Whether the number is written as no body writes, or otherwise than its issuer does."""
        text = (self.number.data or "").strip()
        style = style_of(text)
        return bool(text) and (style is None or self.usual[0] not in (None, style))

    def _asked(self) -> str:
        """What differs: the number is of no known style, or not of its issuer's."""
        text, example = (self.number.data or "").strip(), self.usual[1]
        if style_of(text) is None:
            return _("Is this the whole number? It is usually written as in %(example)s.", example=example)
        return _(
            "This issuer usually writes as in %(example)s. Tick below if the paper bears %(number)s.",
            example=example,
            number=text,
        )

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if not self.is_odd or self.number_is_so.data:
            return sound
        asked = self._asked()
        self.number.errors = [*self.number.errors, asked]
        return False


class CorrectForm(NumberForm, ReasonForm):
    """The number and the date of the signed paper as they should be, for what of it, and what was wrong."""

    told_first = ("extent", "number", "number_is_so", "decided_on")

    extent = RadioField(_l("What is corrected"), default="paper", validators=[Optional()])
    decided_on = DayField(
        _l("Date of the decision"), validators=[InputRequired(_l("Enter the date of the decision"))]
    )

    def offer(self, count: int) -> None:
        """Ask for the extent where a paper carries that many decisions."""
        whole = _n("The paper, with its %(num)s decision", "The paper, with its %(num)s decisions", count)
        self.extent.choices = [
            SelectChoice("paper", whole),
            SelectChoice("one", _("Only this decision: it stands on another paper")),
        ]

    @property
    def is_whole(self) -> bool:
        """Whether the paper is put right for all its decisions."""
        return bool(self.extent.data != "one")


class EndForm(NumberForm, ReasonForm):
    """How a recognition ends, by which paper, and why."""

    told_first = ("action", "reason", "number", "number_is_so", "dated")

    action = RadioField(
        _l("What happens to the recognition"),
        choices=[
            SelectChoice("lapse", _l("It lapses: the model no longer meets the conditions")),
            SelectChoice("annul", _l("It is annulled: it should not have been given")),
        ],
        validators=[InputRequired(_l("Choose one of the two"))],
    )
    dated = DayField(_l("Date of the decision"), validators=[Optional()])
    confirmed = BooleanField(
        _l("I have read the recognition and what follows when it ends."),
        validators=[InputRequired(_l("Confirm that you have read it"))],
    )


def outcome_choices(outcomes: Iterable[Outcome]) -> list[SelectChoice]:
    """Some of what a decision can say, in the order in which it is always told."""
    some = set(outcomes)
    return [SelectChoice(one.value, OUTCOMES[one][0]) for one in Outcome if one in some]


class DecideForm(NumberForm):
    """The signer's decision: outcome, the paper's number and date, and why."""

    told_first = ("outcome", "basis", "number", "number_is_so", "decided_on")

    outcome = RadioField(
        _l("Outcome"),
        choices=outcome_choices(Outcome),
        validators=[InputRequired(_l("Choose the outcome"))],
    )
    decided_on = DayField(
        _l("Date of the decision"),
        validators=[InputRequired(_l("Enter the date of the decision"))],
    )
    basis = RadioField(
        _l("Number the decision goes by"),
        choices=choices(Basis),
        default=Basis.MEAN.value,
    )
    other = StringField(_l("Goes on in, or repeats"), validators=[Optional(), Length(max=40)])
    reason = TextAreaField(_l("Reason"), validators=[Optional(), Length(max=REASON_LENGTH)])
    confirmed = BooleanField(
        _l("I have read the dossier and the scores; this is my decision."),
        validators=[InputRequired(_l("Confirm that this is your decision"))],
    )
