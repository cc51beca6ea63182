"""The form of an appraisal team."""

from wtforms import SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from registry.core.i18n import _l
from registry.review.service.teaming import LONGEST_NAME
from registry.web.forms import Form


class TeamForm(Form):
    """What a team is called, which fields it appraises, who is in it."""

    name = StringField(
        _l("Name of the team"), [InputRequired(_l("Enter the name")), Length(max=LONGEST_NAME)]
    )
    fields_of_team = SelectMultipleField(
        _l("Fields it appraises"), [InputRequired(_l("Choose at least one field."))]
    )
    reviewers = SelectMultipleField(_l("Reviewers"), [InputRequired(_l("Choose at least one reviewer."))])
