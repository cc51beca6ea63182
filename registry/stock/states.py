"""The words and the life of a yearly review of stock."""

import enum

from registry.core.permissions import Permission
from registry.core.statemachine import StateMachine, Transition


class StockState(enum.StrEnum):
    """A review takes answers until it is closed; from then on its figures stay as they are."""

    OPEN = "open"
    CLOSED = "closed"


class EntryState(enum.StrEnum):
    """Where one model stands in a review."""

    WAITING = "waiting"
    ANSWERED = "answered"
    JUDGED = "judged"


class StockAnswer(enum.StrEnum):
    """What the unit says of its model."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class StockResult(enum.StrEnum):
    """What the review makes of a model (RULES 3: the result of `stock_review`)."""

    KEEP = "keep"
    REPLICATE = "replicate"
    STRENGTHEN = "strengthen"
    DROP = "drop"


class StockStanding(enum.StrEnum):
    """What everybody may know of a model from the reviews so far."""

    CONFIRMED = "confirmed"
    # Its unit was asked and said nothing.
    UNVERIFIED = "unverified"
    # It was asked in two years, one after the other, and said nothing in either.
    ARCHIVED = "archived"


S = EntryState
ENTRY_LIFE = StateMachine(
    [
        Transition("answer", frozenset({S.WAITING, S.ANSWERED}), S.ANSWERED, Permission.STOCK_ANSWER),
        Transition("judge", frozenset({S.WAITING, S.ANSWERED, S.JUDGED}), S.JUDGED, Permission.STOCK_REVIEW),
    ]
)
