"""The invented council: one session called for what has all its ballots, not begun yet."""

from functools import partial

from registry.demo.campaign_story import Calls
from registry.demo.data_files import day, moment
from registry.demo.replay import History
from registry.identity.queries import get_user
from registry.review.queries.sessions import list_eligible, list_votable
from registry.review.service import convening
from registry.review.states import VoteManner

CAMPAIGN, SECRETARY, CALLED_ON, HELD_ON = "dvk-2026", "van.kieu", "2026-11-20", "2026-12-11"
PLACE = "Phòng họp số 2, trụ sở Tỉnh ủy Minh Họa"


def add_council(history: History, calls: Calls) -> None:
    """Have the session called on its day."""
    history.add(moment(CALLED_ON, 16), partial(_call, calls))


def _call(calls: Calls) -> None:
    secretary, campaign = get_user(SECRETARY), calls.get(CAMPAIGN)
    members = list_eligible(secretary, campaign)
    convening.plan_session(
        secretary,
        campaign,
        convening.SessionPlan(
            held_on=day(HELD_ON),
            place=PLACE,
            manner=VoteManner.OPEN,
            members=members,
            chair=members[0],
            nominations=[one.nomination for one in list_votable(secretary, campaign)],
        ),
    )
