"""The words and the life of a periodic report."""

import enum

from registry.core.permissions import Permission
from registry.core.statemachine import StateMachine, Transition


class ReportState(enum.StrEnum):
    """A draft is its unit's alone; what was filed is locked and read by the level above."""

    DRAFT = "draft"
    FILED = "filed"


class Summing(enum.StrEnum):
    """How an indicator is put together, over months and then over units (RULES 5, item 1)."""

    # Everything that happened: added over months and over units.
    SUM = "sum"
    # A share: the mean of the months, then the mean of the units.
    MEAN = "mean"
    # What there is at the end: of the last month told, added over units.
    LAST = "last"


S = ReportState
REPORT_LIFE = StateMachine(
    [
        Transition("file", frozenset({S.DRAFT}), S.FILED, Permission.REPORT_FILE),
        Transition("correct", frozenset({S.FILED}), S.FILED, Permission.REPORT_FILE),
    ]
)
