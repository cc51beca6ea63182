"""What was settled is kept and never changes; a halted campaign stands still; ballots are put back."""

import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError

from registry.audit.models import AuditEvent, AuditPersonal
from registry.campaigns.halts import CampaignHalt, CampaignHalted, list_guarded
from registry.campaigns.models import Campaign
from registry.campaigns.service import opening
from registry.campaigns.service.halting import halt_campaign, lift_halt
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.core.transaction import transaction
from registry.identity.models import Role
from registry.identity.service import roles
from registry.notifications.models import Message
from registry.review.comparing import What, compare
from registry.review.halting import GOES_ON
from registry.review.models import Assignment, Mark
from registry.review.service import appealing, releasing, scoring, snapshotting, voting
from registry.review.service.assigning import give_back_ballot as give_back
from registry.review.service.rechecking import Rechecker
from registry.review.snapshots import (
    DamagedSnapshot,
    Occasion,
    StageSnapshot,
    content_of,
    find_of_stage,
    list_snapshots,
)
from registry.review.states import (
    AssignmentState,
    NominationState,
    ObjectionOutcome,
    Outcome,
    VoteChoice,
    VoteManner,
)
from tests.make.sessions import sitting

N = NominationState


@pytest.fixture
def case(make):
    """A nomination with two ballots, 85 and 91 points."""
    case = make.case(state=N.VERIFIED)
    case.assign()
    case.score_all(85, 91)
    return case


def rewrite(assignment, points=1):
    """Change a ballot as somebody would who writes into the database."""
    mark = assignment.marks[0]
    with transaction():
        mark.points, mark.comment = points, "Sửa sau khi chốt"
        assignment.total = points
    return mark


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_decision_keeps_what_it_stood_on(case):
    case.decide()
    (kept,) = list_snapshots(case.campaign)
    assert (kept.occasion, kept.number, kept.nominations, kept.ballots) == (Occasion.DECIDED, 1, 1, 2)
    told = content_of(kept)[case.nomination.reference]
    assert sorted(one["total"] for one in told["ballots"].values()) == ["85", "91"]
    assert told["decision"]["outcome"] == "recognised"
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "campaign.snapshot_taken"))
    assert json.loads(event.detail)["digest"] == kept.digest


def test_one_paper_with_several_decisions_is_one_snapshot(make, case):
    other = make.case(campaign=case.campaign, state=N.VERIFIED)
    other.assign()
    other.score_all(85, 91)
    why = "Cần thêm thời gian"
    lines = [releasing.Line(one.nomination, Outcome.NOT_CHOSEN, why) for one in (case, other)]
    seen = releasing.mark_of(lines, "", today())
    releasing.release(case.signer, lines, number="", decided_on=today(), seen=seen)
    (kept,) = list_snapshots(case.campaign)
    assert (kept.nominations, kept.ballots) == (2, 4)


@pytest.mark.parametrize("manner", list(VoteManner))
def test_a_locked_vote_is_kept_and_a_secret_one_without_who_voted(make, manner):
    council = sitting(make, manner=manner)
    council.open(8)
    council.vote(7, 1)
    council.lock()
    (kept,) = list_snapshots(council.session.campaign)
    (votes,) = content_of(kept)[council.case.nomination.reference]["votes"].values()
    assert kept.occasion is Occasion.COUNCIL_LOCKED
    assert (votes["agree"], votes["disagree"], votes["carried"]) == (7, 1, True)
    if manner is VoteManner.OPEN:
        assert sorted(choice for choice, _reason in votes["cast"].values()) == ["agree"] * 7 + ["disagree"]
    else:
        assert votes["cast"] == {}


def test_each_stage_that_is_over_is_kept_once(case):
    assert snapshotting.take_due() == 0
    score = next(one for one in case.campaign.stages if one.kind == "scoring")
    with time_machine.travel(now() + timedelta(days=(score.ends_on - today()).days + 1)):
        assert (snapshotting.take_due(), snapshotting.take_due()) == (1, 0)
    kept = find_of_stage(case.campaign, score.position)
    told = content_of(kept)[case.nomination.reference]
    assert (told["rank"], told["state"], len(told["ballots"])) == (1, "verified", 2)


def test_a_closed_campaign_is_kept(case):
    case.decide(Outcome.NOT_CHOSEN, number="")
    opening.close_campaign(case.staff, case.campaign)
    assert list_snapshots(case.campaign)[0].occasion is Occasion.CAMPAIGN_CLOSED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stage_snapshots SET ballots = 0",
        "DELETE FROM stage_snapshots",
        "INSERT OR REPLACE INTO stage_snapshots SELECT * FROM stage_snapshots",
    ],
)
def test_the_database_refuses_to_change_a_snapshot(case, statement):
    snapshotting.take_by_hand(case.campaign)
    with pytest.raises(IntegrityError, match="never changed"), transaction():
        db.session.execute(text(statement))
    assert list_snapshots(case.campaign)[0].ballots == 2


def test_a_snapshot_that_was_changed_all_the_same_is_not_believed(case):
    kept = snapshotting.take_by_hand(case.campaign)
    with transaction():
        db.session.execute(text("DROP TRIGGER stage_snapshots_no_update"))
        db.session.execute(update(StageSnapshot).values(digest="0" * 64))
    db.session.expire_all()
    with pytest.raises(DamagedSnapshot):
        compare(kept)


def test_what_differs_is_told(case):
    kept = snapshotting.take_by_hand(case.campaign)
    assert compare(kept) == []
    rewrite(case.assignments[0])
    found = compare(kept)
    assert [one.what for one in found] == [What.TOTAL, What.POINTS, What.COMMENT]
    points = found[1]
    assert (points.nomination, points.ballot, points.now) == (
        case.nomination.reference, case.assignments[0].reference, "1",
    )  # fmt: skip


def test_b17_a_snapshot_puts_the_ballots_back_that_were_changed_since(case):
    """After a leak: stand still, see what was changed, put it back, and have it in the log."""
    kept = snapshotting.take_by_hand(case.campaign)
    first, second = case.assignments
    handed_in, total = first.submitted_at, first.total
    rewrite(first)
    give_back(case.secretary, second, reason="Xem lại")
    halt_campaign(case.staff, case.campaign, reason="Có người sửa điểm")
    assert {one.what for one in compare(kept)} >= {What.POINTS, What.COMMENT, What.BALLOT_OUT}

    told = snapshotting.restore(kept, reason="Theo biên bản làm việc")

    assert (sorted(told.ballots), told.left) == (sorted([first.reference, second.reference]), [])
    assert (first.total, first.submitted_at) == (total, handed_in)
    assert second.state is AssignmentState.SUBMITTED
    assert compare(kept) == []
    events = list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == "ballot.restored")))
    values = {
        (one.seq, one.name): one.value
        for one in db.session.scalars(
            select(AuditPersonal).where(AuditPersonal.seq.in_([event.seq for event in events]))
        )
    }
    assert len(events) == 2
    assert all(json.loads(event.detail)["digest"] == kept.digest for event in events)
    seq = next(event.seq for event in events if event.subject_ref == first.reference)
    assert json.loads(values[seq, "before"])["total"] == "1"
    assert json.loads(values[seq, "after"])["total"] == "85"
    before = list_snapshots(case.campaign)[0]
    assert before.occasion is Occasion.BEFORE_RESTORE
    told_to = db.session.scalars(select(Message).where(Message.kind == "ballot.restored"))
    assert {one.to for one in told_to} == {first.reviewer, second.reviewer}


def test_b17_nothing_is_put_back_while_people_go_on_or_without_a_reason(case):
    kept = snapshotting.take_by_hand(case.campaign)
    rewrite(case.assignments[0])
    with pytest.raises(InvalidTransition):
        snapshotting.restore(kept, reason="Theo biên bản")
    halt_campaign(None, case.campaign, reason="Kiểm tra")
    with pytest.raises(InvalidInput):
        snapshotting.restore(kept, reason=" ")
    assert case.assignments[0].total == 1


def test_b17_all_ballots_are_put_back_or_none(case):
    kept = snapshotting.take_by_hand(case.campaign)
    rewrite(case.assignments[0])
    with transaction():
        db.session.execute(delete(Mark).where(Mark.assignment_id == case.assignments[1].id))
        db.session.execute(delete(Assignment).where(Assignment.id == case.assignments[1].id))
    db.session.expire_all()
    halt_campaign(None, case.campaign, reason="Kiểm tra")
    events = count(AuditEvent)
    with pytest.raises(InvalidTransition, match=kept.campaign.reference and "PC-"):
        snapshotting.restore(kept, reason="Theo biên bản")
    db.session.expire_all()
    assert case.assignments[0].total == 1
    assert count(AuditEvent) == events


def test_a_ballot_that_stopped_counting_stays_so(case):
    kept = snapshotting.take_by_hand(case.campaign)
    ballot = case.assignments[0]
    with transaction():
        ballot.state = AssignmentState.VOIDED
    halt_campaign(None, case.campaign, reason="Kiểm tra")
    told = snapshotting.restore(kept, reason="Theo biên bản")
    assert (told.ballots, told.left) == ([], [(ballot.reference, "voided")])
    assert ballot.state is AssignmentState.VOIDED


def test_b17_nobody_changes_anything_of_a_halted_campaign(make, case):
    """The freeze switch: whatever is sent is refused, and nothing of it is stored."""
    third = make.reviewer(case.campaign.unit)
    (open_ballot,) = case.assign(third)
    scoring.declare_no_conflict(third, open_ballot)
    halt_campaign(case.staff, case.campaign, reason="Nghi lộ điểm")
    marks = case.marks(70)
    tries = [
        lambda: scoring.save_ballot(third, open_ballot, marks=marks, overall_comment=""),
        lambda: scoring.submit_ballot(third, open_ballot, marks=marks, overall_comment=""),
        lambda: case.assign(make.reviewer(case.campaign.unit)),
        lambda: case.decide(),
        lambda: give_back(case.secretary, case.assignments[0], reason="Xem lại"),
        lambda: make.case(campaign=case.campaign, state=N.DRAFT),
        lambda: opening.close_campaign(case.staff, case.campaign),
    ]
    for attempt in tries:
        with pytest.raises(InvalidTransition):
            attempt()
        db.session.expire_all()
    assert (case.nomination.state, open_ballot.state, open_ballot.marks) == (
        N.VERIFIED, AssignmentState.SCORING, [],
    )  # fmt: skip
    lift_halt(case.staff, case.campaign, reason="Không có gì")
    scoring.submit_ballot(third, open_ballot, marks=marks, overall_comment="")
    assert open_ballot.state is AssignmentState.SUBMITTED


def test_votes_are_refused_and_so_are_statements_about_many_rows(make):
    council = sitting(make)
    council.open(8)
    halt_campaign(None, council.session.campaign, reason="Kiểm tra")
    with pytest.raises(CampaignHalted):
        voting.cast_vote(council.members[0], council.item, choice=VoteChoice.AGREE)
    with pytest.raises(CampaignHalted), transaction():
        db.session.execute(update(Mark).values(points=1))
    with pytest.raises(CampaignHalted), transaction():
        # Only the key is set.
        db.session.add(Mark(assignment_id=council.case.assignments[0].id, criterion_id=1))
    assert council.item.cast == 0


def test_an_appeal_comes_in_within_its_days_and_waits_for_its_answer(make, case):
    case.decide(Outcome.NOT_CHOSEN, number="")
    halt_campaign(None, case.campaign, reason="Kiểm tra")
    appeal = appealing.file_appeal(case.lead, case.nomination, text="Hồ sơ chưa được xem hết")
    other = make.signer(case.campaign.unit)
    with pytest.raises(CampaignHalted):
        appealing.answer_appeal(other, appeal, outcome=ObjectionOutcome.DISMISSED, text="Đã xem đủ")
    db.session.expire_all()
    assert appeal.outcome is None


def test_other_campaigns_go_on(make, case):
    other = make.case(state=N.VERIFIED)
    other.assign()
    halt_campaign(None, case.campaign, reason="Kiểm tra")
    other.score_all(85, 91)
    other.decide()
    assert other.nomination.state is N.RECOGNISED


def test_ties_are_left_alone_while_halted_and_looked_for_again(case):
    look = Rechecker()
    look()
    halt_campaign(None, case.campaign, reason="Kiểm tra")
    roles.grant_role(None, case.assignments[0].reviewer, role=Role.UNIT_MEMBER, unit_id=case.unit.id)
    look()
    db.session.expire_all()
    assert case.assignments[0].state is AssignmentState.SUBMITTED
    lift_halt(None, case.campaign, reason="Xong")
    look()
    db.session.expire_all()
    assert case.assignments[0].state is AssignmentState.VOIDED


def test_only_who_runs_the_campaign_halts_it_and_once(make, case):
    for person in (case.secretary, case.signer, case.lead, case.reviewers[0]):
        with pytest.raises(PermissionDenied):
            halt_campaign(person, case.campaign, reason="Tôi muốn")
    with pytest.raises(InvalidInput):
        halt_campaign(case.staff, case.campaign, reason="  ")
    with pytest.raises(InvalidTransition):
        lift_halt(case.staff, case.campaign, reason="Không có gì")
    assert count(CampaignHalt) == 0
    halt_campaign(case.staff, case.campaign, reason="Kiểm tra")
    with pytest.raises(InvalidTransition):
        halt_campaign(case.staff, case.campaign, reason="Lần nữa")
    assert count(CampaignHalt) == 1


def test_every_table_below_a_campaign_stands_still_or_has_a_reason_to_go_on(app):
    tables, reached = db.metadata.sorted_tables, {Campaign.__tablename__}
    for _round in range(5):
        reached |= {
            one.name for one in tables for key in one.foreign_keys if key.column.table.name in reached
        }
    still = {one.__tablename__ for one in list_guarded()}
    assert still | GOES_ON.keys() == reached
    assert not still & GOES_ON.keys()
