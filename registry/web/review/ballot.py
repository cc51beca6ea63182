"""A reviewer's ballot as a form: level, points and comment for every criterion of the campaign's rubric."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from wtforms import RadioField, SelectChoice, SelectMultipleField, TextAreaField
from wtforms.validators import Length, Optional

from registry.campaigns import scoring
from registry.campaigns.models import Band, Criterion, Rubric
from registry.core.errors import DomainError
from registry.core.i18n import _, _l
from registry.core.types import clean_text
from registry.review.models import Assignment
from registry.review.service.grounding import Grounds, grounds_of
from registry.review.service.scoring import BallotRefused
from registry.web.fields import Typed
from registry.web.filters import as_number
from registry.web.forms import Form
from registry.web.languages import language

Marks = dict[int, tuple[Decimal | None, str]]
COMMENT_LENGTH = 4000
RANGE = "\u2013"


class PointsField(Typed):
    """Points with a comma or a point; whether they suit the criterion is asked of the whole ballot."""

    kind = "number"

    def read(self, text: str) -> Decimal | None:
        return scoring.parse_points(text)

    def show(self, value: Any) -> str:
        return as_number(value)

    @property
    def shown(self) -> str:
        """The points as they stand in the box."""
        return self._value()

    def refusal(self) -> str:
        return _("Enter points as a number, for example %(n)s", n=as_number(Decimal("8.5")))


@dataclass(frozen=True)
class Group:
    """The fields of one criterion; they are named as the service names them in a refusal."""

    criterion: Criterion
    level: RadioField
    points: PointsField
    comment: TextAreaField
    grounds: SelectMultipleField
    bonus: PointsField | None = None

    @property
    def level_chosen(self) -> Band | None:
        """The level that was ticked."""
        return next((b for b in self.criterion.bands if str(b.position) == self.level.data), None)

    @property
    def level_shown(self) -> Band | None:
        """The level that was ticked; else the one the points fall into."""
        return self.level_chosen or self.level_of_points

    @property
    def level_of_points(self) -> Band | None:
        """The level the points fall into; points beyond the sheet belong to none."""
        points = self.points.data
        if points is None or not points.is_finite() or not 0 <= points <= self.criterion.max_points:
            return None
        return scoring.band_of(self.criterion.bands, points)

    @property
    def given(self) -> Decimal:
        """The points, 0 while there are none."""
        return cast(Decimal, self.points.data or Decimal(0))

    @property
    def is_done(self) -> bool:
        return self.points.data is not None and not self.has_errors

    @property
    def has_errors(self) -> bool:
        bonus = self.bonus is not None and bool(self.bonus.errors)
        own = (self.level, self.points, self.comment, self.grounds)
        return bonus or any(field.errors for field in own)

    def check(self) -> bool:
        """Say beside the points what is wrong with them; True when nothing is."""
        fault = None if self.points.errors else self._fault()
        if fault:
            self.points.errors = [*self.points.errors, fault]
        if self.bonus is not None and self.bonus.data is not None and not self.bonus.errors:
            beyond = scoring.fault_of_points(self.bonus.data, self.criterion.max_bonus)
            self.bonus.errors = [beyond] if beyond else []
        return not self.has_errors

    def _fault(self) -> str | None:
        points, level = self.points.data, self.level_chosen
        if points is None:
            return _fault_without_points(level) if level else None
        fault = scoring.fault_of_points(points, self.criterion.max_points)
        other = self.level_of_points
        # Points beyond the sheet suit no level: only its most is named. A level has narrower limits.
        if level is None or other is None or level is other:
            return fault
        return _(
            "“%(level)s” is %(range)s points; %(points)s belong to “%(other)s”: change the points, or choose "
            "that level",
            level=name_of(level),
            range=range_of(level),
            points=as_number(points),
            other=name_of(other),
        )


def _fault_without_points(level: Band) -> str:
    return _(
        "Enter points for the level “%(level)s” (%(range)s)", level=name_of(level), range=range_of(level)
    )


class BallotForm(Form):
    """One ballot; `ballot_form_for` adds the fields of the rubric."""

    rubric: Rubric

    overall_comment = TextAreaField(
        _l("Overall comment"), validators=[Optional(), Length(max=COMMENT_LENGTH)]
    )

    def groups(self) -> Iterator[Group]:
        """The criteria in the order of the sheet."""
        for criterion in self.rubric.criteria:
            number = criterion.id
            bonus = f"bonus_{number}"
            yield Group(
                criterion,
                cast(RadioField, self[f"level_{number}"]),
                cast(PointsField, self[f"points_{number}"]),
                cast(TextAreaField, self[f"comment_{number}"]),
                cast(SelectMultipleField, self[f"grounds_{number}"]),
                cast(PointsField, self[bonus]) if bonus in self else None,
            )

    def process(self, *arguments: Any, **values: Any) -> None:
        """Read what was sent; of a check the level alone says whether it is met."""
        super().process(*arguments, **values)
        for group in self.groups():
            if group.criterion.is_check:
                level = group.level_chosen
                group.points.data = level.low if level else None
                group.points.process_errors = []

    def validate(self, extra_validators: Any = None) -> bool:
        fields_hold = super().validate(extra_validators)
        faulty = [group for group in self.groups() if not group.check()]
        return fields_hold and not faulty

    @property
    def is_whole(self) -> bool:
        """Whether what is wrong is wrong in the ballot itself, not in the token the page carried."""
        return "csrf_token" not in self.errors

    def renew(self, assignment: Assignment) -> None:
        """Part of the form is stored: the next sending is on top of that."""
        self.version.data = str(assignment.version)
        self.version.raw_data = None

    @property
    def marks(self) -> Marks:
        """What was filled in, by criterion."""
        return {g.criterion.id: (g.points.data, g.comment.data or "") for g in self.groups()}

    @property
    def bonuses(self) -> dict[int, Decimal | None]:
        """The bonus points that were filled in, by criterion."""
        return {g.criterion.id: g.bonus.data for g in self.groups() if g.bonus is not None}

    @property
    def grounds(self) -> Grounds:
        """The files each mark rests on, by criterion."""
        return {g.criterion.id: list(g.grounds.data or []) for g in self.groups()}

    def sound_bonuses(self) -> dict[int, Decimal | None]:
        """Like `bonuses`, without those that are wrong."""
        given = ((g.criterion.id, g.bonus) for g in self.groups() if g.bonus is not None)
        return {number: field.data for number, field in given if not field.errors}

    def sound_marks(self, assignment: Assignment) -> Marks:
        """Like `marks`, but where something is wrong the stored mark stays: nothing half typed is kept."""
        stored = {mark.criterion_id: mark for mark in assignment.marks}
        sound: Marks = {}
        for group in self.groups():
            mark = stored.get(group.criterion.id)
            points = (mark.points if mark else None) if group.points.errors else group.points.data
            comment = (mark.comment if mark else "") if group.comment.errors else group.comment.data
            sound[group.criterion.id] = (points, comment or "")
        return sound

    def sound_overall_comment(self, assignment: Assignment) -> str:
        """The comment on the whole, unless it is too long to be kept."""
        if self.overall_comment.errors:
            return assignment.overall_comment
        return self.overall_comment.data or ""

    def changes(self, assignment: Assignment, marks: Marks, overall_comment: str) -> bool:
        """Whether there is anything to store; a form seen before somebody else's change always is."""
        if self.seen_version not in (None, assignment.version):
            return True
        stored = {mark.criterion_id: (mark.points, mark.comment) for mark in assignment.marks}
        given = {number: (points, clean_text(comment)) for number, (points, comment) in marks.items()}
        blank = dict.fromkeys(given, (None, ""))
        bonuses = {mark.criterion_id: mark.bonus for mark in assignment.marks}
        if any(bonuses.get(number) != bonus for number, bonus in self.sound_bonuses().items()):
            return True
        grounds = {mark.criterion_id: grounds_of(mark) for mark in assignment.marks}
        if any(sorted(grounds.get(number, [])) != sorted(set(new)) for number, new in self.grounds.items()):
            return True
        return {**blank, **stored} != given or clean_text(overall_comment) != assignment.overall_comment

    def show(self, refusal: DomainError) -> None:
        """Put every fault of a ballot beside its own field."""
        super().show(refusal)
        if isinstance(refusal, BallotRefused):
            for name, fault in list(refusal.faults.items())[1:]:
                if name in self:
                    self[name].errors = [*self[name].errors, fault]


def ballot_form_for(rubric: Rubric) -> type[BallotForm]:
    """The form of one rubric."""
    fields: dict[str, Any] = {"rubric": rubric}
    for criterion in rubric.criteria:
        number = criterion.id
        fields[f"level_{number}"] = RadioField(
            _l("Level reached"),
            choices=[SelectChoice(str(band.position), name_of(band)) for band in criterion.bands],
            validators=[Optional()],
        )
        fields[f"points_{number}"] = PointsField(_l("Points"))
        if criterion.max_bonus:
            fields[f"bonus_{number}"] = PointsField(_l("Bonus points"))
        fields[f"comment_{number}"] = TextAreaField(
            _l("Comment"), validators=[Optional(), Length(max=COMMENT_LENGTH)]
        )
        # What may be chosen is known to the dossier: the service looks, the page draws.
        fields[f"grounds_{number}"] = SelectMultipleField(_l("Grounds"), choices=[], validate_choice=False)
    return cast(type[BallotForm], type("RubricBallotForm", (BallotForm,), fields))


def stored_values(assignment: Assignment, rubric: Rubric) -> dict[str, Any]:
    """What is stored of a ballot, by field name."""
    marks = {mark.criterion_id: mark for mark in assignment.marks}
    values: dict[str, Any] = {
        "overall_comment": assignment.overall_comment,
        "version": str(assignment.version),
    }
    for criterion in rubric.criteria:
        mark = marks.get(criterion.id)
        if mark is None:
            continue
        band = None if mark.points is None else scoring.band_of(criterion.bands, mark.points)
        values[f"level_{criterion.id}"] = str(band.position) if band else None
        values[f"points_{criterion.id}"] = mark.points
        values[f"bonus_{criterion.id}"] = mark.bonus
        values[f"comment_{criterion.id}"] = mark.comment
        values[f"grounds_{criterion.id}"] = grounds_of(mark)
    return values


def label_of(criterion: Criterion) -> str:
    """The criterion in the reader's language."""
    return (language() == "en" and criterion.label_en) or criterion.label


def name_of(band: Band | None) -> str:
    """The level in the reader's language."""
    if band is None:
        return ""
    return (language() == "en" and band.label_en) or band.label


def anchor_of(band: Band) -> str:
    """When the level applies, in the reader's language."""
    return (language() == "en" and band.anchor_en) or band.anchor


def range_of(band: Band | None) -> str:
    """25–30."""
    return f"{as_number(band.low)}{RANGE}{as_number(band.high)}" if band else ""
