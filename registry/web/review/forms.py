"""Forms of the review: shape and limits only, the services decide."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from registry.core.i18n import _, _l, _n
from registry.review.disagreements import Holds
from registry.review.papers import NumberStyle, style_of
from registry.review.service.asking import LONGEST
from registry.review.service.profiling import MOST_OPEN
from registry.review.states import DECLARED_KINDS, Basis, Outcome
from registry.web.fields import DayField
from registry.web.forms import Form
from registry.web.review.ballot import PointsField
from registry.web.review.words import OUTCOMES
from registry.web.words import choices, word

REASON_LENGTH = 2000


def declared_kinds() -> list[SelectChoice]:
    """What somebody can say ties them to a nomination."""
    return [SelectChoice(kind.value, word(kind)) for kind in DECLARED_KINDS]


class StartForm(Form):
    """Which campaign a model is put forward in."""

    campaign = RadioField(_l("Campaign"), validators=[InputRequired(_l("Choose a campaign"))])


class ReadForm(Form):
    """Something is done with a dossier as it was read; `wording` is the mark of what it said then."""

    wording = HiddenField()
    answer = TextAreaField(
        _l("Answer to the registry staff"), validators=[Optional(), Length(max=REASON_LENGTH)]
    )

    @property
    def seen_wording(self) -> str:
        """What the person had opened; empty, which no dossier has, when nothing was sent."""
        return self.wording.data or ""

    def renew(self, wording: str) -> None:
        """The next sending is about what the page shows now."""
        self.wording.data = wording


class SignForm(ReadForm):
    """The unit lead's declaration."""

    declared = BooleanField(
        _l("I confirm the information is correct and the unit is responsible for it."),
        validators=[InputRequired(_l("Tick the declaration before you sign"))],
    )


class ReasonForm(Form):
    """Something is sent back, withdrawn or cancelled, and why."""

    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(_l("Give the reason")), Length(max=REASON_LENGTH)]
    )


class EndForm(ReasonForm):
    """How a recognition ends, and why."""

    action = RadioField(
        _l("What happens to the recognition"),
        choices=[
            SelectChoice("lapse", _l("It lapses: the model no longer meets the conditions")),
            SelectChoice("annul", _l("It is annulled: it should not have been given")),
        ],
        validators=[InputRequired(_l("Choose one of the two"))],
    )


class ReturnForm(ReasonForm):
    """What the unit must complete, by section, and why."""

    sections = SelectMultipleField(
        _l("Sections to complete"), validators=[InputRequired(_l("Choose at least one section"))]
    )


class AssignForm(Form):
    """The reviewers a nomination is given to."""

    reviewers = SelectMultipleField(
        _l("Reviewers"), validators=[InputRequired(_l("Choose at least one reviewer"))]
    )


class PlanForm(Form):
    """The proposed pairs of nominations and reviewers that are really assigned."""

    pairs = SelectMultipleField(
        _l("Proposed assignments"), validators=[InputRequired(_l("Choose at least one reviewer"))]
    )


class EachForm(Form):
    """Several nominations that are given to the same reviewers."""

    nominations = SelectMultipleField(
        _l("Nominations"), validators=[InputRequired(_l("Choose at least one nomination"))]
    )
    reviewers = SelectMultipleField(
        _l("Reviewers"), validators=[InputRequired(_l("Choose at least one reviewer"))]
    )


class SubstituteForm(Form):
    """Who takes a nomination over from a reviewer, and why."""

    reviewers = RadioField(_l("Who takes over"), validators=[InputRequired(_l("Choose who takes over"))])
    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(_l("Give the reason")), Length(max=REASON_LENGTH)]
    )


class ProfileForm(Form):
    """Which fields a reviewer knows, and how many ballots may be open with them."""

    known_fields = SelectMultipleField(_l("Fields known well"), validators=[Optional()])
    most_open = IntegerField(_l("Open ballots at most"), validators=[Optional(), NumberRange(1, MOST_OPEN)])


class QuestionForm(Form):
    """What a reviewer wants to know of the unit."""

    text = TextAreaField(
        _l("Question to the unit"), validators=[InputRequired(_l("Write your question")), Length(max=LONGEST)]
    )


class PassOnForm(Form):
    """The question as the unit reads it, and until when it is to answer."""

    wording = TextAreaField(
        _l("As the unit reads it"), validators=[InputRequired(_l("Write the question")), Length(max=LONGEST)]
    )
    due_on = DayField(_l("Answer by"), validators=[InputRequired(_l("Enter the last day"))])


class AnswerForm(Form):
    """The unit's answer to the council."""

    answer = TextAreaField(
        _l("Answer of the unit"), validators=[InputRequired(_l("Write the answer")), Length(max=LONGEST)]
    )


class RemarkForm(Form):
    """What somebody says to the others of the council."""

    text = TextAreaField(
        _l("Your remark"), validators=[InputRequired(_l("Write something first.")), Length(max=LONGEST)]
    )


class ChangeMarkForm(ReasonForm):
    """Other points for one criterion of a ballot that was handed in, and why."""

    points = PointsField(_l("Points"), validators=[InputRequired(_l("Enter the points"))])
    comment = TextAreaField(_l("Comment"), validators=[Optional(), Length(max=LONGEST)])


class ConcludeForm(Form):
    """Which number holds when ballots disagree to the end, and why."""

    holds = RadioField(
        _l("Number that holds"),
        choices=lambda: choices(Holds),
        validators=[InputRequired(_l("Choose which number holds"))],
    )
    number = PointsField(_l("Another number"), validators=[Optional()])
    text = TextAreaField(
        _l("Conclusion"), validators=[InputRequired(_l("Give the reason")), Length(max=REASON_LENGTH)]
    )


class ConflictForm(Form):
    """Whether a reviewer has something to do with the nomination."""

    answer = RadioField(
        _l("Your relation to this nomination"),
        choices=[
            SelectChoice("none", _l("I have nothing to do with this nomination")),
            SelectChoice("conflict", _l("I have a conflict of interest")),
            SelectChoice("decline", _l("Nothing ties me to it, but I cannot score it")),
        ],
        validators=[InputRequired(_l("Choose one of the three"))],
    )
    kind = RadioField(_l("What the conflict is"), choices=declared_kinds, validators=[Optional()])
    reason = TextAreaField(_l("In your words"), validators=[Optional(), Length(max=REASON_LENGTH)])

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.answer.data == "conflict" and not self.kind.data:
            self.kind.errors = [*self.kind.errors, _("Choose what the conflict is")]
            return False
        return sound


class StepAsideForm(ReasonForm):
    """What binds somebody of the council to a nomination."""

    kind = RadioField(
        _l("What the conflict is"),
        choices=declared_kinds,
        validators=[InputRequired(_l("Choose what the conflict is"))],
    )


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

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if not self.is_odd or self.number_is_so.data:
            return sound
        asked = _("Is this the whole number? It is usually written as in %(example)s.", example=self.usual[1])
        self.number.errors = [*self.number.errors, asked]
        return False


class CorrectForm(NumberForm, ReasonForm):
    """The number and the date of the signed paper as they should be, for what of it, and what was wrong."""

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


def outcome_choices(outcomes: Iterable[Outcome]) -> list[SelectChoice]:
    """Some of what a decision can say, in the order in which it is always told."""
    some = set(outcomes)
    return [SelectChoice(one.value, OUTCOMES[one][0]) for one in Outcome if one in some]


class DecideForm(NumberForm):
    """The signer's decision: outcome, the paper's number and date, and why."""

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
