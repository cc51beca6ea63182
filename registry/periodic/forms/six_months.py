"""The six-month report with the table of models (RULES 4.2 and 5, item 2)."""

from datetime import date

from registry.core.i18n import _l
from registry.periodic.form import Due, Indicator, Prose, ReportForm, Section
from registry.periodic.forms.monthly import COMMUNES
from registry.periodic.known import figure
from registry.periodic.periods import Span
from registry.periodic.states import Summing

_MODELS = _l("models")

FIRST = ReportForm(
    code="sau-thang",
    version=1,
    holds_from=date(2020, 1, 1),
    title=_l("Six-month report on the movement of skilful mass mobilization"),
    short=_l("Six-month report"),
    span=Span.HALF,
    filed_by=COMMUNES,
    due=Due(months=1, day=15, opens=30),
    sums_to=(Span.YEAR,),
    to_committee=True,
    has_models=True,
    sections=(
        Section(
            _l("Figures"),
            (
                Indicator(
                    "registered", _l("Models registered and running"), _MODELS, Summing.LAST,
                    figure("running"), help=_l("All that run on the last day of the period."),
                ),
                Indicator("new", _l("Newly registered in the period"), _MODELS, known=figure("registered")),
                Indicator("recognised", _l("Recognised in the period"), _MODELS, known=figure("recognised")),
                Indicator("replicated", _l("Replicated in the period"), _MODELS, known=figure("replicated")),
                Indicator("money", _l("Money mobilised"), _l("VND"), known=figure("money")),
                Indicator("labour", _l("Work given"), _l("days of work"), known=figure("labour")),
                Indicator(
                    "households", _l("Households that benefit"), _l("households"), known=figure("households"),
                ),
            ),
        ),
    ),
    prose=(
        Prose("rollout", _l("Rollout of the movement"),
              _l("Which papers it follows, who led it, how it was made known.")),
        Prose("others", _l("Other models and work items"),
              _l("What was done well and stands in no row of the table."), True),
        Prose("next", _l("Tasks of the next six months")),
    ),
)  # fmt: skip
