"""A machine that does anything in any order: the review answers as the table says."""

from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import DomainError
from registry.review import queries
from registry.review.models import Assignment, Decision, Nomination, Recognition
from registry.review.service import assigning, deciding, nominating, recusing, scoring, verifying
from registry.review.states import NominationState, Outcome

DONE, WRONG, DENIED, STALE, BAD = (
    "done",
    "InvalidTransition",
    "PermissionDenied",
    "StaleVersion",
    "InvalidInput",
)
UNIT_MOVES = {
    "ask_to_sign": ({"draft", "returned"}, "to_sign", {"member", "lead", "tied"}),
    "send_back": ({"to_sign"}, "draft", {"lead"}),
    "sign": ({"draft", "to_sign", "returned"}, "submitted", {"lead"}),
    "withdraw": ({"draft", "to_sign", "returned", "submitted"}, "withdrawn", {"lead"}),
    "verify": ({"submitted"}, "verified", {"staff"}),
    "return_to_unit": ({"submitted"}, "returned", {"staff"}),
}
WITH_REASON = {"send_back", "withdraw", "return_to_unit"}
PEOPLE = ("member", "lead", "staff", "secretary", "signer", "r1", "r2", "r3", "tied")
REVIEWERS = ("r1", "r2", "r3", "tied")
HAPPY = (
    *("ask_to_sign", "sign", "verify", "assign r1", "assign r2", "assign r3"),
    *("clear r3", "score r1", "score r2", "decide"),
)
TWISTS = ("withdraw", "conflict", "cancel", "submit", "foreign submit")


def answer(command):
    """How the registry answers: "done" or the name of the refusal."""
    try:
        command()
    except DomainError as refusal:
        db.session.rollback()
        kind = type(refusal).__name__
        return BAD if kind == "BallotRefused" else kind
    return DONE


class Review(RuleBasedStateMachine):
    """The model is `state`, `ballots` and `outcome`; everything it expects comes from the tables above."""

    world = None

    @initialize()
    def begin(self):
        world = type(self).world
        self.case, self.people = world
        self.case.nomination = None
        db.session.rollback()
        self.nomination = nominating.start_nomination(
            self.case.member, self.case.exemplar, self.case.campaign
        )
        self.case.nomination = self.nomination
        self.state, self.ballots, self.outcome = "draft", {}, None
        self.accepted = Counter()
        self.first_event = self.newest_event()

    def newest_event(self):
        return db.session.scalar(select(func.max(AuditEvent.seq))) or 0

    def teardown(self):
        """Make room for the next example: one nomination of a model at a time."""
        if hasattr(self, "nomination"):
            db.session.rollback()
            for row in db.session.scalars(select(Recognition)):
                db.session.delete(row)
            self.nomination.state = NominationState.WITHDRAWN
            db.session.commit()

    def attempt(self, person, command, expected, action=None, stale=False):
        """Run a command and compare its answer with the model's."""
        db.session.rollback()
        version = self.nomination.version - 1 if stale else self.nomination.version
        actor = self.people[person]
        found = answer(lambda: command(actor, version))
        assert found == expected, (person, action, self.state, stale)
        if found == DONE:
            self.accepted[action] += 1
        return found == DONE

    @rule(
        action=st.sampled_from(sorted(UNIT_MOVES)),
        person=st.sampled_from(PEOPLE),
        stale=st.booleans(),
        silent=st.booleans(),
    )
    def move(self, action, person, stale, silent):
        sources, target, may = UNIT_MOVES[action]
        expected = self.expect_move(action in WITH_REASON and silent, person in may, stale, sources)
        module = verifying if action in {"verify", "return_to_unit"} else nominating
        reason = {"reason": "" if silent else "Vì thế"} if action in WITH_REASON else {}

        def command(actor, version):
            getattr(module, action)(actor, self.nomination, version=version, **reason)

        if self.attempt(person, command, expected, action, stale):
            self.state = target

    def expect_move(self, no_reason, may, stale, sources):
        if no_reason:
            return BAD
        if not may:
            return DENIED
        if stale:
            return STALE
        return DONE if self.state in sources else WRONG

    @rule(person=st.sampled_from(PEOPLE), reviewer=st.sampled_from(REVIEWERS))
    def assign(self, person, reviewer):
        state = self.ballots.get(reviewer)
        if person != "secretary":
            expected = DENIED
        elif self.state != "verified":
            expected = WRONG
        elif reviewer == "tied" or state == "conflict":
            expected = DENIED
        else:
            expected = BAD if state in {"assigned", "scoring", "submitted"} else DONE

        def command(actor, _version):
            assigning.assign_reviewers(actor, self.nomination, [self.people[reviewer]])

        if self.attempt(person, command, expected, "assign"):
            self.ballots[reviewer] = "assigned"

    def assignment_of(self, reviewer):
        return db.session.scalar(
            select(Assignment).where(
                Assignment.nomination_id == self.nomination.id,
                Assignment.reviewer_id == self.people[reviewer].id,
            )
        )

    @precondition(lambda self: self.ballots)
    @rule(data=st.data(), act=st.sampled_from(("clear", "conflict", "submit", "part", "cancel")))
    def ballot(self, data, act):
        owner = data.draw(st.sampled_from(sorted(self.ballots)))
        person = data.draw(st.sampled_from((owner, "secretary", *PEOPLE)))
        self.do_ballot(owner, person, act)

    def do_ballot(self, owner, person, act):
        assignment, state = self.assignment_of(owner), self.ballots[owner]
        commands = {
            "clear": lambda a, _v: scoring.declare_no_conflict(a, assignment),
            "conflict": lambda a, _v: recusing.declare_conflict(a, assignment, reason="Người nhà"),
            "cancel": lambda a, _v: assigning.cancel_assignment(a, assignment, reason="Bận"),
            "submit": lambda a, _v: scoring.submit_ballot(
                a, assignment, marks=self.case.marks(85), overall_comment=""
            ),
            "part": lambda a, _v: scoring.submit_ballot(
                a, assignment, marks=dict(list(self.case.marks(85).items())[:1]), overall_comment=""
            ),
        }
        if self.attempt(person, commands[act], self.expect_ballot(owner, person, act), f"ballot {act}"):
            after = {"clear": "scoring", "conflict": "conflict", "submit": "submitted", "cancel": "cancelled"}
            self.ballots[owner] = after[act]
        assert state == self.ballots[owner] or self.state == "verified"

    def expect_ballot(self, owner, person, act):
        state = self.ballots[owner]
        if person != ("secretary" if act == "cancel" else owner):
            return DENIED
        if self.state != "verified":
            return WRONG
        if state == "conflict" and act in {"clear", "submit", "part"}:
            return DENIED
        sources = {
            "clear": {"assigned"},
            "conflict": {"assigned", "scoring", "submitted"},
            "submit": {"scoring"},
            "part": {"scoring"},
            "cancel": {"assigned", "scoring"},
        }
        if state not in sources[act]:
            return WRONG
        # Once a whole ballot is stored, sending a part of it again leaves it whole; here it never is.
        return BAD if act == "part" else DONE

    @rule(
        person=st.sampled_from(("signer", *PEOPLE)),
        outcome=st.sampled_from(sorted(Outcome)),
        stale=st.booleans(),
        late=st.booleans(),
    )
    def decide(self, person, outcome, stale, late):
        counted = list(self.ballots.values()).count("submitted")
        if person != "signer":
            expected = DENIED
        elif self.state != "verified":
            expected = WRONG
        elif stale:
            expected = STALE
        elif counted < 2:
            expected = WRONG
        else:
            expected = BAD if late else DONE

        def command(actor, version):
            deciding.decide(
                actor,
                self.nomination,
                outcome=outcome,
                number="01-QĐ/TU",
                decided_on=today() + timedelta(days=int(late)),
                reason="Theo Hội đồng",
                version=version,
            )

        if self.attempt(person, command, expected, "decide", stale):
            self.state, self.outcome = outcome.value, outcome

    @rule(
        steps=st.integers(3, len(HAPPY)),
        stray=st.sampled_from(PEOPLE),
        twist=st.sampled_from(TWISTS),
        owner=st.sampled_from(("r1", "r3")),
    )
    def walk(self, steps, stray, twist, owner):
        """Go some way along the usual road, so that deep states are met as often as shallow ones."""
        for step in HAPPY[:steps]:
            if step in UNIT_MOVES:
                self.move(step, stray, stale=False, silent=False)
                person = {"ask_to_sign": "member", "sign": "lead"}.get(step, "staff")
                self.move(step, person, stale=False, silent=False)
            elif step == "decide":
                self.decide("signer", Outcome.RECOGNISED, stale=True, late=False)
                self.decide("signer", Outcome.RECOGNISED, stale=False, late=False)
            else:
                self.walk_ballot(*step.split(" "))
        if twist == "withdraw":
            self.move(twist, "lead", stale=False, silent=False)
        elif owner in self.ballots:
            person = {"cancel": "secretary", "foreign submit": "r2"}.get(twist, owner)
            self.do_ballot(owner, person, twist.split(" ")[-1])

    def walk_ballot(self, step, reviewer):
        if step == "assign":
            self.assign("secretary", reviewer)
        elif step == "clear" and reviewer in self.ballots:
            self.do_ballot(reviewer, reviewer, "clear")
        elif reviewer in self.ballots:
            self.do_ballot(reviewer, reviewer, "submit")
            self.do_ballot(reviewer, reviewer, "clear")
            self.do_ballot(reviewer, reviewer, "submit")

    @invariant()
    def states_agree(self):
        if not hasattr(self, "nomination"):
            return
        db.session.rollback()
        assert self.nomination.state.value == self.state
        found = {one.reviewer_id: one.state.value for one in self.nomination.assignments}
        words = {"conflict": "declared_conflict"}
        assert found == {
            self.people[name].id: words.get(state, state) for name, state in self.ballots.items()
        }

    @invariant()
    def nobody_judges_their_own(self):
        if hasattr(self, "nomination"):
            tied = self.people["tied"].id
            assert not [one for one in self.nomination.assignments if one.reviewer_id == tied]

    @invariant()
    def a_decision_stands_on_its_ballots(self):
        if not hasattr(self, "nomination"):
            return
        decision = db.session.scalar(select(Decision).where(Decision.nomination_id == self.nomination.id))
        assert (decision.outcome if decision else None) is self.outcome
        if decision:
            assert decision.score_count == len(queries.totals_of(self.nomination)) >= 2

    @invariant()
    def what_was_accepted_is_what_is_in_the_audit(self):
        if not hasattr(self, "nomination"):
            return
        query = (
            select(AuditEvent.action, func.count())
            .where(AuditEvent.seq > self.first_event)
            .group_by(AuditEvent.action)
        )
        events = Counter(dict(tuple(row) for row in db.session.execute(query)))
        names = {
            "nomination.put_up_for_signing": "ask_to_sign",
            "nomination.sent_back": "send_back",
            "nomination.signed": "sign",
            "nomination.withdrawn": "withdraw",
            "nomination.verified": "verify",
            "nomination.returned": "return_to_unit",
            "reviewer.assigned": "assign",
            "conflict.denied": "ballot clear",
            "conflict.declared": "ballot conflict",
            "assignment.cancelled": "ballot cancel",
            "ballot.submitted": "ballot submit",
            "decision.recorded": "decide",
        }
        assert {action: events[name] for name, action in names.items()} == {
            action: self.accepted[action] for action in names.values()
        }


@pytest.fixture
def world(make):
    case = make.case(start=False, reviewers=3)
    people = {name: getattr(case, name) for name in PEOPLE[:5]}
    people |= dict(zip(("r1", "r2", "r3"), case.reviewers, strict=True))
    people["tied"] = make.reviewer(case.campaign.unit, user=make.member(case.unit))
    return case, people


def test_review_answers_as_the_table_says(world):
    # Thousands of commands: what the disk does with each is another test's business.
    db.session.rollback()
    with closing(db.engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA synchronous=OFF")
    Review.world = world
    case = Review.TestCase
    case.settings = settings(
        max_examples=100,
        stateful_step_count=8,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    case("runTest").runTest()
    assert db.session.scalar(select(func.count()).select_from(Nomination)) >= 100
    assert db.session.scalar(select(func.count()).select_from(Decision)) > 0
