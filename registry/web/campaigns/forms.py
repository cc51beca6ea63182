"""Forms of campaigns: shape and limits only."""

from dataclasses import replace
from typing import Any

from wtforms import BooleanField, FormField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms import Form as RowForm
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from registry.campaigns.models import Campaign, Stage
from registry.campaigns.routes import list_routes
from registry.campaigns.service.arranging import with_moved, with_stage, without_stage
from registry.campaigns.service.details import DISAGREEMENT, LONGEST_TIE, MOST_REVIEWS, PERIODS
from registry.campaigns.service.halting import LONGEST_REASON
from registry.campaigns.service.stages import StagePlan, plan_of
from registry.campaigns.states import KIND_NAMES, CampaignState, StageKind
from registry.catalogue.states import Level
from registry.core.i18n import _, _l
from registry.web.fields import DayField, FigureField
from registry.web.forms import Form
from registry.web.languages import language
from registry.web.messages import MESSAGES, Messages
from registry.web.words import choices

DAY_NEEDED = _l("Enter the day")
POINTS_NEEDED = _l("Enter the points")


class Row(RowForm):
    """A row inside a form; with a name where sentences call it by that instead of its number."""

    row_name: str = ""

    class Meta:
        def get_translations(self, form: Any) -> Messages:
            return MESSAGES


class DetailsForm(Form):
    """What a campaign is called, for which level and year, between which days, and its marks."""

    title = StringField(_l("Name of the campaign"), [InputRequired(_l("Enter the name")), Length(max=300)])
    level = SelectField(_l("Level of recognition"), choices=lambda: choices(Level))
    year = IntegerField(_l("Year"), [InputRequired(_l("Enter the year")), NumberRange(1990, 2200)])
    opens_on = DayField(_l("First day"), [InputRequired(DAY_NEEDED)], is_ahead=True)
    closes_on = DayField(_l("Last day"), [InputRequired(DAY_NEEDED)], is_ahead=True)
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
    """One stage: its name and its days."""

    title = StringField(_l("Name of the stage"), [InputRequired(_l("Enter the name")), Length(max=200)])
    starts_on = DayField(_l("First day"), [InputRequired(DAY_NEEDED)], is_ahead=True)
    ends_on = DayField(_l("Last day"), [InputRequired(DAY_NEEDED)], is_ahead=True)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        first, last = self.starts_on.data, self.ends_on.data
        if first and last and last < first:
            message = _("The last day must not be before the first day.")
            self.ends_on.errors = [*self.ends_on.errors, message]
            return False
        return bool(sound)

    def plan(self, known: StagePlan) -> StagePlan:
        """What was typed, for the service; what else is known of the stage stays."""
        first: Any = self.starts_on.data
        last: Any = self.ends_on.data
        return replace(known, title=self.title.data or "", starts_on=first, ends_on=last)


class StagesForm(Form):
    """The stages of a draft, in their order, with buttons that add one, take one out or move one."""

    then = StringField()
    added = SelectField(_l("A further stage"), choices=list, validate_choice=False)

    @classmethod
    def of(cls, campaign: Campaign) -> "StagesForm":
        """The form for the stages there are."""
        values = stage_values(campaign.stages)
        form = cls.from_request(data=values, version=str(campaign.version))
        missing = [kind for kind in StageKind if kind.value not in values]
        for kind in missing:
            del form[kind.value]
        form.added.choices = [(kind.value, KIND_NAMES[kind]) for kind in missing]
        form.added.validate_choice = bool(missing) and campaign.state is CampaignState.DRAFT
        return form

    def taken_out(self, campaign: Campaign) -> Stage | None:
        """The stage whose button to take it out was pressed, before that is confirmed."""
        act, _dash, word = (self.then.data or "").partition("-")
        return next((one for one in campaign.stages if act == "drop" and one.kind.value == word), None)

    def plans(self, stages: list[Stage]) -> list[StagePlan]:
        """What was typed, in the shape in which the service takes it, on top of the stages there are."""
        return [self[stage.kind.value].form.plan(plan_of(stage)) for stage in stages]

    def arranged(self, campaign: Campaign) -> list[StagePlan]:
        """What was typed, and arranged as the pressed button says."""
        plans = self.plans(campaign.stages)
        act, _dash, word = (self.then.data or "").partition("-")
        kind = next(
            (one for one in StageKind if one.value == (self.added.data if act == "add" else word)), None
        )
        if kind is None:
            return plans
        if act == "add" and kind.value not in self:
            title = str(KIND_NAMES[kind])
            return with_stage(plans, kind, title, days=(campaign.opens_on, campaign.closes_on))
        if act == "out":
            return without_stage(plans, kind)
        return with_moved(plans, kind, {"up": -1, "down": 1}.get(act, 0))


for _kind in StageKind:
    setattr(StagesForm, _kind.value, FormField(StageForm, KIND_NAMES[_kind]))


def stage_values(stages: list[Stage]) -> dict[str, Any]:
    """The stages a campaign has, by field name."""
    return {
        stage.kind.value: {name: getattr(stage, name) for name in ("title", "starts_on", "ends_on")}
        for stage in stages
    }


class CopyForm(Form):
    """A new draft like an older campaign, for another year."""

    title = StringField(_l("Name of the campaign"), [InputRequired(_l("Enter the name")), Length(max=300)])
    year = IntegerField(_l("Year"), [InputRequired(_l("Enter the year")), NumberRange(1990, 2200)])


class HaltForm(Form):
    """Why a campaign is halted, or goes on."""

    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(_l("Give the reason")), Length(max=LONGEST_REASON)]
    )


class PlainForm(Form):
    """A button that posts."""


def details_of(campaign: Campaign) -> dict[str, Any]:
    """The stored details, by field name."""
    return {"obj": campaign, "version": str(campaign.version)}
