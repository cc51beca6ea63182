"""The words and the life of an exemplary model."""

import enum

from registry.core.permissions import Permission
from registry.core.statemachine import StateMachine, Transition


class ExemplarState(enum.StrEnum):
    """A model's own life; whether it is nominated or recognised is another matter."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"
    # Recorded twice: the other record goes on, this one is kept as it was.
    MERGED = "merged"


class EntryKind(enum.StrEnum):
    MODEL = "model"
    EXEMPLAR = "exemplar"
    WORK_ITEM = "work_item"
    # Somebody who leads the movement is put forward for that, apart from any one model.
    LEADERSHIP = "leadership"


class SubjectKind(enum.StrEnum):
    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"
    HOUSEHOLD = "household"


class Level(enum.StrEnum):
    """Levels at which models are recognised. The district level is history since 1 July 2025."""

    GRASSROOTS = "grassroots"
    COMMUNE = "commune"
    DISTRICT_LEGACY = "district_legacy"
    PROVINCE = "province"
    CENTRAL = "central"


class Qualifier(enum.StrEnum):
    """How a figure was reported: `hơn 400 hộ` is not `400 hộ`."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    NEARLY = "nearly"
    ABOUT = "about"


class Visibility(enum.StrEnum):
    """Who may see a piece of evidence."""

    PUBLIC = "public"
    COUNCIL = "council"
    INTERNAL = "internal"


S = ExemplarState
EXEMPLAR_LIFE = StateMachine(
    [
        Transition("register", frozenset({S.DRAFT}), S.RUNNING, Permission.EXEMPLAR_EDIT),
        Transition("pause", frozenset({S.RUNNING}), S.PAUSED, Permission.EXEMPLAR_CLOSE),
        Transition("resume", frozenset({S.PAUSED, S.CLOSED}), S.RUNNING, Permission.EXEMPLAR_CLOSE),
        Transition("close", frozenset({S.RUNNING, S.PAUSED}), S.CLOSED, Permission.EXEMPLAR_CLOSE),
    ]
)
