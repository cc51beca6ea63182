"""What a unit is waited for, in words."""

from flask_babel import LazyString

from registry.core.i18n import _l
from registry.reports.figures.overdue import Stuck

WAITS_FOR: dict[Stuck, LazyString] = {
    Stuck.COMPLETION: _l("Returned dossier not completed"),
    Stuck.CHECK: _l("Dossier not checked"),
    Stuck.COUNCIL: _l("Council not through with it"),
    Stuck.DECISION: _l("Decision not signed"),
    Stuck.REPORT: _l("Result of the copy not reported"),
    Stuck.UPKEEP: _l("No news of the model for a year"),
}
