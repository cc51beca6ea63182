"""A council in session: nominations whose ballots are in, members called, the usual way to a result."""

from dataclasses import dataclass

from registry.campaigns.service.planning import StagePlan
from registry.campaigns.service.plans import RubricRules
from registry.campaigns.states import StageKind
from registry.core.clock import today
from registry.identity.models import Role
from registry.review import polls
from registry.review.service import convening, voting
from registry.review.states import Attendance, NominationState, VoteChoice, VoteManner
from tests.make.at_once import at_once
from tests.make.kept import remembered

AGREE, DISAGREE = VoteChoice.AGREE, VoteChoice.DISAGREE


@dataclass
class Sitting:
    """A session with its people; the first case is on the agenda, the secretary may convene."""

    session: object
    cases: list
    members: list
    secretary: object
    chair: object

    @property
    def case(self):
        return self.cases[0]

    @property
    def item(self):
        return self.session.items[0]

    def attend(self, count=None):
        """The first so many members are there."""
        came = {
            one.username: Attendance.PRESENT if place < (count or len(self.members)) else Attendance.EXCUSED
            for place, one in enumerate(self.members)
        }
        return convening.mark_attendance(self.secretary, self.session, came)

    def open(self, count=None):
        self.attend(count)
        return convening.open_voting(self.secretary, self.session)

    def vote(self, agree, disagree=0, item=None):
        """So many agree, so many do not, in the order of the members."""
        for place in range(agree + disagree):
            choice = AGREE if place < agree else DISAGREE
            voting.cast_vote(self.members[place], item or self.item, choice=choice)

    def lock(self):
        seen = polls.mark_of_missing(self.secretary, self.session)
        return convening.lock_results(self.secretary, self.session, seen_missing=seen)


def stages_with_vote(make):
    register, verify, score, decide = make.plan()
    vote = StagePlan(
        StageKind.COUNCIL_VOTE, "Hội đồng bỏ phiếu", score.starts_on, score.ends_on, Role.COUNCIL_SECRETARY
    )
    return [register, verify, score, vote, decide]


def plan_of(members, cases, *, manner=VoteManner.OPEN, place="Phòng họp tầng 2", **values):
    return convening.SessionPlan(
        **{
            "held_on": today(), "place": place, "manner": manner, "members": members, "chair": members[0],
            "nominations": [case.nomination for case in cases], **values,
        }
    )  # fmt: skip


@remembered
@at_once
def sitting(
    make, *, members=10, cases=1, share="7/10", quorum="2/3", manner=VoteManner.OPEN, totals=(85, 91)
):
    """A planned session of a campaign with a vote; every nomination has its two ballots."""
    rules = RubricRules(vote_share=share, quorum=quorum)
    campaign = make.campaign(stages=stages_with_vote(make), rules=rules)
    found = []
    for _one in range(cases):
        case = make.case(campaign=campaign, state=NominationState.VERIFIED)
        case.assign()
        case.score_all(*totals)
        found.append(case)
    people = [make.reviewer(campaign.unit) for _one in range(members)]
    secretary = found[0].secretary
    session = convening.plan_session(secretary, campaign, plan_of(people, found, manner=manner))
    return Sitting(session, found, people, secretary, people[0])
