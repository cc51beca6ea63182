"""Forms of kept searches."""

from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from registry.alerts.service.saving import LONGEST_NAME
from registry.alerts.states import HowOften
from registry.core.i18n import _l
from registry.web.forms import Form
from registry.web.words import choices


class SavedForm(Form):
    """What a search is called, and how often it tells of what is new."""

    name = StringField(_l("Name"), [InputRequired(_l("Give the search a name.")), Length(max=LONGEST_NAME)])
    how = RadioField(
        _l("Tell me of new models"),
        [InputRequired(_l("Choose one of the options on the list"))],
        choices=lambda: choices(HowOften),
        default=HowOften.WEEKLY.value,
    )

    @property
    def chosen(self) -> HowOften:
        """How often, once the form was found right."""
        return HowOften(self.how.data)
