"""The words and the life of a campaign, and the kinds of stages."""

import enum

from flask_babel import LazyString

from registry.core.i18n import _l
from registry.core.permissions import Permission
from registry.core.statemachine import StateMachine, Transition


class CampaignState(enum.StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class StageKind(enum.StrEnum):
    """What happens in a stage. A campaign orders stages as rows; kinds say which page and rule serve them."""

    REGISTRATION = "registration"
    VERIFICATION = "verification"
    ELIGIBILITY = "eligibility"
    SCORING = "scoring"
    DISCUSSION = "discussion"
    COUNCIL_VOTE = "council_vote"
    PUBLIC_NOTICE = "public_notice"
    DECISION = "decision"


KIND_NAMES: dict[StageKind, LazyString] = {
    StageKind.REGISTRATION: _l("Registration"),
    StageKind.VERIFICATION: _l("Verification"),
    StageKind.ELIGIBILITY: _l("Check of eligibility"),
    StageKind.SCORING: _l("Scoring"),
    StageKind.DISCUSSION: _l("Discussion"),
    StageKind.COUNCIL_VOTE: _l("Council vote"),
    StageKind.PUBLIC_NOTICE: _l("Public notice"),
    StageKind.DECISION: _l("Decision"),
}

# What every review comes down to, in this order. Stages of other kinds may stand between them: such a kind
# needs its words, who acts in it (`planning.ACTING_ROLES`), and a gate in `registry.review.gates` that says
# when a nomination is through with it. It stands where it stands in `StageKind`, once.
ESSENTIAL = (StageKind.REGISTRATION, StageKind.VERIFICATION, StageKind.SCORING, StageKind.DECISION)


class OthersScores(enum.StrEnum):
    """When a reviewer may read what the others gave to the same nomination."""

    NEVER = "never"
    AFTER_OWN = "after_own"
    ALWAYS = "always"


# Kinds whose acting body the campaign may place elsewhere than at its own unit, per nominated unit.
WITH_BODY = frozenset({StageKind.VERIFICATION})

C = CampaignState
CAMPAIGN_LIFE = StateMachine(
    [
        Transition("open", frozenset({C.DRAFT}), C.OPEN, Permission.CAMPAIGN_ADMINISTER),
        Transition("close", frozenset({C.OPEN}), C.CLOSED, Permission.CAMPAIGN_ADMINISTER),
    ]
)
