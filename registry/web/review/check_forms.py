"""The form of the check of eligibility: a yes or no for each point, with the reason for a no."""

from typing import Any

from wtforms import Field, FormField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from registry.campaigns.service.stages import MOST_POINTS
from registry.core.i18n import _l
from registry.review.service.checking import LONGEST_REASON
from registry.web.campaigns.forms import Row
from registry.web.catalogue.fields import RowsField
from registry.web.forms import Form

YES, NO = "yes", "no"


class PointForm(Row):
    """One point of the checklist."""

    met = RadioField(
        _l("Met"),
        choices=[SelectChoice(YES, _l("Met")), SelectChoice(NO, _l("Not met"))],
        validators=[InputRequired(_l("Say whether it is met"))],
    )
    reason = TextAreaField(_l("Why it is not met"), [Optional(), Length(max=LONGEST_REASON)])


class EligibilityForm(Form):
    """The answers to the whole checklist, in its order."""

    points = RowsField(FormField(PointForm), _l("Points of the checklist"), max_entries=MOST_POINTS)

    def answers(self) -> list[tuple[bool, str]]:
        """What was answered, for the service."""
        rows: list[Any] = [entry.form for entry in self.points]
        return [(row.met.data == YES, row.reason.data or "") for row in rows]

    def field_named(self, name: str) -> Field | None:
        """Rules speak of a point's reason by its place."""
        for number, entry in enumerate(self.points):
            if name == f"points-{number}-reason":
                return entry.form.reason
        return super().field_named(name)
