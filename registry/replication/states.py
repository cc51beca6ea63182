"""The words and the life of a replication."""

import enum

from registry.core.permissions import Permission
from registry.core.statemachine import StateMachine, Transition


class ReplicationState(enum.StrEnum):
    PREPARING = "preparing"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REPORTED = "reported"
    SUSTAINED = "sustained"
    STOPPED = "stopped"
    DECLINED = "declined"


class ReplicationKind(enum.StrEnum):
    ADOPTED = "adopted"
    ADAPTED = "adapted"
    SCALED_UP = "scaled_up"
    MERGED_FROM = "merged_from"
    INSPIRED_BY = "inspired_by"


class Readiness(enum.StrEnum):
    """The answer to one question of the readiness check."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class GapWay(enum.StrEnum):
    """What is done about something that is missing."""

    TO_DO = "to_do"
    ACCEPTED = "accepted"


class Treatment(enum.StrEnum):
    """What the copy makes of one component of the model."""

    KEEP = "keep"
    ADAPT = "adapt"
    LEAVE_OUT = "leave_out"


class Own(enum.StrEnum):
    """What is shown of a part that the copy has and the model has not."""

    ADDED = "added"


class Cause(enum.StrEnum):
    """Whether something was changed by plan or because it had to be."""

    PLANNED = "planned"
    FORCED = "forced"


class Reached(enum.StrEnum):
    """What is told of a checkpoint."""

    REACHED = "reached"
    PARTLY = "partly"
    MISSED = "missed"


R, P, K = ReplicationState, Permission, ReplicationKind
# What is done before the source unit has answered may still be planned anew.
PLANNED_STATES = frozenset({R.PREPARING, R.PROPOSED})
# What counts as a place that follows the model.
COUNTED_STATES = frozenset({R.CONFIRMED, R.REPORTED, R.SUSTAINED})
# A unit copies a model once at a time.
ACTIVE_STATES = PLANNED_STATES | COUNTED_STATES
# What makes a place one that follows the model; the other kinds say where something came from.
COPY_KINDS = frozenset({K.ADOPTED, K.ADAPTED, K.SCALED_UP})
REPLICATION_LIFE = StateMachine(
    [
        Transition("propose", frozenset({R.PREPARING}), R.PROPOSED, P.REPLICATION_REPORT),
        Transition("confirm", frozenset({R.PROPOSED}), R.CONFIRMED, P.REPLICATION_CONFIRM),
        Transition("decline", frozenset({R.PROPOSED}), R.DECLINED, P.REPLICATION_CONFIRM),
        Transition("report", COUNTED_STATES, R.REPORTED, P.REPLICATION_REPORT),
        Transition("sustain", frozenset({R.REPORTED, R.SUSTAINED}), R.SUSTAINED, P.REPLICATION_REPORT),
        Transition("stop", ACTIVE_STATES, R.STOPPED, P.REPLICATION_REPORT),
    ]
)
