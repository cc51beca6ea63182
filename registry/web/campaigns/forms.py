"""Forms of campaigns: shape and limits only."""

from dataclasses import replace
from typing import Any

from wtforms import BooleanField, FormField, IntegerField, RadioField, SelectField, StringField
from wtforms import Form as RowForm
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from registry.campaigns.models import Campaign, Stage
from registry.campaigns.routes import list_routes
from registry.campaigns.service.details import DISAGREEMENT, LONGEST_TIE, MOST_REVIEWS, PERIODS
from registry.campaigns.service.stages import ACTING_ROLES, StagePlan, plan_of
from registry.campaigns.states import ESSENTIAL, StageKind
from registry.catalogue.states import Level
from registry.core.i18n import _, _l
from registry.identity.models import Role
from registry.web.campaigns.words import STAGE_KINDS
from registry.web.fields import DayField, FigureField
from registry.web.forms import Form
from registry.web.languages import language
from registry.web.messages import MESSAGES, Messages
from registry.web.words import choices

DAY_NEEDED = _l("Enter the day")
POINTS_NEEDED = _l("Enter the points")
ACTING = [role for role in Role if role is not Role.ADMINISTRATOR]


class Row(RowForm):
    """A row inside a form."""

    class Meta:
        def get_translations(self, form: Any) -> Messages:
            return MESSAGES


class DetailsForm(Form):
    """What a campaign is called, for which level and year, between which days, and its marks."""

    title = StringField(_l("Name of the campaign"), [InputRequired(_l("Enter the name")), Length(max=300)])
    level = SelectField(_l("Level of recognition"), choices=lambda: choices(Level))
    year = IntegerField(_l("Year"), [InputRequired(_l("Enter the year")), NumberRange(1990, 2200)])
    opens_on = DayField(_l("First day"), [InputRequired(DAY_NEEDED)])
    closes_on = DayField(_l("Last day"), [InputRequired(DAY_NEEDED)])
    pass_mark = FigureField(_l("Recognised from"), [InputRequired(POINTS_NEEDED)])
    praise_mark = FigureField(_l("Praised from"), [InputRequired(POINTS_NEEDED)])
    reviews_wanted = IntegerField(
        _l("Ballots wanted for each nomination"),
        [InputRequired(_l("Enter the number of ballots")), NumberRange(1, MOST_REVIEWS)],
    )
    spread_alarm = FigureField(_l("Disagreement from"), [InputRequired(POINTS_NEEDED)])
    tie_years = IntegerField(
        _l("Years a former role counts"),
        [InputRequired(_l("Enter the number of years")), NumberRange(0, LONGEST_TIE)],
    )
    objection_days = IntegerField(
        _l("Objections are answered within"),
        [InputRequired(_l("Enter the number of days")), NumberRange(*PERIODS["objection_days"])],
    )

    def values(self) -> dict[str, Any]:
        """What was typed, in the shape in which the service takes it."""
        names = (
            "title", "year", "opens_on", "closes_on", "pass_mark", "praise_mark", "reviews_wanted",
            "spread_alarm", "tie_years", "objection_days",
        )  # fmt: skip
        level = Level(self.level.data) if self.level.data in set(Level) else None
        return {**{name: self[name].data for name in names}, "level": level}


class CreateForm(DetailsForm):
    """A new campaign."""

    unit = SelectField(_l("Run by"), [InputRequired(_l("Choose the unit that runs it"))])
    route = RadioField(_l("Stages to begin with"), choices=lambda: _routes(), default="")


def _routes() -> list[tuple[str, str]]:
    english = language() == "en"
    named = [(one.code, one.name_en if english else one.name_vi) for one in list_routes()]
    return [("", _("The four stages, nothing more")), *named]


class DisagreementForm(Form):
    """What a campaign does when ballots of one nomination disagree."""

    asks_again = BooleanField(_l("Ask reviewers whose ballots disagree to read again"))
    criterion_alarm = IntegerField(
        _l("One criterion, from so far apart"),
        [Optional(), NumberRange(1, 100, _l("Enter a whole number from 1 to 100."))],
    )
    line_alarm = BooleanField(_l("Totals on both sides of the pass mark count as a disagreement"))
    settles_first = BooleanField(_l("No decision before a disagreement is settled"))

    def values(self) -> dict[str, Any]:
        """What was typed, in the shape in which the service takes it."""
        return {name: self[name].data for name in DISAGREEMENT}


class StageForm(Row):
    """One stage: its name, its days, who acts."""

    title = StringField(_l("Name of the stage"), [InputRequired(_l("Enter the name")), Length(max=200)])
    starts_on = DayField(_l("First day"), [InputRequired(DAY_NEEDED)])
    ends_on = DayField(_l("Last day"), [InputRequired(DAY_NEEDED)])
    acting_role = SelectField(_l("Who acts"), choices=lambda: choices(ACTING))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        first, last = self.starts_on.data, self.ends_on.data
        if first and last and last < first:
            message = _("The last day must not be before the first day.")
            self.ends_on.errors = [*self.ends_on.errors, message]
            return False
        return bool(sound)

    def plan(self, kind: StageKind, known: StagePlan | None) -> StagePlan:
        """What was typed, for the service; what else is known of the stage stays."""
        first: Any = self.starts_on.data
        last: Any = self.ends_on.data
        typed = StagePlan(kind, self.title.data or "", first, last, Role(self.acting_role.data))
        if known is None:
            return typed
        return replace(known, title=typed.title, starts_on=first, ends_on=last, acting_role=typed.acting_role)


class OptionalStageForm(StageForm):
    """A stage a campaign may go without: it is left out when neither a name nor a day is given."""

    title = StringField(_l("Name of the stage"), [Length(max=200)])
    starts_on = DayField(_l("First day"))
    ends_on = DayField(_l("Last day"))

    def validate(self, extra_validators: Any = None) -> bool:
        if self.is_left_out:
            return bool(self.acting_role.validate(self))
        sound = super().validate(extra_validators)
        needed = ((self.title, _("Enter the name")), (self.starts_on, DAY_NEEDED), (self.ends_on, DAY_NEEDED))
        for field, message in needed:
            if not field.data and not field.errors:
                field.errors = [str(message)]
                sound = False
        return sound

    @property
    def is_left_out(self) -> bool:
        """Whether nothing was typed; who acts is always chosen and says nothing."""
        given = (self.title, self.starts_on, self.ends_on)
        return not any(field.data or field.process_errors for field in given)


class StagesForm(Form):
    """The stages of a campaign, one of each kind, in the order of the kinds."""

    def rows(self) -> list[tuple[StageKind, StageForm]]:
        """The part of the form for each kind."""
        return [(kind, self[kind.value].form) for kind in StageKind]

    def plans(self, stages: list[Stage]) -> list[StagePlan]:
        """What was typed, in the shape in which the service takes it, on top of the stages there are."""
        known = {stage.kind: plan_of(stage) for stage in stages}
        given = [(kind, row) for kind, row in self.rows() if not getattr(row, "is_left_out", False)]
        return [row.plan(kind, known.get(kind)) for kind, row in given]


for _kind in StageKind:
    _form = StageForm if _kind in ESSENTIAL else OptionalStageForm
    setattr(StagesForm, _kind.value, FormField(_form, STAGE_KINDS[_kind]))


def stage_values(stages: list[Stage]) -> dict[str, Any]:
    """The stages a campaign has, by field name; the first of a kind counts."""
    values: dict[str, Any] = {kind.value: {"acting_role": role} for kind, role in ACTING_ROLES.items()}
    for stage in reversed(stages):
        values[stage.kind.value] = {
            "title": stage.title,
            "starts_on": stage.starts_on,
            "ends_on": stage.ends_on,
            "acting_role": stage.acting_role,
        }
    return values


class CopyForm(Form):
    """A new draft like an older campaign, for another year."""

    title = StringField(_l("Name of the campaign"), [InputRequired(_l("Enter the name")), Length(max=300)])
    year = IntegerField(_l("Year"), [InputRequired(_l("Enter the year")), NumberRange(1990, 2200)])


class PlainForm(Form):
    """A button that posts."""


def details_of(campaign: Campaign) -> dict[str, Any]:
    """The stored details, by field name."""
    return {"obj": campaign, "version": str(campaign.version)}
