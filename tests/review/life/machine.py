"""Anything by anybody in any order: after every step the registry and the model say the same."""

from collections import Counter
from copy import deepcopy
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select

from registry.audit import service as audit
from registry.audit.models import AuditEvent
from registry.core.db import db
from registry.review import conflicts, queries
from registry.review.models import Decision, Nomination
from tests.review.life.model import (
    BALLOT_ACTS,
    DONE,
    PEOPLE,
    REVIEWERS,
    SECRETARIES,
    UNIT_MOVES,
    Model,
)
from tests.review.life.road import HALF, LONGEST, WALK, Road
from tests.review.life.system import OFFICES, System, answer

# The audit log's word for each command that was accepted.
EVENTS = {
    "nomination.put_up_for_signing": "ask_to_sign",
    "nomination.sent_back": "send_back",
    "nomination.signed": "sign",
    "nomination.withdrawn": "withdraw",
    "nomination.verified": "verify",
    "nomination.returned": "return_to_unit",
    "nomination.put_on_notice": "announce",
    "reviewer.assigned": "assign",
    "conflict.denied": "clear",
    "conflict.declared": "conflict",
    "assignment.cancelled": "cancel",
    "assignment.declined": "decline",
    "assignment.abstained": "abstain",
    "ballot.submitted": "submit",
    "ballot.given_back": "give_back",
    "ballot.voided": "void",
    "council.locked": "hold_vote",
    "objection.filed": "file_objection",
    "objection.taken_up": "take_up",
    "objection.admitted": "admit",
    "objection.rejected": "reject",
    "objection.answered": "answer",
    "decision.recorded": "decide",
    "decision.corrected": "correct",
    "recognition.made": "recognise",
    "recognition.ended": "end_recognition",
    "appeal.filed": "file_appeal",
    "appeal.answered": "answer_appeal",
}
WORDS = {"conflict": "declared_conflict"}
persons = st.sampled_from(PEOPLE)


class Life(Road, RuleBasedStateMachine):
    """`model` says what to expect of each command; `system` is asked the same."""

    world, route = None, "plain"
    # How often a command was answered how, and whoever asked it or was asked about.
    met = Counter()

    @initialize(**WALK)
    def begin(self, **way):
        """Half of the usual road is gone once: later lives go on from there."""
        world, name, self.seen = self.world, (self.route, way["verifier"]), 0
        is_deep = way["short_of"] <= LONGEST - HALF
        kept = world.kept.get(name) if is_deep else None
        self.system = System(world, self.route, kept)
        if kept:
            self.model, self.accepted = deepcopy(kept.model), kept.accepted.copy()
        else:
            self.model, self.accepted = Model(self.route), Counter()
            self.go(**way, until=HALF)
        if is_deep and not kept:
            self.all_agree()
            world.keep(name, self)
            self.system.load()
        self.go(**way, begun=HALF)

    def teardown(self):
        if hasattr(self, "system"):
            db.session.rollback()
            assert audit.verify().first_bad is None

    def ask(self, command, *values, counts=None, **named):
        """Send a command to both, and compare what they answer."""
        with self.system.now():
            expected = getattr(self.model, command)(*values, **named)
            # The model's commands on things name the thing first.
            if command in {"move", "ballot"}:
                values = (values[1], values[0], *values[2:])
            found = answer(lambda: getattr(self.system, command)(*values, **named))
        assert found == expected, (command, values, named)
        self.met.update((word, found) for word in (counts or command, *values) if isinstance(word, str))
        if found == DONE:
            self.accepted[counts or command] += 1
        return found == DONE

    # The unit.

    @rule(
        action=st.sampled_from(sorted(UNIT_MOVES)), person=persons, stale=st.booleans(), silent=st.booleans()
    )
    def move(self, action, person, stale, silent):
        self.ask("move", action, person, silent=silent, stale=stale, counts=action)

    # The reviewers.

    @rule(person=st.sampled_from((*sorted(SECRETARIES), *PEOPLE)), reviewer=st.sampled_from(REVIEWERS))
    def assign(self, person, reviewer):
        self.ask("assign", person, reviewer)

    @precondition(lambda self: self.model.ballots)
    @rule(data=st.data(), act=st.sampled_from(sorted(BALLOT_ACTS)), stale=st.booleans())
    def ballot(self, data, act, stale):
        owner = data.draw(st.sampled_from(sorted(self.model.ballots)))
        person = data.draw(st.sampled_from((owner, owner, "secretary", *PEOPLE)))
        self.on_ballot(act, person, owner, stale=stale)

    def on_ballot(self, act, person, owner, *, stale=False):
        if owner not in self.model.ballots:
            return
        # What was handed in once is stored whole: only a first ballot can lack a part.
        if act != "part" or not self.system.assignment_of(owner).marks:
            self.ask("ballot", act, person, owner, stale=stale, counts=act)

    @rule(person=persons)
    def step_aside(self, person):
        self.ask("step_aside", person, counts="conflict")

    # The council.

    @precondition(lambda self: self.model.route == "vote")
    @rule(person=st.sampled_from(("secretary", *PEOPLE)), agreeing=st.integers(0, 3))
    def hold_vote(self, person, agreeing):
        self.ask("hold_vote", person, agreeing=agreeing)

    @rule(person=st.sampled_from((*sorted(SECRETARIES), *PEOPLE)))
    def announce(self, person):
        self.ask("announce", person)

    @precondition(lambda self: self.model.route == "notice")
    @rule()
    def object(self):
        # One at a time.
        if self.model.objection not in {"received", "admitted"}:
            self.ask("file_objection")

    @precondition(lambda self: self.model.objection)
    @rule(
        person=st.sampled_from((*sorted(SECRETARIES), *PEOPLE)),
        how=st.sampled_from(("take_up", "admit", "reject", "dismissed", "upheld", "partly", "contradictory")),
    )
    def settle(self, person, how):
        if how == "take_up":
            self.ask("take_up", person)
        else:
            self.ask("settle", person, how, counts=how if how in {"admit", "reject"} else "answer")

    @rule(
        person=st.sampled_from(("signer", "both", *PEOPLE)),
        outcome=st.sampled_from(("recognised", "praised", "not_chosen")),
        stale=st.booleans(),
        late=st.booleans(),
    )
    def decide(self, person, outcome, stale, late):
        if self.ask("decide", person, outcome, stale=stale, late=late):
            self.accepted["recognise"] += outcome == "recognised"

    @rule(
        person=st.sampled_from(("signer", *PEOPLE)),
        number=st.sampled_from(("01-QĐ/TU", "02-QĐ/TU")),
        stale=st.booleans(),
    )
    def correct(self, person, number, stale):
        self.ask("correct", person, number, stale=stale)

    @precondition(lambda self: self.model.recognition)
    @rule(
        person=st.sampled_from(("signer", "staff", *PEOPLE)),
        action=st.sampled_from(("lapse", "annul")),
        stale=st.booleans(),
    )
    def end_recognition(self, person, action, stale):
        self.ask("end_recognition", person, action, stale=stale)

    @rule(person=st.sampled_from(("lead", *PEOPLE)), stale=st.booleans())
    def file_appeal(self, person, stale):
        self.ask("file_appeal", person, stale=stale)

    @precondition(lambda self: self.model.appeal)
    @rule(person=st.sampled_from(("signer", "both", *PEOPLE)), stale=st.booleans())
    def answer_appeal(self, person, stale):
        self.ask("answer_appeal", person, stale=stale)

    # What happens around it.

    @rule(days=st.integers(1, 4))
    def wait(self, days):
        if self.model.day < 40:
            self.model.day += days
            self.system.wait(days)

    @precondition(lambda self: not self.model.is_merged)
    @rule()
    def merge(self):
        with self.system.now():
            self.model.merge()
            self.system.merge()

    @precondition(lambda self: not self.model.is_merged)
    @rule(person=st.sampled_from(("r1", "signer")))
    def belong(self, person):
        if person not in self.model.belonging:
            with self.system.now():
                self.model.belong(person)
                self.system.belong(person)

    @rule(person=st.sampled_from(sorted(OFFICES)))
    def change_office(self, person):
        holds = person in self.model.out_of_office
        with self.system.now():
            self.model.out_of_office ^= {person}
            self.system.change_office(person, holds=holds)

    @rule()
    def recheck(self):
        with self.system.now():
            found = self.model.recheck()
            assert self.system.recheck() == len(found)
        self.accepted["void"] += len(found)

    # The usual road, on which every life begins, so that deep states are met as often as shallow ones.

    @rule(**WALK)
    def walk(self, **way):
        self.go(**way)

    # What holds after every step.

    @invariant()
    def all_agree(self):
        if not hasattr(self, "system"):
            return
        self.seen += 1
        with self.system.now():
            self.states_agree()
            self.ballots_agree()
            self.decisions_agree()
            self.counts_agree()
            self.events_agree()
            self.inbox_agrees(PEOPLE[self.seen % len(PEOPLE)])

    def states_agree(self):
        nomination = self.system.nomination
        assert nomination.state.value == self.model.state
        found = {one.reviewer_id: one.state.value for one in nomination.assignments}
        assert found == {
            self.system.people[name].id: WORDS.get(state, state) for name, state in self.model.ballots.items()
        }
        recused = {one.person_id for one in nomination.recusals}
        assert recused == {self.system.people[name].id for name in self.model.recused}

    def ballots_agree(self):
        """Nobody who is tied is counted, and nobody is given what they are tied to."""
        nomination, model = self.system.nomination, self.model
        counted = {one.reviewer_id for one in queries.counted_of(nomination)}
        assert counted == {self.system.people[name].id for name in model.counted()}
        if not model.outcome:
            for name in model.counted():
                assert conflicts.tie_of_reviewer(self.system.people[name], nomination) is None
        assert "tied" not in model.ballots

    def decisions_agree(self):
        """No recognition without its decision, and no decision without its ballots."""
        nomination, model = self.system.nomination, self.model
        decision, recognition = nomination.decision, self.system.recognition()
        assert (decision.outcome.value if decision else None) == model.outcome
        assert (recognition.state.value if recognition else "") == model.recognition
        if decision:
            assert decision.number == model.number
            assert decision.score_count == len(model.counted()) >= 2
            assert decision.signer_id not in {nomination.verified_by_id, nomination.signed_by_id}
            assert nomination.exemplar_version.frozen_at is not None

    def counts_agree(self):
        """Lists, totals and the ranking show one nomination with as many ballots."""
        model, system = self.model, self.system
        rows = db.session.execute(select(Nomination.state, func.count()).group_by(Nomination.state))
        assert [tuple(row) for row in rows] == [(system.nomination.state, 1)]
        assert len(queries.totals_of(system.nomination)) == len(model.counted())
        assert set(queries.totals_of(system.nomination)) <= {Decimal(90)}
        if model.acts("secretary", SECRETARIES):
            ranked = queries.ranking(system.people["secretary"], system.campaign)
            scored = model.state in {"verified", "recognised", "praised", "not_chosen"}
            assert [one.count for one in ranked] == ([len(model.counted())] if scored else [])
        assert db.session.scalar(select(func.count()).select_from(Decision)) == (model.outcome is not None)

    def events_agree(self):
        """What was accepted is what is in the audit log."""
        query = select(AuditEvent.action, func.count()).where(AuditEvent.seq > self.system.first_event)
        events = Counter(dict(tuple(row) for row in db.session.execute(query.group_by(AuditEvent.action))))
        assert {word: events[name] for name, word in EVENTS.items()} == {
            word: self.accepted[word] for word in EVENTS.values()
        }

    def inbox_agrees(self, person):
        """An inbox shows what the person may do now, and nothing else."""
        actor = self.system.people[person]
        found = queries.waiting_for(actor)
        kinds = Counter("draft" if one.kind == "sent_back" else one.kind for one in found)
        assert kinds == Counter(self.model.waiting(person)), person
        if self.seen % 3 == 0:
            assert len(queries.references_waiting(actor)) == len(found)
