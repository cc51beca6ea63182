"""Forms of the steps of preparing a copy: shape and limits only."""

from typing import Any, cast

from wtforms import FormField, HiddenField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from registry.core.errors import InvalidInput
from registry.core.i18n import _, _l
from registry.identity.models import User
from registry.replication.models import Replication
from registry.replication.progress import Step
from registry.replication.readiness import Group, answers_by_question, gaps_of, questions_of
from registry.replication.service import planning
from registry.replication.service.adopting import LONGEST_TEXT
from registry.replication.states import GapWay, Own, Readiness, Treatment
from registry.web.campaigns.forms import Row
from registry.web.catalogue.fields import RowsField
from registry.web.fields import DayField, MoneyField, OfMonth
from registry.web.filters import as_date, as_money
from registry.web.replication.step_base import StepForm, joined, number_of, shown, word_of
from registry.web.replication.steps import QUESTIONS
from registry.web.words import word

LINE = 300
MOST_ROWS = 60
FREE_ROWS, FEWEST_ROWS = 2, 4


class CheckRow(Row):
    """The answer to one question."""

    key = HiddenField()
    answer = RadioField(_l("Answer"), validate_choice=False)
    note = TextAreaField(_l("Note"), validators=[Length(max=LONGEST_TEXT)])


class CheckForm(StepForm):
    """The questions of one page."""

    rows = RowsField(FormField(CheckRow), max_entries=MOST_ROWS)

    @classmethod
    def stored(cls, replication: Replication, step: Step) -> dict[str, Any]:
        known = answers_by_question(replication)
        asked = [one.name for one in questions_of(Group(step.value))]
        found = [(name, known.get(name)) for name in asked]
        return {
            "rows": [
                {"key": name, "answer": one and one.answer, "note": one.note if one else ""}
                for name, one in found
            ]
        }

    def save(self, actor: User, replication: Replication) -> None:
        said = {
            row.key.data: planning.Said(word_of(row.answer, Readiness), row.note.data or "")
            for row in self.row_forms
        }
        planning.save_answers(actor, replication, said, version=self.seen_version)

    def texts(self) -> dict[str, str]:
        return {
            str(QUESTIONS[row.key.data][0]): joined(shown(row.answer, Readiness), row.note.data)
            for row in self.row_forms
            if row.key.data in QUESTIONS
        }


class GapRow(Row):
    """What is done about something that is missing."""

    key = HiddenField()
    way = RadioField(_l("What is done about it"), validate_choice=False)
    remedy = TextAreaField(
        _l("What will be done, or why you go on without it"), validators=[Length(max=LONGEST_TEXT)]
    )
    who = StringField(_l("Who does it"), validators=[Length(max=LINE)])
    due_on = DayField(_l("Until when"), is_ahead=True, of_month=OfMonth.LAST)


class GapsForm(StepForm):
    """Everything that is missing."""

    rows = RowsField(FormField(GapRow), max_entries=MOST_ROWS)

    @classmethod
    def stored(cls, replication: Replication, step: Step) -> dict[str, Any]:
        names = ("way", "remedy", "who", "due_on")
        return {
            "rows": [
                {"key": one.question, **{name: getattr(one, name) for name in names}}
                for one in gaps_of(replication)
            ]
        }

    def save(self, actor: User, replication: Replication) -> None:
        remedies = {
            row.key.data: planning.Remedy(
                word_of(row.way, GapWay), row.remedy.data or "", row.who.data or "", row.due_on.data
            )
            for row in self.row_forms
        }
        planning.save_gaps(actor, replication, remedies, version=self.seen_version)

    def texts(self) -> dict[str, str]:
        return {
            str(QUESTIONS[row.key.data][1]): joined(
                shown(row.way, GapWay), row.remedy.data, row.who.data, as_date(row.due_on.data)
            )
            for row in self.row_forms
            if row.key.data in QUESTIONS
        }


class ComponentRow(Row):
    """What the copy makes of one component."""

    key = HiddenField()
    name = HiddenField()
    treatment = RadioField(_l("In your copy"), validate_choice=False)
    reason = TextAreaField(
        _l("How it is adapted, or why it is left out"), validators=[Length(max=LONGEST_TEXT)]
    )


class ComponentsForm(StepForm):
    """The components of the model, and parts of the copy's own."""

    WAITS = ("added",)
    rows = RowsField(FormField(ComponentRow), max_entries=MOST_ROWS)
    added = TextAreaField(_l("Parts of your own, one a line"), validators=[Length(max=LONGEST_TEXT)])

    @classmethod
    def stored(cls, replication: Replication, step: Step) -> dict[str, Any]:
        return {
            "rows": [
                {"key": str(one.id), "name": one.name, "treatment": one.treatment, "reason": one.reason}
                for one in replication.components
            ]
        }

    @classmethod
    def name_of(cls, row: Any) -> str:
        return str(row["name"].data or "")

    @classmethod
    def opened(cls, replication: Replication, step: Step, **values: Any) -> StepForm:
        """Of the copy's own parts nothing is kept as it is: they are added here."""
        form = super().opened(replication, step, **values)
        own = {str(one.id) for one in replication.components if one.is_own}
        for row in form.row_forms:
            if row.key.data in own:
                added = SelectChoice(Treatment.KEEP.value, word(Own.ADDED))
                row.treatment.choices = [added, *row.treatment.choices[1:]]
        return form

    def save(self, actor: User, replication: Replication) -> None:
        marked = {
            number_of(row.key.data): planning.Marked(word_of(row.treatment, Treatment), row.reason.data or "")
            for row in self.row_forms
        }
        added = (self.added.data or "").splitlines()
        planning.save_components(actor, replication, marked, added=added, version=self.seen_version)

    def texts(self) -> dict[str, str]:
        return {
            row["name"].data: joined(shown(row.treatment, Treatment), row.reason.data)
            for row in self.row_forms
        }


class DayRow(Row):
    """A day by which something is to be there."""

    due_on = DayField(_l("Until when"), is_ahead=True, of_month=OfMonth.LAST)
    what = StringField(_l("What is to be there by then"), validators=[Length(max=LINE)])


class PlanForm(StepForm):
    """People, money and days."""

    started_on = DayField(
        _l("Day it starts or started"),
        validators=[InputRequired(_l("Enter the day it starts"))],
        of_month=OfMonth.FIRST,
    )
    people = TextAreaField(_l("Who does it"), validators=[Length(max=LONGEST_TEXT)])
    budget_vnd = MoneyField(_l("Money it takes"))
    funding = TextAreaField(_l("Where the money comes from"), validators=[Length(max=LONGEST_TEXT)])
    rows = RowsField(FormField(DayRow), max_entries=MOST_ROWS)

    @classmethod
    def stored(cls, replication: Replication, step: Step) -> dict[str, Any]:
        names = ("started_on", "people", "budget_vnd", "funding")
        rows = _open_days(replication) or _from_gaps(replication)
        empty = max(FREE_ROWS, FEWEST_ROWS - len(rows))
        values = {name: getattr(replication, name) for name in names}
        return {**values, "rows": [*rows, *({} for _row in range(empty))]}

    def save(self, actor: User, replication: Replication) -> None:
        planning.save_plan(
            actor, replication, people=self.people.data or "", budget_vnd=self.budget_vnd.data,
            funding=self.funding.data or "", started_on=cast(Any, self.started_on.data),
            checkpoints=self._days(), version=self.seen_version,
        )  # fmt: skip

    def _days(self) -> list[planning.Day]:
        days = []
        for row in self.row_forms:
            what = (row.what.data or "").strip()
            if what and row.due_on.data is None:
                raise InvalidInput(row.due_on.name, _("Enter the day"))
            if row.due_on.data is not None and not what:
                raise InvalidInput(row.what.name, _("Say what is to be there by then"))
            if what:
                days.append(planning.Day(row.due_on.data, what))
        return days

    def texts(self) -> dict[str, str]:
        days = [f"{as_date(row.due_on.data)}: {row.what.data}" for row in self.row_forms if row.what.data]
        return {
            self.started_on.label.text: as_date(self.started_on.data),
            self.people.label.text: self.people.data or "",
            self.budget_vnd.label.text: (
                "" if self.budget_vnd.data is None else as_money(self.budget_vnd.data)
            ),
            self.funding.label.text: self.funding.data or "",
            str(_("Checkpoints")): "\n".join(days),
        }


FORMS: dict[Step, type[StepForm]] = {
    Step.NEED: CheckForm,
    Step.MEANS: CheckForm,
    Step.TERMS: CheckForm,
    Step.GAPS: GapsForm,
    Step.COMPONENTS: ComponentsForm,
    Step.PLAN: PlanForm,
}


def begins_with_gaps(replication: Replication) -> bool:
    """Whether the list of checkpoints is still the one that follows from the gaps."""
    return not _open_days(replication) and bool(_from_gaps(replication))


def _open_days(replication: Replication) -> list[dict[str, Any]]:
    """The checkpoints of which nothing was told yet."""
    days = (one for one in replication.checkpoints if one.reported_on is None)
    return [{"due_on": one.due_on, "what": one.what} for one in days]


def _from_gaps(replication: Replication) -> list[dict[str, Any]]:
    """What is to be done about gaps, as a beginning of the list of checkpoints."""
    return [
        {"due_on": one.due_on, "what": " ".join(one.remedy.split())[:LINE]}
        for one in sorted(gaps_of(replication), key=lambda one: str(one.due_on))
        if one.way is GapWay.TO_DO and one.due_on
    ]
