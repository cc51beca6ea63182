"""Forms of yearly reviews: shape and limits only, the services decide."""

from wtforms import IntegerField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from registry.core.i18n import _l
from registry.stock.models import StockEntry
from registry.stock.service.answering import LONGEST_TEXT
from registry.stock.states import StockAnswer, StockResult
from registry.units.models import Unit
from registry.web.fields import DayField
from registry.web.forms import Form
from registry.web.words import choices


class OpenForm(Form):
    """Which stock is looked at, for which year, and until when units answer."""

    unit = SelectField(_l("Whose list"), validators=[InputRequired(_l("Choose the unit"))])
    year = IntegerField(_l("Year"), validators=[InputRequired(_l("Enter the year"))])
    due_on = DayField(
        _l("Last day for the units' answers"), validators=[InputRequired(_l("Enter the last day"))]
    )

    def offer(self, units: list[Unit]) -> None:
        """Offer the units whose staff the person is."""
        self.unit.choices = [SelectChoice(one.code, one.name) for one in units]


class CloseForm(Form):
    """Nothing to fill in: only whether the person has seen the latest state."""


class AnswerForm(Form):
    """Whether a model goes on, and what became of it."""

    answer = RadioField(_l("Does the model go on?"), validators=[InputRequired(_l("Say whether it goes on"))])
    told = TextAreaField(
        _l("What became of it this year"),
        validators=[
            InputRequired(_l("Say in a sentence or two what became of it this year.")),
            Length(max=LONGEST_TEXT),
        ],
    )
    why_no_files = TextAreaField(_l("Why there is no new file"), validators=[Length(max=LONGEST_TEXT)])

    @classmethod
    def of(cls, entry: StockEntry) -> "AnswerForm":
        """The form with what was answered before."""
        form = cls.from_request(
            version=str(entry.version),
            answer=entry.answer.value if entry.answer else "",
            told=entry.told,
            why_no_files=entry.why_no_files,
        )
        form.answer.choices = choices(StockAnswer)
        return form


class JudgeForm(Form):
    """The result with its reason, and until when what is weak should be mended."""

    result = RadioField(_l("Result"), validators=[InputRequired(_l("Choose the result"))])
    reason = TextAreaField(
        _l("Reason"),
        validators=[InputRequired(_l("Give the reason; the unit reads it.")), Length(max=LONGEST_TEXT)],
    )
    strengthen_by = DayField(_l("To be strengthened by"))

    @classmethod
    def of(cls, entry: StockEntry) -> "JudgeForm":
        """The form with what was noted before."""
        form = cls.from_request(
            version=str(entry.version),
            result=entry.result.value if entry.result else "",
            reason=entry.reason,
            strengthen_by=entry.strengthen_by,
        )
        form.result.choices = choices(StockResult)
        return form
