"""The words and the lives of nominations, assignments and recognitions."""

import enum

from registry.campaigns.states import StageKind
from registry.core.permissions import Permission
from registry.core.statemachine import StateMachine, Transition


class NominationState(enum.StrEnum):
    DRAFT = "draft"
    TO_SIGN = "to_sign"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"
    RECOGNISED = "recognised"
    PRAISED = "praised"
    NOT_CHOSEN = "not_chosen"
    NOT_GRANTED = "not_granted"
    MERGED = "merged"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


class AssignmentState(enum.StrEnum):
    """`assigned` until the reviewer says whether there is a conflict of interest."""

    ASSIGNED = "assigned"
    DECLARED_CONFLICT = "declared_conflict"
    SCORING = "scoring"
    SUBMITTED = "submitted"
    CANCELLED = "cancelled"
    # A tie turned up later: what was scored is kept and no longer counts.
    VOIDED = "voided"
    DECLINED = "declined"
    # Read, and then not scored: no ballot, and no tie either.
    ABSTAINED = "abstained"


class QuestionState(enum.StrEnum):
    """A reviewer's question to the unit goes through the secretary, who masks who asks."""

    ASKED = "asked"
    FORWARDED = "forwarded"
    DISMISSED = "dismissed"
    ANSWERED = "answered"


class ConflictKind(enum.StrEnum):
    """What ties a person to a nomination: said by the person, or found in what the registry knows."""

    FAMILY = "family"
    WORKS_THERE = "works_there"
    TOOK_PART = "took_part"
    OTHER = "other"
    SIGNED = "signed"
    AUTHOR = "author"
    OWN_UNIT = "own_unit"
    FORMER_UNIT = "former_unit"
    NEAR_UNIT = "near_unit"
    PARTNER = "partner"
    REPLICATES = "replicates"
    SOURCE = "source"


# What a person can say; the others are found.
DECLARED_KINDS = (
    ConflictKind.FAMILY,
    ConflictKind.WORKS_THERE,
    ConflictKind.TOOK_PART,
    ConflictKind.OTHER,
)


class Outcome(enum.StrEnum):
    """What a decision says. Not being chosen for the higher level is not a rejection (RULES 0, point 4).

    Not granted: it was proposed, and the signer refuses (Law 06/2022, art. 90.4); the vote stays. Merged and
    duplicate name what it goes on in, or repeats, and are not judged on their merits.
    """

    RECOGNISED = "recognised"
    PRAISED = "praised"
    NOT_CHOSEN = "not_chosen"
    NOT_GRANTED = "not_granted"
    MERGED = "merged"
    DUPLICATE = "duplicate"


class Basis(enum.StrEnum):
    """Which number a decision was made by: the mean of the ballots, the adjusted score beside it, or what
    was concluded when ballots disagreed.
    """

    MEAN = "mean"
    ADJUSTED = "adjusted"
    CONCLUDED = "concluded"


class SessionState(enum.StrEnum):
    """A meeting of the council: prepared, voting, its results locked, its minutes frozen; or cancelled."""

    PLANNED = "planned"
    VOTING = "voting"
    LOCKED = "locked"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Attendance(enum.StrEnum):
    """Of whoever was called: nothing is noted until the roll is called."""

    UNNOTED = "unnoted"
    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"


# What a roll call can say of a member.
NOTED_ATTENDANCE = (Attendance.PRESENT, Attendance.ABSENT, Attendance.EXCUSED)


class VoteManner(enum.StrEnum):
    """Whether it is kept who voted how; of a secret vote only who voted, and the numbers."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105 -- a way to vote, no password


class VoteChoice(enum.StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    OTHER = "other"


class Side(enum.StrEnum):
    """Where the council puts a nomination, whatever its scores say."""

    ABOVE = "above"
    BELOW = "below"
    AS_SCORED = "as_scored"


class RecognitionState(enum.StrEnum):
    IN_FORCE = "in_force"
    LAPSED = "lapsed"
    ANNULLED = "annulled"


class ObjectionState(enum.StrEnum):
    """Open until it is answered or, with the reason, not admitted."""

    RECEIVED = "received"
    ADMITTED = "admitted"
    REJECTED = "rejected"
    ANSWERED = "answered"


class ObjectionOutcome(enum.StrEnum):
    """What is found of an objection, or of an appeal."""

    UPHELD = "upheld"
    PARTLY = "partly"
    DISMISSED = "dismissed"


class ObjectionEffect(enum.StrEnum):
    """What an answer does to the nomination."""

    STAYS = "stays"
    TAKEN_OFF = "taken_off"
    SCORED_AGAIN = "scored_again"


N, P = NominationState, Permission
OPEN_STATES = frozenset({N.DRAFT, N.TO_SIGN, N.SUBMITTED, N.RETURNED, N.VERIFIED})
WITH_THE_UNIT = frozenset({N.DRAFT, N.TO_SIGN, N.RETURNED})
# Decided on their merits, and so compared with the others.
JUDGED_STATES = frozenset({N.RECOGNISED, N.PRAISED, N.NOT_CHOSEN, N.NOT_GRANTED})
# What points to something else.
POINTING_STATES = frozenset({N.MERGED, N.DUPLICATE})
DECIDED_STATES = JUDGED_STATES | POINTING_STATES

# In which kind of stage a nomination is, by its state.
STAGE_OF = {
    N.DRAFT: StageKind.REGISTRATION,
    N.TO_SIGN: StageKind.REGISTRATION,
    N.RETURNED: StageKind.REGISTRATION,
    N.SUBMITTED: StageKind.VERIFICATION,
    N.VERIFIED: StageKind.SCORING,
    **dict.fromkeys(DECIDED_STATES, StageKind.DECISION),
}

NOMINATION_ARROWS = [
    Transition("ask_to_sign", frozenset({N.DRAFT, N.RETURNED}), N.TO_SIGN, P.NOMINATION_PREPARE),
    Transition("send_back", frozenset({N.TO_SIGN}), N.DRAFT, P.NOMINATION_SIGN),
    Transition("sign", frozenset({N.DRAFT, N.TO_SIGN, N.RETURNED}), N.SUBMITTED, P.NOMINATION_SIGN),
    Transition("return", frozenset({N.SUBMITTED}), N.RETURNED, P.NOMINATION_VERIFY),
    Transition("verify", frozenset({N.SUBMITTED}), N.VERIFIED, P.NOMINATION_VERIFY),
    Transition("recognise", frozenset({N.VERIFIED}), N.RECOGNISED, P.NOMINATION_DECIDE),
    Transition("praise", frozenset({N.VERIFIED}), N.PRAISED, P.NOMINATION_DECIDE),
    Transition("not_choose", frozenset({N.VERIFIED}), N.NOT_CHOSEN, P.NOMINATION_DECIDE),
    Transition("refuse", frozenset({N.VERIFIED}), N.NOT_GRANTED, P.NOMINATION_DECIDE),
    Transition("merge", frozenset({N.VERIFIED}), N.MERGED, P.NOMINATION_DECIDE),
    Transition("call_duplicate", frozenset({N.VERIFIED}), N.DUPLICATE, P.NOMINATION_DECIDE),
    # An appeal is upheld: others decide anew.
    Transition("reopen", DECIDED_STATES - {N.RECOGNISED}, N.VERIFIED, P.APPEAL_DECIDE),
    Transition("withdraw", WITH_THE_UNIT | {N.SUBMITTED}, N.WITHDRAWN, P.NOMINATION_SIGN),
]
NOMINATION_LIFE = StateMachine(NOMINATION_ARROWS)

A = AssignmentState
LIVE_ASSIGNMENTS = frozenset({A.ASSIGNED, A.SCORING, A.SUBMITTED})
# Those whose ballots are still to come.
STILL_TO_SCORE = frozenset({A.ASSIGNED, A.SCORING})
# Those of reviewers who said that nothing ties them: before that they see no dossier.
OPENED_ASSIGNMENTS = frozenset({A.SCORING, A.SUBMITTED})
# Without a tie: the secretary may ask the same person again.
GIVEN_UP_ASSIGNMENTS = frozenset({A.CANCELLED, A.DECLINED, A.ABSTAINED})
ASSIGNMENT_LIFE = StateMachine(
    [
        Transition("declare_no_conflict", frozenset({A.ASSIGNED}), A.SCORING, P.NOMINATION_SCORE),
        Transition("declare_conflict", LIVE_ASSIGNMENTS, A.DECLARED_CONFLICT, P.NOMINATION_SCORE),
        Transition("void", LIVE_ASSIGNMENTS, A.VOIDED, P.NOMINATION_ASSIGN),
        Transition("submit", frozenset({A.SCORING}), A.SUBMITTED, P.NOMINATION_SCORE),
        Transition("give_back", frozenset({A.SUBMITTED}), A.SCORING, P.NOMINATION_ASSIGN),
        Transition("cancel", frozenset({A.ASSIGNED, A.SCORING}), A.CANCELLED, P.NOMINATION_ASSIGN),
        Transition("decline", frozenset({A.ASSIGNED}), A.DECLINED, P.NOMINATION_SCORE),
        Transition("abstain", frozenset({A.SCORING}), A.ABSTAINED, P.NOMINATION_SCORE),
        Transition("assign_again", GIVEN_UP_ASSIGNMENTS, A.ASSIGNED, P.NOMINATION_ASSIGN),
    ]
)

Q = QuestionState
QUESTION_LIFE = StateMachine(
    [
        Transition("forward", frozenset({Q.ASKED}), Q.FORWARDED, P.NOMINATION_ASSIGN),
        Transition("dismiss", frozenset({Q.ASKED}), Q.DISMISSED, P.NOMINATION_ASSIGN),
        Transition("answer", frozenset({Q.FORWARDED}), Q.ANSWERED, P.NOMINATION_PREPARE),
    ]
)
# What the unit and the other reviewers read.
OPEN_QUESTIONS = frozenset({Q.FORWARDED, Q.ANSWERED})

# What each outcome of a decision does to the nomination.
OUTCOME_ACTIONS = {
    Outcome.RECOGNISED: "recognise",
    Outcome.PRAISED: "praise",
    Outcome.NOT_CHOSEN: "not_choose",
    Outcome.NOT_GRANTED: "refuse",
    Outcome.MERGED: "merge",
    Outcome.DUPLICATE: "call_duplicate",
}
# What makes the model public, on a paper with a number.
GIVING_OUTCOMES = frozenset({Outcome.RECOGNISED, Outcome.PRAISED})
POINTING_OUTCOMES = frozenset({Outcome.MERGED, Outcome.DUPLICATE})
# What says no, or points elsewhere, always says why.
EXPLAINED_OUTCOMES = POINTING_OUTCOMES | {Outcome.NOT_GRANTED}

R = RecognitionState
RECOGNITION_LIFE = StateMachine(
    [
        Transition("lapse", frozenset({R.IN_FORCE}), R.LAPSED, P.RECOGNITION_END),
        Transition("annul", frozenset({R.IN_FORCE, R.LAPSED}), R.ANNULLED, P.RECOGNITION_END),
    ]
)

S = SessionState
SESSION_LIFE = StateMachine(
    [
        Transition("open_voting", frozenset({S.PLANNED}), S.VOTING, P.COUNCIL_CONVENE),
        Transition("lock", frozenset({S.VOTING}), S.LOCKED, P.COUNCIL_CONVENE),
        Transition("unlock", frozenset({S.LOCKED}), S.VOTING, P.COUNCIL_CONVENE),
        Transition("close", frozenset({S.LOCKED}), S.CLOSED, P.COUNCIL_CONVENE),
        Transition("cancel", frozenset({S.PLANNED}), S.CANCELLED, P.COUNCIL_CONVENE),
    ]
)
J = ObjectionState
OPEN_OBJECTIONS = frozenset({J.RECEIVED, J.ADMITTED})
OBJECTION_LIFE = StateMachine(
    [
        Transition("admit", frozenset({J.RECEIVED}), J.ADMITTED, P.OBJECTION_HANDLE),
        Transition("reject", frozenset({J.RECEIVED}), J.REJECTED, P.OBJECTION_HANDLE),
        Transition("answer", frozenset({J.ADMITTED}), J.ANSWERED, P.OBJECTION_HANDLE),
    ]
)
# How the stay on notice ends when an objection changes something.
TAKE_OFF, SCORE_AGAIN = "take_off", "score_again"
EFFECT_ACTIONS = {ObjectionEffect.TAKEN_OFF: TAKE_OFF, ObjectionEffect.SCORED_AGAIN: SCORE_AGAIN}
