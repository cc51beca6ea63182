"""The invented council: last year's session up to its minutes, this year's; teams; more time for a unit."""

from functools import partial
from typing import Any

from registry.campaigns.states import StageKind
from registry.demo.campaign_story import Calls
from registry.demo.data_files import day, moment
from registry.demo.replay import History
from registry.identity.queries import get_user
from registry.review import polls
from registry.review.council import AgendaItem, CouncilSession
from registry.review.minutes import draft_of
from registry.review.queries.sessions import list_eligible, list_sessions, list_votable
from registry.review.service import convening, extending, minuting, teaming, voting
from registry.review.states import Attendance, VoteChoice, VoteManner
from registry.units.queries import get_unit

LAST_YEAR, THIS_YEAR, SECRETARY, STAFF = "dvk-2025", "dvk-2026", "van.kieu", "linh.chu"
PLACE = "Phòng họp số 2, trụ sở Tỉnh ủy Minh Họa"
HELD = "2025-10-06"
# The council was for the first of the ranking; of the rest it wanted to see another year.
CARRIED, DOUBTS = 4, ("minh.phan", "tho.quach", "khanh.ta")
REMARKS = """

Ý kiến thảo luận: các mô hình chưa được thông qua có cách làm tốt nhưng số liệu chưa đủ một năm; Hội đồng \
đề nghị đơn vị theo dõi thêm và gửi lại ở đợt sau."""
TEAMS = (
    ("Tổ Kinh tế", ("economy",), ("loan.nguyen", "tho.quach")),
    ("Tổ Văn hóa - xã hội", ("culture-society",), ("ha.dao", "khanh.ta")),
    (
        "Tổ Quốc phòng, an ninh và hệ thống chính trị",
        ("defense-security", "political-system"),
        ("minh.phan",),
    ),
)
LATE_UNIT, LATE_UNTIL = "mh-doan-ben-trang", "2026-12-02"
LATE_REASON = "Đơn vị xác minh lại số liệu ở hai tổ dân phố sau đợt mưa lũ giữa tháng 11."


def add_council(history: History, calls: Calls) -> None:
    """Have all of it take place on its day."""
    history.add(moment("2025-10-03", 18), partial(_call, calls, LAST_YEAR, HELD))
    history.add(moment(HELD, 7, 30), partial(_vote, calls))
    history.add(moment(HELD, 8, 30), partial(_close, calls))
    history.add(moment("2026-10-16", 10), partial(_team_up, calls))
    history.add(moment("2026-11-16", 10), partial(_give_time, calls))
    history.add(moment("2026-11-20", 16), partial(_call, calls, THIS_YEAR, "2026-12-11"))


def _call(calls: Calls, code: str, held_on: str) -> None:
    secretary, campaign = get_user(SECRETARY), calls.get(code)
    members = list_eligible(secretary, campaign)
    convening.plan_session(
        secretary,
        campaign,
        convening.SessionPlan(
            held_on=day(held_on),
            place=PLACE,
            manner=VoteManner.OPEN,
            members=members,
            chair=members[0],
            nominations=[one.nomination for one in list_votable(secretary, campaign)],
        ),
    )


def _vote(calls: Calls) -> None:
    secretary, session = get_user(SECRETARY), _session(calls)
    came = {one.person.username: Attendance.PRESENT for one in session.members}
    convening.mark_attendance(secretary, session, came)
    convening.open_voting(secretary, session)
    for item in session.items:
        _vote_on(item)
    convening.lock_results(secretary, session)


def _vote_on(item: AgendaItem) -> None:
    for member in polls.room_of(item).present:
        doubts = item.position > CARRIED and member.person.username in DOUBTS
        voting.cast_vote(
            member.person,
            item,
            choice=VoteChoice.DISAGREE if doubts else VoteChoice.AGREE,
            reason="Cần theo dõi thêm một vụ." if doubts and item.position == CARRIED + 1 else "",
        )


def _close(calls: Calls) -> None:
    session = _session(calls)
    minuting.close_session(get_user(SECRETARY), session, text=draft_of(session) + REMARKS)


def _session(calls: Calls) -> CouncilSession:
    return list_sessions(get_user(SECRETARY), calls.get(LAST_YEAR))[0]


def _team_up(calls: Calls) -> None:
    for name, fields, people in TEAMS:
        teaming.create_team(
            get_user(SECRETARY),
            calls.get(THIS_YEAR),
            name=name,
            fields=fields,
            reviewers=[get_user(one) for one in people],
        )


def _give_time(calls: Calls) -> None:
    staff, campaign = get_user(STAFF), calls.get(THIS_YEAR)
    wish: dict[str, Any] = {
        "kind": StageKind.REGISTRATION,
        "unit": get_unit(LATE_UNIT),
        "until": day(LATE_UNTIL),
        "reason": LATE_REASON,
    }
    effects = extending.foresee(staff, campaign, **wish)
    extending.extend_deadline(staff, campaign, **wish, seen=effects.mark)
