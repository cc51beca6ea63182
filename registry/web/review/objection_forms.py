"""Forms around objections: shape and limits only."""

from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from registry.core.i18n import _l
from registry.review.service.objecting import LONGEST_LINE, LONGEST_TEXT, Filing
from registry.review.states import ObjectionEffect, ObjectionOutcome
from registry.web.forms import Form
from registry.web.words import choices

CONFIDENTIAL, NAMED = "confidential", "named"


class ObjectionForm(Form):
    """What somebody objects to, and whether who they are stays protected."""

    text = TextAreaField(
        _l("What is wrong"), [InputRequired(_l("Say what is wrong.")), Length(max=LONGEST_TEXT)]
    )
    manner = RadioField(
        _l("Who may know who you are"),
        [InputRequired(_l("Choose who may know who you are."))],
        choices=[
            SelectChoice(NAMED, _l("The council’s secretaries")),
            SelectChoice(CONFIDENTIAL, _l("Only the one secretary who looks into it")),
        ],
    )
    name = StringField(_l("Your name"), [Length(max=LONGEST_LINE)])
    contact = StringField(_l("Telephone or e-mail"), [Length(max=LONGEST_LINE)])
    # People do not meet this field; programs that fill in every form do.
    website = StringField(_l("Leave this empty"), [Length(max=0, message=_l("Leave this field empty."))])

    def filing(self) -> Filing:
        return Filing(
            text=self.text.data or "",
            is_confidential=self.manner.data == CONFIDENTIAL,
            name=self.name.data or "",
            contact=self.contact.data or "",
        )


class FollowForm(Form):
    """The two things that stand on a receipt."""

    reference = StringField(
        _l("Number of the receipt"), [InputRequired(_l("Enter the number")), Length(max=40)]
    )
    code = StringField(_l("Secret code"), [InputRequired(_l("Enter the code")), Length(max=40)])


class TakeUpForm(Form):
    """Nothing but the wish to look into it."""


class ExamineForm(Form):
    """Whether an objection is admitted."""

    verdict = RadioField(
        _l("Is it admitted?"),
        [InputRequired(_l("Choose one of the options."))],
        choices=[SelectChoice("admit", _l("Look into it")), SelectChoice("reject", _l("Do not admit it"))],
    )
    text = TextAreaField(
        _l("What it is about, or why it is not admitted"),
        [InputRequired(_l("Write what whoever is concerned reads.")), Length(max=LONGEST_TEXT)],
    )


class AnswerForm(Form):
    """The answer, and what follows from it."""

    outcome = RadioField(
        _l("Outcome"),
        [InputRequired(_l("Choose one of the options."))],
        choices=lambda: choices(ObjectionOutcome),
    )
    effect = RadioField(
        _l("What follows for the nomination"),
        [InputRequired(_l("Choose one of the options."))],
        choices=lambda: choices(ObjectionEffect),
    )
    text = TextAreaField(_l("Answer"), [InputRequired(_l("Write the answer.")), Length(max=LONGEST_TEXT)])
