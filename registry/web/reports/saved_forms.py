"""Forms of tables that are kept."""

from typing import Any

from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from registry.core.i18n import _, _l
from registry.identity.models import User
from registry.reports.asking import own_units
from registry.reports.service.keeping import LONGEST_NAME
from registry.units.models import Unit
from registry.web.forms import Form

MINE = "toi"


class SavedForm(Form):
    """What a table is called, and whose it is: "toi", or the code of a unit."""

    name = StringField(_l("Name"), [InputRequired(_l("Give the report a name.")), Length(max=LONGEST_NAME)])
    whose = RadioField(_l("For whom"), [InputRequired(_l("Choose one of the options on the list"))])

    @classmethod
    def for_reader(cls, reader: User, unit: Unit | None = None, **values: Any) -> "SavedForm":
        """The form with the reader's units; and the unit whose the table is."""
        form = cls.from_request(whose=unit.code if unit else MINE, **values)
        form.places = {one.code: one for one in [*own_units(reader), *([unit] if unit else [])]}
        form.whose.choices = [
            (MINE, _("For me alone")),
            *(
                (code, _("For all who read the figures of %(unit)s", unit=one.name))
                for code, one in form.places.items()
            ),
        ]
        return form

    places: dict[str, Unit]

    @property
    def unit(self) -> Unit | None:
        """The unit that was chosen; None for oneself."""
        return self.places.get(self.whose.data or "")
