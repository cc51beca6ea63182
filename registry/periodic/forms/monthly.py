"""The monthly report of a commune (RULES 5, item 1)."""

from datetime import date

from registry.core.i18n import _l
from registry.periodic.form import Due, Indicator, Prose, ReportForm, Section
from registry.periodic.known import figure
from registry.periodic.periods import Span
from registry.periodic.states import Summing
from registry.units.states import UnitKind

COMMUNES = frozenset({UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE})
_MODELS, _TIMES = _l("models"), _l("times")

FIRST = ReportForm(
    code="thang",
    version=1,
    holds_from=date(2020, 1, 1),
    title=_l("Monthly report on mass mobilization work"),
    short=_l("Monthly report"),
    span=Span.MONTH,
    filed_by=COMMUNES,
    due=Due(months=1, day=5, opens=12),
    sums_to=(Span.QUARTER, Span.HALF, Span.YEAR),
    sections=(
        Section(
            _l("Models of skilful mass mobilization"),
            (
                Indicator(
                    "registered", _l("Models registered and running"), _MODELS, Summing.LAST,
                    figure("running"), help=_l("All that run on the last day of the period."),
                ),
                Indicator(
                    "effective", _l("Of these, effective"), _MODELS, Summing.LAST, part_of="registered",
                    help=_l("As the unit judges them on the last day of the period."),
                ),
                Indicator(
                    "new", _l("Newly registered in the period"), _MODELS, known=figure("registered"),
                ),
                Indicator("recognised", _l("Recognised in the period"), _MODELS, known=figure("recognised")),
                Indicator("replicated", _l("Replicated in the period"), _MODELS, known=figure("replicated")),
            ),
        ),
        Section(
            _l("What the models brought in"),
            (
                Indicator("money", _l("Money mobilised"), _l("VND"), known=figure("money")),
                Indicator("labour", _l("Work given"), _l("days of work"), known=figure("labour")),
            ),
        ),
        Section(
            _l("Drives and dialogues"),
            (
                Indicator("campaigns", _l("Mobilization drives held"), _l("drives")),
                Indicator(
                    "participations", _l("Participations"), _TIMES,
                    help=_l("Everybody who took part, each time they did."),
                ),
                Indicator("dialogues", _l("Dialogues with people"), _l("meetings")),
                Indicator("opinions", _l("Opinions and requests received"), _l("opinions")),
                Indicator(
                    "answered", _l("Share of them answered in time"), _l("%"), Summing.MEAN, optional=True,
                    help=_l("Of longer periods the mean of the months. Leave it empty where none came in."),
                ),
            ),
        ),
    ),
    prose=(
        Prose(
            "highlights", _l("What stood out"), _l("One or two things worth telling the level above."), True,
        ),
        Prose("requests", _l("Difficulties and proposals"), optional=True),
    ),
)  # fmt: skip
