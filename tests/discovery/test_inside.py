"""Drafts and dossiers are found by typing only by whoever may open them."""

import shutil
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from registry.audit import service as audit
from registry.audit import unchanged
from registry.catalogue.service import lifecycle
from registry.catalogue.states import ExemplarState
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.permissions import Permission, allowed
from registry.core.transaction import transaction
from registry.discovery import closed, documents, indexing
from registry.discovery.inside import LEAVE_THEM, find_inside, findable_keys
from registry.discovery.searching import find
from registry.review import conflicts
from registry.review.models import Nomination
from registry.review.queries.findable import VEILED, findable_nominations
from registry.review.service import nominating, recusing, scoring
from registry.review.states import ConflictKind
from registry.review.states import NominationState as N
from registry.search.base import Query
from registry.units import queries as units
from registry.units.service import reorganising
from tests.review.test_verifiers import place  # noqa: F401 -- a fixture
from tests.web.review.test_blind import PLACE, UNIT, case_of

WORDS = "hiến đất đường liên thôn"


@pytest.fixture
def engine(app):
    return app.extensions["registry.closed_search"]


@pytest.fixture
def found(engine):
    """What somebody finds, by reference, once the index has followed the outbox."""

    def find_all(person, text=WORDS):
        indexing.follow(engine, closed)
        answer = find_inside(person, engine, text, limit=50)
        assert answer.total == len(answer.found)
        return {one.reference for one in answer.found}

    return find_all


def test_each_finds_what_their_pages_let_them_open(make, found):
    """The set that is worked out for all says the same as the permission says of each."""
    first = make.case(state=N.VERIFIED)
    first.assign()
    opened, waiting = first.assignments
    scoring.declare_no_conflict(opened.reviewer, opened)
    cases = [make.case(campaign=first.campaign, state=state) for state in (N.DRAFT, N.RETURNED)]
    decided = make.case(state=N.NOT_CHOSEN, campaign=first.campaign)
    withdrawn = make.case(state=N.WITHDRAWN, campaign=first.campaign)
    cases += [decided, withdrawn, first]
    tied = make.secretary(first.campaign.unit, user=make.member(first.unit))
    people = [
        opened.reviewer, waiting.reviewer, tied, first.member, cases[0].lead, first.staff, first.signer,
        make.administrator(first.campaign.unit), make.lead(make.unit()), make.user(),
    ]  # fmt: skip
    nominations = db.session.scalars(select(Nomination)).all()

    def of_dossiers(keys):
        return {one for one in keys if one.startswith("HS-")}

    for person in people:
        mine = {one.reference for one in nominations if allowed(person, Permission.NOMINATION_FIND, one)}
        read = {one.reference for one in nominations if allowed(person, Permission.NOMINATION_READ, one)}
        assert of_dossiers(findable_keys(person)) == of_dossiers(found(person)) == mine
        assert mine <= read
    assert first.nomination.reference in found(opened.reviewer)
    assert found(waiting.reviewer) == set()
    # Of the council, but of the unit too: as the unit's own, not as the council's.
    assert of_dossiers(found(tied)) == {first.nomination.reference, *of_dossiers(found(first.staff))}
    handed_in = {one.nomination.reference for one in cases if one.nomination.submitted_at}
    assert (
        of_dossiers(found(first.staff))
        == handed_in
        == {one.nomination.reference for one in cases[1:]} - {withdrawn.nomination.reference}
    )


def test_a_draft_is_found_by_its_unit_alone_and_no_more_once_it_is_registered(make, found, app):
    unit = make.unit()
    member, stranger = make.member(unit), make.staff(make.province())
    draft = make.exemplar(unit=unit, actor=member, state=ExemplarState.DRAFT)
    for text in (WORDS, draft.reference, draft.reference.lower(), ""):
        assert found(member, text) == {draft.reference}
        assert found(stranger, text) == set()
    shared = app.extensions["registry.search"]
    indexing.follow(shared)
    assert find(member, shared, Query(WORDS)).total == 0
    make.fill(member, draft, {"title": "Hũ gạo tình thương của bản"})
    assert found(member, "hu gao tinh thuong") == {draft.reference}
    lifecycle.move_exemplar(make.lead(unit), draft, "register")
    assert found(member) == found(member, draft.reference) == set()


def test_the_body_that_checks_finds_what_it_checks(make, found, place):  # noqa: F811
    case, collector = place
    elsewhere = make.staff(make.unit(parent=case.campaign.unit))
    assert found(collector) == set()
    case.sign()
    assert found(collector) == {case.nomination.reference}
    assert found(elsewhere) == set()


def test_a_conflict_declared_afterwards_hides_it_at_once(make, found, engine):
    case = make.case(state=N.VERIFIED)
    case.assign()
    ballot = case.assignments[0]
    scoring.declare_no_conflict(ballot.reviewer, ballot)
    reference = case.nomination.reference
    assert found(case.staff) == found(ballot.reviewer) == {reference}
    recusing.step_aside(case.staff, case.nomination, kind=ConflictKind.FAMILY, reason="Anh rể tôi ở xã ấy")
    recusing.declare_conflict(ballot.reviewer, ballot, reason="Em họ", kind=ConflictKind.FAMILY)
    for person in (case.staff, ballot.reviewer):
        for text in (WORDS, reference):
            assert find_inside(person, engine, text).total == 0
    # The page of whoever stepped aside still opens; asked of this one alone, finding says no too.
    assert allowed(case.staff, Permission.NOMINATION_READ, case.nomination)
    assert not allowed(case.staff, Permission.NOMINATION_FIND, case.nomination)
    assert found(case.secretary) == {reference}


def test_what_replaced_a_unit_finds_what_was_its(make, found):
    case = make.case(state=N.RETURNED)
    draft = make.exemplar(unit=case.unit, actor=case.member, state=ExemplarState.DRAFT)
    new = make.unit(parent=case.campaign.unit, name="xã Nà Tấu")
    lead = make.lead(new)
    assert found(lead) == set()
    reorganising.merge_units(None, [case.unit], into=new, on=today())
    assert found(lead) == {case.nomination.reference, draft.reference}
    assert found(case.staff, "xã Nà Tấu") == {case.nomination.reference}


def test_under_a_veil_a_dossier_is_found_by_nothing_that_the_veil_hides(make, found, engine):
    case = case_of(make, blind_submitter=True)
    ballot = case.assignments[0]
    scoring.declare_no_conflict(ballot.reviewer, ballot)
    reference = case.nomination.reference
    assert found(ballot.reviewer, "bếp chung") == found(ballot.reviewer, reference) == {reference}
    assert findable_keys(ballot.reviewer) == {reference + VEILED}
    documents = {one.key: one for one in closed.documents_of([reference])[0]}
    for hidden in (UNIT, PLACE, case.lead.name, case.member.name, "hidden", "được che"):
        assert hidden not in str(documents[reference + VEILED])
    assert UNIT in str(documents[reference])
    assert found(ballot.reviewer, PLACE) == set()
    assert found(case.secretary, PLACE) == {reference}
    assert engine.versions() == closed.versions()
    assert len(engine.versions()) == closed.count() == 2


def test_what_nobody_told_of_is_mended_and_a_lost_index_is_built_anew(make, engine):
    case = make.case()
    indexing.follow(engine, closed)
    make.fill(case.member, case.exemplar, {"title": "Hũ gạo tình thương"})
    indexing.follow(engine, closed)
    # What is not handed in yet goes by the name its model has today.
    assert find_inside(case.member, engine, "hu gao").total == 2
    assert set(engine.versions()) == {case.nomination.reference, case.exemplar.reference}
    engine.apply([], [case.nomination.reference], 0)
    assert indexing.reconcile(engine, closed) == 1
    shutil.rmtree(engine._folder.root)
    answer = find_inside(case.member, engine, WORDS)
    assert (answer.degraded, answer.found) == (True, [])
    # By its code it is found all the same.
    assert find_inside(case.member, engine, case.nomination.reference).total == 1
    indexing.Indexer(engine, closed)()
    assert find_inside(case.member, engine, WORDS).total == 2
    assert indexing.lag(engine, closed) == {"waiting": 0}


def test_a_nomination_begun_in_secret_changes_nothing_in_the_shared_index(make, app):
    case = make.case(start=False, exemplar_state="running")
    shared = app.extensions["registry.search"]
    indexing.follow(shared)
    before = shared.status()
    nominating.start_nomination(case.member, case.exemplar, case.campaign)
    assert indexing.follow(shared) == 0
    assert shared.status() == before


def test_a_hidden_dossier_changes_no_answer_to_whoever_may_not_know(make, found, engine):
    """Neither order nor repaired spelling nor the number tells of it."""
    own = make.exemplar(state=ExemplarState.DRAFT, title="Hũ gạo tình thương của thôn")
    member = make.member(own.lead_unit)
    questions = ("hũ gạo", "hu gao tinh thuong", "bếp lửa", "bep luu", "hoà giải")

    def answers():
        indexing.follow(engine, closed)
        texts = [engine.search(Query(text), findable_keys(member)) for text in questions]
        return texts, [find_inside(member, engine, text) for text in questions]

    before = answers()
    for title in ("Bếp lửa hữu nghị", "Hũ gạo hũ gạo hũ gạo", "Tổ hòa giải"):
        make.exemplar(state=ExemplarState.DRAFT, title=title, complete=False)
    assert answers() == before


def test_more_campaigns_and_dossiers_cost_no_more_statements(make):
    case = make.case(state=N.SUBMITTED)
    tied = make.secretary(case.campaign.unit, user=make.member(case.unit))
    told, counts = [], []
    event.listen(db.engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    for _again in range(2):
        for person in (case.secretary, tied):
            unchanged.forget_all()
            db.session.rollback()
            known = person.grants, units.tree(), conflicts.relations()
            before = len(told)
            assert findable_nominations(person)
            counts.append(len(told) - before)
            del known
        for _one in range(2):
            make.case(state=N.SUBMITTED, campaign=make.campaign(unit=case.campaign.unit))
    assert counts[2:] <= counts[:2]


def test_what_changes_nothing_findable_has_nothing_worked_out_anew(make):
    case = make.case(state=N.VERIFIED)
    case.assign()
    reader, ballot = case.secretary, case.assignments[0]
    keys = findable_keys(reader)
    for action in sorted(LEAVE_THEM):
        with transaction():
            audit.record(ballot.reviewer, action, ballot)
        assert findable_keys(reader) is keys
    recusing.step_aside(reader, case.nomination, kind=ConflictKind.FAMILY, reason="Anh rể tôi ở xã ấy")
    assert findable_keys(reader) == set()


def test_more_dossiers_are_read_with_no_more_statements(make):
    case = make.case(state=N.VERIFIED)
    told, counts = [], []
    event.listen(db.engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    for _again in range(2):
        make.exemplar(state=ExemplarState.DRAFT, complete=False)
        for state in (N.VERIFIED, N.DRAFT):
            make.case(state=state, campaign=case.campaign)
        unchanged.forget_all()
        db.session.rollback()
        db.session.expunge_all()
        before = len(told)
        assert len(list(closed.every_document())) == closed.count()
        counts.append(len(told) - before)
        case = make.case(state=N.VERIFIED)
    assert counts[1] <= counts[0]


def test_what_a_unit_brings_along_is_indexed_in_batches(make, engine, monkeypatch):
    case = make.case()
    others = [make.exemplar(unit=case.unit, state=ExemplarState.DRAFT).reference for _one in range(3)]
    indexing.follow(engine, closed)
    monkeypatch.setattr(documents, "BATCH", 2)
    asked = []

    def watched(references):
        asked.append(list(references))
        return read(references)

    read = closed.documents_of
    monkeypatch.setattr(closed, "documents_of", watched)
    reorganising.rename_unit(None, case.unit, name="xã Nà Tấu", on=today())
    indexing.follow(engine, closed)
    assert [len(batch) for batch in asked] == [2, 2, 1]
    assert sorted(one for batch in asked for one in batch) == sorted(
        [*others, case.exemplar.reference, case.nomination.reference]
    )
    assert indexing.lag(engine, closed) == {"waiting": 0}


def test_the_last_changed_dossier_comes_first_and_a_title_nobody_told_of_mends_nothing(make, engine):
    first = make.case(state=N.SUBMITTED)
    second = make.case(state=N.SUBMITTED, campaign=first.campaign)
    first.exemplar.updated_at -= timedelta(days=5)
    db.session.commit()
    with time_machine.travel(now() + timedelta(minutes=5), tick=False):
        first.verify()
    indexing.follow(engine, closed)
    order = [one.reference for one in find_inside(first.staff, engine, "").found]
    assert order == [first.nomination.reference, second.nomination.reference]
    assert indexing.reconcile(engine, closed) == 0
    first.campaign.version += 1
    db.session.commit()
    assert indexing.reconcile(engine, closed) == 0
