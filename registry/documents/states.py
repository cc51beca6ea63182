"""The kinds of official papers, their letterheads, and the life of one of them."""

import enum

from registry.core.permissions import Permission
from registry.core.statemachine import StateMachine, Transition


class PaperKind(enum.StrEnum):
    """What a paper is."""

    DECISION = "recognition_decision"
    SUBMISSION = "submission"
    MINUTES = "council_minutes"
    BALLOT = "voting_ballot"
    SCORE_SHEET = "score_sheet"
    CERTIFICATE = "certificate"
    RECEIPT = "receipt"
    SLIP = "registration_slip"
    CONTRIBUTIONS = "contributions_notice"
    QUARTERLY = "quarterly_report"


class Letterhead(enum.StrEnum):
    """Whose rules of form hold: Decree 30/2020 for State bodies, the Party's own, and those of the Front."""

    STATE = "state"
    PARTY = "party"
    FRONT = "front"


# What a unit issues about its model, what staff issue: receipts, and reports that a leader signs; the council
# issues the rest.
OF_UNITS = frozenset({PaperKind.SLIP, PaperKind.CONTRIBUTIONS})
OF_STAFF = frozenset({PaperKind.RECEIPT, PaperKind.QUARTERLY})
OF_LEADERS = frozenset({PaperKind.QUARTERLY})


class PaperState(enum.StrEnum):
    """A draft bears neither number nor date; what is signed is kept as it was signed."""

    DRAFT = "draft"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"


class BagState(enum.StrEnum):
    """How far the whole file of a nomination is that somebody asked for."""

    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


S = PaperState
PAPER_LIFE = StateMachine(
    [
        Transition("sign", frozenset({S.DRAFT}), S.SIGNED, Permission.PAPER_SIGN),
        Transition("withdraw", frozenset({S.SIGNED}), S.WITHDRAWN, Permission.PAPER_SIGN),
    ]
)
