"""The review of five years: results, and what they teach, shortcomings included (RULES 5, item 4)."""

from datetime import date

from registry.core.i18n import _l
from registry.periodic.form import Due, Indicator, Prose, ReportForm, Section
from registry.periodic.forms.monthly import COMMUNES
from registry.periodic.known import figure
from registry.periodic.periods import Span
from registry.periodic.states import Summing

_MODELS = _l("models")

FIRST = ReportForm(
    code="nam-nam",
    version=1,
    holds_from=date(2016, 1, 1),
    title=_l("Five-year review of the movement of skilful mass mobilization"),
    short=_l("Five-year review"),
    span=Span.FIVE_YEARS,
    filed_by=COMMUNES,
    due=Due(months=3, day=31, opens=120),
    sections=(
        Section(
            _l("Figures of five years"),
            (
                Indicator("registered", _l("Models registered"), _MODELS, known=figure("registered")),
                Indicator("recognised", _l("Recognised"), _MODELS, known=figure("recognised")),
                Indicator("commended", _l("Commended"), _MODELS, known=figure("commended")),
                Indicator("replicated", _l("Replicated"), _MODELS, known=figure("replicated")),
                Indicator(
                    "running", _l("Still running at the end"), _MODELS, Summing.LAST, figure("running"),
                ),
                Indicator("money", _l("Money mobilised"), _l("VND"), known=figure("money")),
                Indicator("labour", _l("Work given"), _l("days of work"), known=figure("labour")),
                Indicator("land", _l("Land given"), _l("m²"), known=figure("land")),
                Indicator(
                    "households", _l("Households that benefit"), _l("households"), known=figure("households"),
                ),
            ),
        ),
    ),
    prose=(
        Prose("results", _l("Results"), _l("What changed for people, with figures where there are some.")),
        Prose("typical", _l("Typical models"), _l("Which ones, whose, and what makes them worth copying.")),
        Prose("causes", _l("Causes"), _l("Why it went as it did, the good and the bad.")),
        Prose("lessons", _l("Lessons")),
        Prose("shortcomings", _l("Shortcomings"),
              _l("What did not work: models without lasting effect, weakly replicated, only on paper.")),
        Prose("local", _l("Local traits"), _l("What is so only here: people, terrain, work, customs.")),
    ),
)  # fmt: skip
