"""Forms around deadlines: shape and limits only."""

from wtforms import SelectField
from wtforms.validators import InputRequired

from registry.core.i18n import _l
from registry.web.fields import DayField
from registry.web.review.forms import ReasonForm


class ExtendForm(ReasonForm):
    """Which stage lasts longer, for whom, until when, and why."""

    kind = SelectField(_l("Stage"), [InputRequired(_l("Choose one of the options."))])
    unit = SelectField(_l("For whom"))
    until = DayField(_l("New last day"), [InputRequired(_l("Enter the day"))])
