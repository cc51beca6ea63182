"""Forms around deadlines: shape and limits only."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from registry.core.i18n import _, _l
from registry.units.models import Unit
from registry.units.queries import find_by_name, find_unit
from registry.web.fields import DayField
from registry.web.review.forms import ReasonForm


class ExtendForm(ReasonForm):
    """Which stage lasts longer, for whom, until when, and why."""

    kind = SelectField(_l("Stage"), [InputRequired(_l("Choose one of the options."))])
    unit = StringField(_l("For whom"), [Optional(), Length(max=300)])
    until = DayField(_l("New last day"), [InputRequired(_l("Enter the day"))], is_ahead=True)
    meant: Unit | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        text = (self.unit.data or "").strip()
        if not text:
            return sound
        found = [one] if (one := find_unit(text)) else find_by_name(text)
        if len(found) == 1:
            self.meant = found[0]
            return sound
        several = _("Several units bear this name: enter the code of the one meant.")
        self.unit.errors = [
            *self.unit.errors,
            several if found else _("Enter the name or the code of a unit."),
        ]
        return False
