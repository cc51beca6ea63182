"""The words and the life of a replication."""

import enum

from registry.core.permissions import Permission
from registry.core.statemachine import StateMachine, Transition


class ReplicationState(enum.StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REPORTED = "reported"
    STOPPED = "stopped"
    DECLINED = "declined"


class ReplicationKind(enum.StrEnum):
    ADOPTED = "adopted"
    ADAPTED = "adapted"


R, P = ReplicationState, Permission
# A unit copies a model once at a time.
ACTIVE_STATES = frozenset({R.PROPOSED, R.CONFIRMED, R.REPORTED})
# What counts as a place that follows the model.
COUNTED_STATES = frozenset({R.CONFIRMED, R.REPORTED})
REPLICATION_LIFE = StateMachine(
    [
        Transition("confirm", frozenset({R.PROPOSED}), R.CONFIRMED, P.REPLICATION_CONFIRM),
        Transition("decline", frozenset({R.PROPOSED}), R.DECLINED, P.REPLICATION_CONFIRM),
        Transition("report", frozenset({R.CONFIRMED, R.REPORTED}), R.REPORTED, P.REPLICATION_REPORT),
        Transition("stop", ACTIVE_STATES, R.STOPPED, P.REPLICATION_REPORT),
    ]
)
