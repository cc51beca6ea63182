"""The council: who sits, who votes on what, what carries, what is locked, what stays secret."""

import pytest
from sqlalchemy import delete, func, select

from registry.audit.models import AuditEvent
from registry.campaigns.service import opening
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied, StaleVersion
from registry.identity.models import User
from registry.notifications.models import Message
from registry.review import polls, queries
from registry.review.council import CouncilMove, CouncilSession, CouncilVote
from registry.review.minutes import draft_of
from registry.review.queries.notice import is_proposed
from registry.review.queries.sessions import list_votable
from registry.review.service import convening, minuting, recusing, voting
from registry.review.states import (
    Attendance,
    ConflictKind,
    NominationState,
    Outcome,
    SessionState,
    Side,
    VoteChoice,
    VoteManner,
)
from tests.make.sessions import plan_of, sitting, stages_with_vote

N = NominationState


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize(("agree", "carries"), [(7, True), (6, False)])
def test_the_share_is_that_of_all_members_not_of_those_who_came(make, agree, carries):
    council = sitting(make)
    council.open(8)
    council.vote(agree, 8 - agree)
    council.lock()
    assert council.item.carried is carries
    assert (council.item.present, council.item.agree) == (8, agree)
    if carries:
        council.case.decide()
        assert council.case.nomination.state is N.RECOGNISED
    else:
        with pytest.raises(InvalidTransition, match="6"):
            council.case.decide()
        council.case.decide(outcome=Outcome.NOT_CHOSEN, number="")


def test_nothing_is_recognised_before_the_council_has_voted(make):
    council = sitting(make)
    with pytest.raises(InvalidTransition):
        council.case.decide()
    council.open()
    council.vote(10)
    with pytest.raises(InvalidTransition):
        council.case.decide()
    assert "decide" not in {one.kind for one in queries.waiting_for(council.case.signer)}
    council.lock()
    assert "decide" in {one.kind for one in queries.waiting_for(council.case.signer)}


def test_too_few_cannot_open_the_vote(make):
    council = sitting(make)
    with pytest.raises(InvalidTransition, match="7"):
        council.open(6)
    assert council.session.state is SessionState.PLANNED
    council.open(7)
    assert council.session.state is SessionState.VOTING


def test_a_vote_after_the_lock_is_refused_and_leaves_no_trace(make):
    council = sitting(make, members=3)
    council.open()
    council.vote(2)
    council.lock()
    with pytest.raises(InvalidTransition, match="khóa"):
        voting.cast_vote(council.members[2], council.item, choice=VoteChoice.AGREE)
    db.session.expire_all()
    assert (council.item.agree, count(CouncilVote)) == (2, 2)


def test_nobody_votes_twice_or_without_being_there_or_called(make):
    council = sitting(make, members=3, quorum="")
    council.open(2)
    council.vote(1)
    with pytest.raises(InvalidTransition):
        council.vote(1)
    with pytest.raises(InvalidTransition):
        voting.cast_vote(council.members[2], council.item, choice=VoteChoice.AGREE)
    for stranger in (council.case.reviewers[0], council.case.signer, council.case.lead):
        with pytest.raises(PermissionDenied):
            voting.cast_vote(stranger, council.item, choice=VoteChoice.AGREE)
    assert council.item.cast == 1


def test_another_opinion_says_which(make):
    council = sitting(make, members=3)
    council.open()
    with pytest.raises(InvalidInput):
        voting.cast_vote(council.chair, council.item, choice=VoteChoice.OTHER)
    vote = voting.cast_vote(council.chair, council.item, choice=VoteChoice.OTHER, reason="Cần khảo sát thêm")
    assert (vote.choice, vote.reason, council.item.other) == ("other", "Cần khảo sát thêm", 1)


def test_whoever_is_tied_leaves_the_room_and_counts_as_a_member_not_as_present(make):
    council = sitting(make, members=4, share="1/2", quorum="")
    tied = council.members[3]
    make.member(council.case.unit, user=tied)
    council.open()
    assert [one.person for one in polls.room_of(council.item).left] == [tied]
    with pytest.raises(PermissionDenied):
        voting.cast_vote(tied, council.item, choice=VoteChoice.AGREE)
    council.vote(2)
    council.lock()
    assert (council.item.present, council.item.carried, len(council.session.members)) == (3, True, 4)
    assert tied.name in draft_of(council.session)


def test_who_left_the_room_may_break_the_quorum_of_one_nomination(make):
    council = sitting(make, members=3, share="1/2", quorum="100%")
    make.member(council.case.unit, user=council.members[2])
    council.open()
    council.vote(2)
    council.lock()
    assert council.item.carried is None
    with pytest.raises(InvalidTransition):
        council.case.decide()


def test_of_a_secret_vote_only_the_numbers_and_who_voted_are_kept(make):
    council = sitting(make, members=5, manner=VoteManner.SECRET)
    council.open()
    council.vote(3, 1)
    assert (council.item.agree, council.item.disagree) == (3, 1)
    votes = list(db.session.scalars(select(CouncilVote)))
    assert {(vote.choice, vote.reason) for vote in votes} == {(None, "")}
    assert {vote.person_id for vote in votes} == {one.id for one in council.members[:4]}
    columns = set(CouncilVote.__table__.columns.keys())
    assert columns == {"id", "item_id", "person_id", "choice", "reason"}
    said = " ".join(db.session.scalars(select(AuditEvent.detail).where(AuditEvent.action == "vote.cast")))
    assert "agree" not in said


def test_two_people_open_what_is_locked(make):
    council = sitting(make, members=3)
    council.open()
    council.vote(2)
    council.lock()
    with pytest.raises(InvalidTransition):
        convening.agree_to_unlock(council.chair, council.session)
    convening.ask_to_unlock(council.secretary, council.session, reason="Một ủy viên chưa kịp bỏ phiếu")
    with pytest.raises(PermissionDenied):
        convening.agree_to_unlock(council.secretary, council.session)
    assert council.session.state is SessionState.LOCKED
    for stranger in (council.members[1], council.case.signer):
        with pytest.raises(PermissionDenied):
            convening.agree_to_unlock(stranger, council.session)
    convening.agree_to_unlock(council.chair, council.session)
    assert (council.session.state, council.item.carried) == (SessionState.VOTING, None)
    voting.cast_vote(council.members[2], council.item, choice=VoteChoice.AGREE)
    council.lock()
    assert (council.item.agree, council.item.carried) == (3, True)


def test_what_was_decided_on_stays_locked(make):
    council = sitting(make, members=3)
    council.open()
    council.vote(3)
    council.lock()
    council.case.decide()
    with pytest.raises(InvalidTransition):
        convening.ask_to_unlock(council.secretary, council.session, reason="Muốn xem lại")


def test_minutes_are_drafted_edited_and_frozen(make):
    council = sitting(make, members=3)
    council.open()
    council.vote(2, 1)
    council.lock()
    text = draft_of(council.session) + "\nKết thúc lúc 11 giờ."
    assert council.case.nomination.reference in text
    minuting.save_minutes(council.secretary, council.session, text=text)
    with pytest.raises(StaleVersion) as stale:
        minuting.save_minutes(council.secretary, council.session, text="Bản khác", version=1)
    assert stale.value.stored["minutes"] == text
    with pytest.raises(InvalidInput):
        minuting.close_session(council.secretary, council.session, text=" ")
    minuting.close_session(council.secretary, council.session, text=text)
    assert council.session.minutes_digest == minuting.digest_of(council.session.minutes)
    for act in (minuting.save_minutes, minuting.close_session):
        with pytest.raises(InvalidTransition):
            act(council.secretary, council.session, text="Sửa sau")
    assert council.session.minutes == text


def test_whoever_is_tied_reads_and_writes_no_minutes_that_tell_how_the_others_voted(make, client):
    council = sitting(make, members=3)
    council.open()
    council.vote(3)
    council.lock()
    minuting.save_minutes(council.secretary, council.session, text=draft_of(council.session))
    tied = make.secretary(council.case.campaign.unit, user=make.member(council.case.unit))
    with pytest.raises(PermissionDenied):
        minuting.save_minutes(tied, council.session, text="Bản khác")
    with pytest.raises(PermissionDenied):
        convening.ask_to_unlock(tied, council.session, reason="Đếm lại")
    client.sign_in(tied)

    shown, *minutes = (
        f"/phien-hop/{council.session.reference}{end}" for end in ("", "/bien-ban", "/bien-ban/in")
    )

    assert "bien-ban" not in client.get(shown).text
    assert [client.get(path).status_code for path in minutes] == [403, 403]
    assert council.session.minutes == draft_of(council.session)


def test_only_the_secretary_calls_and_only_people_and_nominations_of_the_council(make):
    council = sitting(make, members=3)
    campaign, secretary = council.case.campaign, council.secretary
    for stranger in (council.case.signer, council.case.lead, council.members[0]):
        with pytest.raises(PermissionDenied):
            convening.plan_session(stranger, campaign, plan_of(council.members, council.cases))
    other = make.case(state=N.VERIFIED)
    wrong = [
        plan_of([*council.members[:2], council.case.lead], council.cases),
        plan_of(council.members[:2], council.cases),
        plan_of(council.members, [other]),
        plan_of(council.members, []),
        plan_of(council.members, council.cases, chair=council.case.reviewers[0]),
        plan_of(council.members, council.cases, place=" "),
    ]
    for plan in wrong:
        with pytest.raises(InvalidInput):
            convening.plan_session(secretary, campaign, plan)
    assert count(CouncilSession) == 1


def test_what_lacks_ballots_is_not_put_to_the_vote(make):
    council = sitting(make, members=3)
    late = make.case(campaign=council.case.campaign, state=N.VERIFIED)
    assert [one.nomination for one in list_votable(council.secretary, council.case.campaign)] == [
        council.case.nomination
    ]
    with pytest.raises(InvalidInput):
        convening.plan_session(late.secretary, late.campaign, plan_of(council.members, [late]))


def test_whoever_voted_was_there(make):
    council = sitting(make, members=3, quorum="")
    council.open()
    council.vote(1)
    absent = {council.members[0].username: Attendance.ABSENT}
    with pytest.raises(InvalidInput):
        convening.mark_attendance(council.secretary, council.session, absent)
    assert polls.count_present(council.session) == 3


def test_the_council_moves_a_nomination_across_the_line_and_keeps_every_move(make):
    council = sitting(make, totals=(70, 72))
    nomination, secretary = council.case.nomination, council.secretary
    assert not is_proposed(nomination)
    with pytest.raises(InvalidInput):
        voting.move_across_line(secretary, nomination, side=Side.ABOVE, reason=" ")
    with pytest.raises(PermissionDenied):
        voting.move_across_line(council.case.signer, nomination, side=Side.ABOVE, reason="Hay")
    voting.move_across_line(secretary, nomination, side=Side.ABOVE, reason="Lan tỏa ở vùng khó")
    assert is_proposed(nomination)
    voting.move_across_line(secretary, nomination, side=Side.AS_SCORED, reason="Xem lại")
    assert not is_proposed(nomination)
    with pytest.raises(InvalidInput):
        voting.move_across_line(secretary, nomination, side=Side.AS_SCORED, reason="Xem lại")
    assert count(CouncilMove) == 2


def test_a_secretary_who_is_tied_moves_nothing(make):
    council = sitting(make)
    recusing.step_aside(council.secretary, council.case.nomination, kind=ConflictKind.FAMILY, reason="Anh em")
    with pytest.raises(PermissionDenied):
        voting.move_across_line(council.secretary, council.case.nomination, side=Side.BELOW, reason="Hay")
    assert count(CouncilMove) == 0


def test_members_are_told_once_of_each_change_that_concerns_them(make):
    council = sitting(make, members=4)
    first, second, third, _fourth = council.members

    def told():
        rows = db.session.execute(select(Message.to_id, Message.kind).where(Message.kind.like("council.%")))
        found = [(one, kind.partition(".")[2]) for one, kind in rows]
        db.session.execute(delete(Message))
        db.session.commit()
        return sorted((council.members.index(db.session.get(User, one)), kind) for one, kind in found)

    assert told() == [(at, "called") for at in range(4)]
    plan = plan_of([first, second, third], council.cases)
    convening.change_session(council.secretary, council.session, plan)
    assert told() == [(3, "not_called")]
    moved = plan_of([first, second, third], council.cases, place="Hội trường")
    for _again in range(2):
        convening.change_session(council.secretary, council.session, moved)
    assert told() == [(at, "moved") for at in range(3)]
    with pytest.raises(PermissionDenied):
        convening.cancel_session(council.chair, council.session, reason="Bận")
    with pytest.raises(InvalidInput):
        convening.cancel_session(council.secretary, council.session, reason=" ")
    assert council.session.state is SessionState.PLANNED
    convening.cancel_session(council.secretary, council.session, reason="Hoãn do bão")
    sent = db.session.scalars(select(Message).where(Message.kind == "council.cancelled")).all()
    assert {(one.to_id, one.body, one.path) for one in sent} == {
        (one.id, "Hoãn do bão", f"/phien-hop/{council.session.reference}") for one in (first, second, third)
    }
    with pytest.raises(InvalidTransition):
        council.open()


def test_a_vote_needs_its_rule_before_the_campaign_opens(make):
    draft = make.campaign(state="draft", stages=stages_with_vote(make))
    assert any("ủy viên" in one for one in opening.validate(draft))
