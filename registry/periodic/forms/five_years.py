"""The reviews of five years: results, and what they teach, shortcomings included (RULES 5, item 4).

Communes tell of theirs; from the term of 2026 on also the offices and organisations of the province, whose
models stand in no commune. What the province says of all is a review of its own, not one more row of a table.
"""

from dataclasses import replace
from datetime import date

from registry.core.i18n import _l
from registry.periodic.form import Due, Indicator, Prose, ReportForm, Section
from registry.periodic.forms.monthly import COMMUNES
from registry.periodic.known import figure
from registry.periodic.periods import Span
from registry.periodic.states import Summing
from registry.units.states import PROVINCIAL, UnitKind

_MODELS = _l("models")
# Those directly below a province (RULES 1.3).
OFFICES = frozenset({UnitKind.DEPARTMENT, UnitKind.FRONT, UnitKind.MASS_ORGANISATION, UnitKind.ARMED_FORCES})

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

SECOND = replace(FIRST, version=2, holds_from=date(2026, 1, 1), filed_beside=OFFICES)

# Put together from the others, so it is due later.
OF_PROVINCE = replace(
    FIRST,
    code="nam-nam-tinh",
    title=_l("Five-year review of the movement in the whole province"),
    short=_l("Five-year review of the province"),
    filed_by=PROVINCIAL,
    due=Due(months=6, day=30, opens=120),
)
