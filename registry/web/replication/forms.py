"""Forms of replication: shape and limits only, the services decide."""

from typing import Any

from wtforms import Field, FormField, HiddenField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from registry.core.errors import InvalidInput
from registry.core.i18n import _, _l
from registry.identity.models import User
from registry.replication.models import Replication
from registry.replication.service.adopting import LONGEST_TEXT
from registry.replication.service.reporting import Figures
from registry.replication.states import ReplicationKind
from registry.units.models import Unit
from registry.web.campaigns.forms import Row
from registry.web.catalogue.fields import RowsField
from registry.web.catalogue.forms import MOST_ROWS
from registry.web.fields import AmountField, CountField, DayField, OfMonth
from registry.web.forms import Form
from registry.web.replication.present import own_models
from registry.web.words import choices


class StartForm(Form):
    """What a unit says when it copies a model."""

    unit = SelectField(_l("Unit that copies"), validators=[InputRequired(_l("Choose the unit"))])
    kind = RadioField(
        _l("How it is copied"),
        default=ReplicationKind.ADAPTED.value,
        validators=[InputRequired(_l("Choose how it is copied"))],
    )
    started_on = DayField(
        _l("Day it starts or started"),
        validators=[InputRequired(_l("Enter the day it starts"))],
        of_month=OfMonth.FIRST,
    )
    reason = TextAreaField(
        _l("Why this model"),
        validators=[InputRequired(_l("Say why your unit chooses this model")), Length(max=LONGEST_TEXT)],
    )
    adaptation = TextAreaField(_l("What will be done otherwise"), validators=[Length(max=LONGEST_TEXT)])

    def offer(self, units: list[Unit]) -> None:
        """Offer the person's units."""
        self.unit.choices = [SelectChoice(unit.code, unit.name) for unit in units]
        self.kind.choices = choices(ReplicationKind)


class PrepareForm(Form):
    """With which a unit begins to prepare a copy."""

    unit = RadioField(_l("Unit that copies"), validators=[InputRequired(_l("Choose the unit"))])
    kind = RadioField(
        _l("How it is copied"),
        default=ReplicationKind.ADAPTED.value,
        validators=[InputRequired(_l("Choose how it is copied"))],
    )
    reason = TextAreaField(
        _l("Why this model"),
        validators=[InputRequired(_l("Say why your unit chooses this model")), Length(max=LONGEST_TEXT)],
    )

    def offer(self, units: list[Unit]) -> None:
        """Offer the person's units; of one unit nothing is to be chosen."""
        self.unit.choices = [SelectChoice(unit.code, unit.name) for unit in units]
        self.kind.choices = choices(ReplicationKind)
        if len(units) == 1 and not self.unit.raw_data:
            self.unit.data = units[0].code


class ProposeForm(Form):
    """The plan is handed in as it stands."""


class AnswerForm(Form):
    """The source unit's answer, given by one of two buttons; not to confirm needs a reason."""

    answer = TextAreaField(_l("Your answer"), validators=[Length(max=LONGEST_TEXT)])


class FiguresForm(Row):
    """What was measured here on one indicator of the model that is copied."""

    key = HiddenField()
    before = AmountField(_l("Before"))
    after = AmountField(_l("After"))
    as_of = DayField(_l("As of"))
    of_count = CountField(_l("Of how many"))


class ReportForm(Form):
    """What was changed and what came of it."""

    adaptation = TextAreaField(_l("What was done otherwise"), validators=[Length(max=LONGEST_TEXT)])
    result = TextAreaField(
        _l("Result"), validators=[InputRequired(_l("Say what came of it")), Length(max=LONGEST_TEXT)]
    )
    figures = RowsField(FormField(FiguresForm), _l("The same figures at your place"), max_entries=MOST_ROWS)
    copy = SelectField(_l("Your unit's own model of it"))

    @property
    def measured(self) -> list[Figures]:
        """The figures that were given. Raises InvalidInput where the figure after is missing."""
        found = []
        for row in self._rows:
            if row.after.data is not None:
                found.append(Figures(*(row[name].data for name in Figures._fields)))
            elif any(row[name].data is not None for name in ("before", "as_of", "of_count")):
                raise InvalidInput(f"figures-{row.key.data}-after", _("Enter the figure after"))
        return found

    @property
    def _rows(self) -> list[Any]:
        return [entry.form for entry in self.figures]

    def field_named(self, name: str) -> Field | None:
        """Rules speak of a figure by the key of its indicator."""
        for row in self._rows:
            for part in ("after", "as_of"):
                if name == f"figures-{row.key.data}-{part}":
                    return row[part]
        return super().field_named(name)

    def offer(self, actor: User, replication: Replication) -> None:
        """Offer the models of the unit that copies."""
        known = [
            SelectChoice(one.reference, f"{one.latest.title} ({one.reference})")
            for one in own_models(actor, replication)
        ]
        self.copy.choices = [SelectChoice("", _("Not registered as a model of its own")), *known]


class StopForm(Form):
    """Why the copy ends."""

    reason = TextAreaField(
        _l("Why it is stopped"),
        validators=[InputRequired(_l("Say why it was stopped")), Length(max=LONGEST_TEXT)],
    )
