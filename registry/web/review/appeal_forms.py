"""Forms of appeals: shape and limits only."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from registry.core.i18n import _l
from registry.review.service.appealing import LONGEST_TEXT
from registry.review.states import ObjectionOutcome
from registry.web.forms import Form
from registry.web.words import choices


class AppealForm(Form):
    """What the unit says against a decision."""

    text = TextAreaField(
        _l("What should be looked at again, and why"),
        [InputRequired(_l("Say what should be looked at again.")), Length(max=LONGEST_TEXT)],
    )


class FindingForm(Form):
    """What is found, and the answer."""

    outcome = RadioField(
        _l("What you find"),
        [InputRequired(_l("Choose one of the options."))],
        choices=lambda: choices(ObjectionOutcome),
    )
    text = TextAreaField(_l("Answer"), [InputRequired(_l("Write the answer.")), Length(max=LONGEST_TEXT)])
