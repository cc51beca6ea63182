"""Forms of the review: shape and limits only, the services decide."""

from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from registry.core.i18n import _, _l
from registry.review.disagreements import Holds
from registry.review.service.asking import LONGEST
from registry.review.service.profiling import MOST_OPEN
from registry.review.states import DECLARED_KINDS
from registry.web.fields import DayField
from registry.web.forms import Form
from registry.web.review.ballot import PointsField
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


class ReadyForm(Form):
    """The dossier goes on; asked for only where something is missing."""

    accepts_gaps = BooleanField(
        _l("I have seen what is missing. The dossier goes on to be scored without it.")
    )


class ReturnForm(ReasonForm):
    """What the unit must complete, by section, and why."""

    told_first = ("sections", "items")

    sections = SelectMultipleField(_l("Sections to complete"))
    items = SelectMultipleField(_l("Only single answers or files"))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.sections.data or self.items.data:
            return sound
        self.sections.errors = [*self.sections.errors, _("Choose at least one section")]
        return False


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
    due_on = DayField(_l("Answer by"), validators=[InputRequired(_l("Enter the last day"))], is_ahead=True)


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
