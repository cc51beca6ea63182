"""Forms of the scoring sheet: its kind, origin and rules, its groups, its criteria with their levels."""

import enum
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from wtforms import BooleanField, FormField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from registry.campaigns.models import Criterion, CriterionGroup, Rubric
from registry.campaigns.service.plans import BandPlan, CriterionPlan, GroupPlan, RubricRules, rules_of
from registry.campaigns.service.rubric_faults import LONGEST_MISSING, MOST_BANDS
from registry.campaigns.sheet import RubricKind, RubricOrigin
from registry.campaigns.votes import parse_share, share_in_words
from registry.core.i18n import _, _l
from registry.web.campaigns.forms import POINTS_NEEDED, Row
from registry.web.campaigns.words import ORIGINS
from registry.web.catalogue.fields import RowsField
from registry.web.fields import FigureField, Typed
from registry.web.forms import Form
from registry.web.words import choices

EMPTY_BANDS = 2
NAME_NEEDED = _l("Enter the name")


class Use(enum.StrEnum):
    """What a criterion is there for."""

    COUNTED = "counted"
    CONDITION = "condition"
    COLLECTED = "collected"


USES = {
    Use.COUNTED: _l("It counts"),
    Use.CONDITION: _l("A condition: must be met before anything else is looked at"),
    Use.COLLECTED: _l("Collected only: it does not count"),
}


class ShareField(Typed):
    """A share of heads, 2/3 or 70%; its value is the text."""

    names_itself = True

    def read(self, text: str) -> str:
        return str(parse_share(text))

    def show(self, value: Any) -> str:
        return share_in_words(Fraction(value)) if value else ""

    def refusal(self) -> str:
        return _(
            "Enter a share such as %(one)s or %(other)s, above 0 and at most the whole.",
            one="2/3",
            other="70%",
        )


class OriginForm(Form):
    """What a sheet is called and where it comes from."""

    title = StringField(_l("Name of the scoring sheet"), [InputRequired(NAME_NEEDED), Length(max=300)])
    origin = SelectField(
        _l("Kind of source"), choices=[SelectChoice(one.value, told) for one, told in ORIGINS.items()]
    )
    provenance = StringField(_l("Document it follows"), [Length(max=300)])

    def origin_chosen(self) -> RubricOrigin:
        """The kind of source; what was not offered says nothing."""
        known = self.origin.data in set(RubricOrigin)
        return RubricOrigin(self.origin.data) if known else RubricOrigin.UNSTATED


class BeginForm(OriginForm):
    """A new sheet, and by what rule it passes."""

    kind = RadioField(
        _l("How the nominations are judged"),
        choices=choices(RubricKind),
        validators=[InputRequired(_l("Choose how they are judged"))],
    )

    def rules(self) -> RubricRules:
        """What was typed, in the shape in which the service takes it."""
        return RubricRules(kind=RubricKind(self.kind.data), origin=self.origin_chosen())


class RubricForm(OriginForm):
    """What the rules of every kind of sheet say."""

    missing = TextAreaField(_l("What of the source is missing"), [Length(max=LONGEST_MISSING)])
    quorum = ShareField(_l("Members of the council who must be there"))
    vote_share = ShareField(_l("Members of the council who must agree"))

    def rules(self, rubric: Rubric | None) -> RubricRules:
        """The rules with what was typed; what the form does not ask stays."""
        return replace(
            rules_of(rubric),
            origin=self.origin_chosen(),
            missing=self.missing.data or "",
            quorum=self.quorum.data or "",
            vote_share=self.vote_share.data or "",
        )


class PointsForm(RubricForm):
    """The rules of a sheet that gives points."""

    bonus_limit = FigureField(_l("Most bonus points in all"))
    ranks_only = BooleanField(_l("Points only order the nominations; the council’s vote decides"))

    def rules(self, rubric: Rubric | None) -> RubricRules:
        return replace(
            super().rules(rubric), bonus_limit=self.bonus_limit.data, ranks_only=bool(self.ranks_only.data)
        )


class ChecksForm(RubricForm):
    """The rules of a sheet whose criteria are met or not."""

    agreement = ShareField(_l("Reviewers who must find it met"), [InputRequired(_l("Enter the share"))])

    def rules(self, rubric: Rubric | None) -> RubricRules:
        return replace(super().rules(rubric), agreement=self.agreement.data or "")


def rubric_form_for(rubric: Rubric | None) -> type[RubricForm]:
    """The form of a kind of sheet."""
    return PointsForm if rubric is None or rubric.has_points else ChecksForm


def rubric_values(rubric: Rubric | None) -> dict[str, Any]:
    """What is stored of a sheet beside its criteria, by field name."""
    if rubric is None:
        return {}
    rules = rules_of(rubric)
    return {
        "title": rubric.title,
        "provenance": rubric.provenance,
        "origin": rules.origin.value,
        **{name: getattr(rules, name) for name in ("missing", "bonus_limit", "ranks_only")},
        **{name: getattr(rules, name) for name in ("agreement", "quorum", "vote_share")},
    }


class GroupForm(Form):
    """A group of criteria and the most points they may give together."""

    label = StringField(_l("Name of the group"), [InputRequired(NAME_NEEDED), Length(max=300)])
    label_en = StringField(_l("Name of the group, in English"), [Length(max=300)])
    max_points = FigureField(_l("Most points of the group"), [InputRequired(POINTS_NEEDED)])

    def plan(self) -> GroupPlan:
        """What was typed, in the shape in which the service takes it."""
        most: Any = self.max_points.data
        return GroupPlan(self.label.data or "", most, self.label_en.data or "")


def group_values(group: CriterionGroup | None) -> dict[str, Any]:
    """A group by field name."""
    names = ("label", "label_en", "max_points")
    return {name: getattr(group, name) for name in names} if group else {}


class BandForm(Row):
    """One level of a criterion. A row without any text or number is left out."""

    label = StringField(_l("Name of the level"), [Length(max=80)])
    low = FigureField(_l("Points from"))
    high = FigureField(_l("Points to"))
    anchor = TextAreaField(_l("When it applies"), [Length(max=2000)])
    label_en = StringField(_l("Name of the level, in English"), [Length(max=80)])
    anchor_en = TextAreaField(_l("When it applies, in English"), [Length(max=2000)])

    @property
    def is_empty(self) -> bool:
        return not any(field.data or (field.raw_data and field.raw_data[0]) for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.is_empty:
            return sound
        needed = (
            (self.label, _("Give the level a name")),
            (self.low, _("Enter the lowest points")),
            (self.high, _("Enter the highest points")),
        )
        for field, message in needed:
            if field.data in (None, "") and not field.errors:
                field.errors = [message]
                sound = False
        return sound

    def plan(self) -> BandPlan:
        """What was typed, in the shape in which the service takes it."""
        low: Any = self.low.data
        high: Any = self.high.data
        return BandPlan(
            self.label.data or "", low, high, self.anchor.data or "",
            self.label_en.data or "", self.anchor_en.data or "",
        )  # fmt: skip


class CheckForm(Form):
    """A criterion that is met or not."""

    label = StringField(_l("Criterion"), [InputRequired(_l("Enter the criterion")), Length(max=300)])
    label_en = StringField(_l("Criterion, in English"), [Length(max=300)])
    use = RadioField(
        _l("What it is there for"),
        choices=[SelectChoice(use.value, told) for use, told in USES.items()],
        default=Use.COUNTED.value,
    )
    place = SelectField(_l("Place on the sheet"))

    def plan(self) -> CriterionPlan:
        """What was typed, in the shape in which the service takes it."""
        return CriterionPlan(
            label=self.label.data or "",
            label_en=self.label_en.data or "",
            is_condition=self.use.data == Use.CONDITION,
            is_counted=self.use.data != Use.COLLECTED,
        )


class CriterionForm(CheckForm):
    """A criterion that gives points, with its levels; as a condition it needs neither."""

    max_points = FigureField(_l("Most points"))
    max_bonus = FigureField(_l("Bonus points up to"))
    group = SelectField(_l("Group"))
    bands = RowsField(FormField(BandForm), _l("Levels"), max_entries=MOST_BANDS)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.use.data != Use.CONDITION and self.max_points.data is None and not self.max_points.errors:
            self.max_points.errors = [str(POINTS_NEEDED)]
            return False
        return sound

    def plan(self) -> CriterionPlan:
        """What was typed, in the shape in which the service takes it."""
        check = super().plan()
        if check.is_condition:
            return check
        rows = [entry.form for entry in self.bands]
        most: Any = self.max_points.data
        return CriterionPlan(
            label=check.label,
            label_en=check.label_en,
            is_counted=check.is_counted,
            max_points=most,
            max_bonus=self.max_bonus.data or Decimal(0),
            group=int(self.group.data or 0),
            bands=[row.plan() for row in rows if not row.is_empty],
        )


def criterion_values(criterion: Criterion | None) -> dict[str, Any]:
    """A criterion by field name, with some empty levels after its own; a new one has four to fill in."""
    if criterion is None:
        return {"bands": [{} for _row in range(4)], "group": "0"}
    names = ("label", "low", "high", "anchor", "label_en", "anchor_en")
    levels = () if criterion.is_check else criterion.bands
    bands: list[dict[str, Any]] = [{n: getattr(band, n) for n in names} for band in levels]
    empty: list[dict[str, Any]] = [{} for _row in range(EMPTY_BANDS if levels else 4)]
    return {
        "label": criterion.label,
        "label_en": criterion.label_en,
        "use": use_of(criterion).value,
        "max_points": None if criterion.is_check else criterion.max_points,
        "max_bonus": criterion.max_bonus or None,
        "group": str(criterion.group.position if criterion.group else 0),
        "bands": [*bands, *empty][:MOST_BANDS],
    }


def use_of(criterion: Criterion) -> Use:
    """What a criterion is there for."""
    if criterion.is_condition:
        return Use.CONDITION
    return Use.COUNTED if criterion.is_counted else Use.COLLECTED
