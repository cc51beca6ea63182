"""The form of one stage: whose people act for which place, how long, how often it is returned."""

from typing import Any

from wtforms import BooleanField, FormField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from registry.campaigns.bodies import PLACES
from registry.campaigns.models import Stage
from registry.campaigns.service.stages import (
    HIGHEST_QUOTA,
    LONGEST_POINT,
    MOST_DAYS,
    MOST_POINTS,
    MOST_RETURNS,
)
from registry.campaigns.states import WITH_BODY, OthersScores, StageKind
from registry.catalogue.states import Level
from registry.core.i18n import _, _l
from registry.units.models import Unit
from registry.units.queries import find_by_name, find_unit
from registry.units.states import Tree, UnitKind
from registry.web.campaigns.forms import Row
from registry.web.catalogue.fields import LinesField, RowsField
from registry.web.forms import Form
from registry.web.words import choices, word

MOST_EXCEPTIONS = 60
EMPTY_ROWS = 2
QUOTA = [Optional(), NumberRange(1, HIGHEST_QUOTA)]
BODIES = (UnitKind.FRONT, UnitKind.PARTY_COMMITTEE, UnitKind.MASS_ORGANISATION, UnitKind.DEPARTMENT)


class ExceptionForm(Row):
    """A place, and the unit that acts for what comes from it. An empty row is left out."""

    place = StringField(_l("For which place"), [Length(max=300)])
    acting = StringField(_l("Who acts for it"), [Length(max=300)])

    @property
    def is_empty(self) -> bool:
        return not (self.place.data or "").strip() and not (self.acting.data or "").strip()

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.is_empty:
            return sound
        self.meant = [one.id for field in (self.place, self.acting) if (one := _meant(field))]
        return sound and len(self.meant) == 2


def _meant(field: StringField) -> Unit | None:
    text = (field.data or "").strip()
    found = [one] if (one := find_unit(text)) else find_by_name(text)
    if len(found) == 1:
        return found[0]
    several = _("Several units bear this name: enter the code of the one meant.")
    field.errors = [*field.errors, several if found else _("Enter the name or the code of a unit.")]
    return None


class StageRulesForm(Form):
    """What a stage says beside its name and days."""

    level = SelectField(_l("Of which place"), choices=lambda: _levels())
    body = SelectField(_l("Which body there"), choices=lambda: _bodies())
    line = SelectField(_l("Found by"), choices=lambda: choices(Tree))
    exceptions = RowsField(FormField(ExceptionForm), _l("Places with a body of their own"),
                           max_entries=MOST_EXCEPTIONS)  # fmt: skip
    working_days = IntegerField(
        _l("Working days for one nomination"), [Optional(), NumberRange(1, MOST_DAYS)]
    )
    returns_allowed = IntegerField(_l("Returns allowed"), [Optional(), NumberRange(0, MOST_RETURNS)])

    checklist = LinesField(_l("Points of the checklist"), [Length(max=MOST_POINTS * LONGEST_POINT)])
    blind_submitter = BooleanField(_l("Reviewers do not learn whose nomination it is"))
    blind_reviewers = BooleanField(_l("Reviewers stay numbers to the council and to each other"))
    others_scores = RadioField(
        _l("Reviewers read what the others gave"), choices=lambda: choices(OthersScores)
    )
    unit_quota = IntegerField(_l("Nominations of one unit, at most"), QUOTA)
    commune_quota = IntegerField(_l("Nominations of one commune, at most"), QUOTA)

    def values(self, stage: Stage) -> dict[str, Any]:
        """What was typed for a stage of this kind, by field of its plan."""
        rows = [entry.form for entry in self.exceptions]
        values: dict[str, Any] = {"working_days": self.working_days.data}
        if stage.kind in WITH_BODY:
            values |= {
                "level": Level(self.level.data) if self.level.data else None,
                "body": UnitKind(self.body.data) if self.body.data else None,
                "line": Tree(self.line.data),
                "returns_allowed": self.returns_allowed.data,
                "exceptions": tuple((row.meant[0], row.meant[1]) for row in rows if not row.is_empty),
            }
        if stage.kind is StageKind.ELIGIBILITY:
            values["checklist"] = tuple(one for one in self.checklist.data or [] if one.strip())
        if stage.kind is StageKind.SCORING:
            values |= {
                "blind_submitter": self.blind_submitter.data,
                "blind_reviewers": self.blind_reviewers.data,
                "others_scores": OthersScores(self.others_scores.data),
            }
        if stage.kind is StageKind.REGISTRATION:
            values = {"unit_quota": self.unit_quota.data, "commune_quota": self.commune_quota.data}
        return values


def values_of(stage: Stage) -> dict[str, Any]:
    """What a stage says, by field name, with some empty rows after its own."""
    rows = [{"place": one.locality.name, "acting": one.body.name} for one in stage.exceptions]
    return {
        "level": stage.level.value if stage.level else "",
        "body": stage.body.value if stage.body else "",
        "line": stage.line.value,
        "working_days": stage.working_days,
        "returns_allowed": stage.returns_allowed,
        "blind_submitter": stage.blind_submitter,
        "blind_reviewers": stage.blind_reviewers,
        "others_scores": stage.others_scores.value,
        "unit_quota": stage.unit_quota,
        "commune_quota": stage.commune_quota,
        "checklist": list(stage.checklist),
        "exceptions": [*rows, *({} for _row in range(EMPTY_ROWS))][:MOST_EXCEPTIONS],
    }


def _levels() -> list[tuple[str, Any]]:
    home = _("The campaign’s own unit, for everybody")
    return [("", home), *((one.value, word(one)) for one in PLACES)]


def _bodies() -> list[tuple[str, Any]]:
    return [("", _("The place itself")), *((one.value, word(one)) for one in BODIES)]
