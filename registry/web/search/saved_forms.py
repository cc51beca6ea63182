"""Forms of kept searches."""

from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from registry.alerts.models import SavedSearch
from registry.alerts.service.saving import LONGEST_NAME
from registry.alerts.states import HowOften
from registry.core.i18n import _, _l
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


class SaveForm(SavedForm):
    """A search to keep; where one of its name is kept already, whether it goes in the place of that one."""

    replaces = BooleanField(_l("Replace the search of this name"))
    # Which one the page named beside the box: the tick says nothing of another.
    named = HiddenField()

    def offer(self, taken: SavedSearch) -> None:
        """Ask about the search that bears this name, if the page did not ask about it before."""
        self.replaces.label.text = _("Have “%(name)s” look for this from now on", name=taken.name)
        if self.named.data != taken.reference:
            self.replaces.data = False
            self.named.data, self.named.raw_data = taken.reference, None
            self.version.data, self.version.raw_data = str(taken.version), None
