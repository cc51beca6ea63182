"""What a reader may find is kept between questions and follows every change at once."""

import pytest

from registry.audit import service as audit
from registry.catalogue.queries import visible_references
from registry.catalogue.service import editing
from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.core.transaction import transaction
from registry.discovery import indexing, sights
from registry.discovery.searching import find, load
from registry.discovery.sights import sight_of
from registry.jobs.models import OutboxRow
from registry.search.base import Hit, Query


@pytest.fixture
def engine(app):
    return app.extensions["registry.search"]


def withdraw(exemplar):
    editing.withhold(exemplar, names=[], photos=[], page=True)


def test_nothing_is_read_again_while_nothing_changed(make, engine):
    shown, hidden = make.exemplar(public=True), make.exemplar(public=False)
    draft = make.exemplar(state=ExemplarState.DRAFT)
    public, inside = sight_of(None, engine), sight_of(make.member(make.unit()), engine)
    assert public == {shown.reference}
    assert inside == {shown.reference, hidden.reference}
    assert draft.reference not in inside
    assert sight_of(None, engine) is public
    assert sight_of(make.member(make.unit()), engine) is inside


def test_a_model_that_is_shown_or_taken_down_changes_the_sight_at_once(make, engine):
    first = make.exemplar(public=True)
    assert sight_of(None, engine) == {first.reference}
    second = make.exemplar(public=True, title="Hũ gạo tình thương")
    assert sight_of(None, engine) == visible_references(None) == {first.reference, second.reference}
    indexing.follow(engine)
    withdraw(second)
    assert sight_of(None, engine) == {first.reference}
    # The index was not told yet, and neither total nor counts may show it.
    assert find(None, engine, Query("hũ gạo")).total == 0


def test_more_changes_than_are_compared_are_read_anew(make, engine, monkeypatch):
    monkeypatch.setattr(sights, "WINDOW", 2)
    first, second = make.exemplar(public=True), make.exemplar(public=True, title="Hũ gạo tình thương")
    assert len(sight_of(None, engine)) == 2
    withdraw(first)
    withdraw(second)
    make.exemplar(public=False, title="Con đường hoa")
    assert sight_of(None, engine) == frozenset()


def test_a_row_that_comes_to_light_behind_a_newer_one_is_followed(make, engine):
    exemplar = make.exemplar(public=True)
    db.session.add(OutboxRow(id=1000, topic="exemplars", key="DVK-2026-99999"))
    db.session.commit()
    assert sight_of(None, engine) == {exemplar.reference}
    exemplar.is_public = False
    db.session.add(OutboxRow(id=999, topic="exemplars", key=exemplar.reference))
    db.session.commit()
    assert sight_of(None, engine) == frozenset()


def test_a_change_that_takes_nothing_out_of_sight_leaves_the_same_set(make, engine):
    exemplar = make.exemplar(public=True)
    before = sight_of(None, engine)
    with transaction():
        editing.note_change(exemplar)
        audit.record(None, "exemplar.changed", exemplar)
    assert sight_of(None, engine) is before


def test_two_who_ask_at_once_are_given_the_same_set(make, engine, monkeypatch):
    make.exemplar(public=True)
    read, others = sights.findable_references, []

    def reading(**asked):
        found = read(**asked)
        if not others:
            others.append(None)
            others.append(sight_of(None, engine))
        return found

    monkeypatch.setattr(sights, "findable_references", reading)
    assert sight_of(None, engine) is others[-1]
    assert sight_of(None, engine) is others[-1]


def test_who_is_a_moment_behind_has_nothing_read_anew(make, engine, monkeypatch):
    make.exemplar(public=True)
    make.exemplar(public=True)
    newest = sight_of(None, engine)
    older = sights.outbox_newest("exemplars", sights.WINDOW)[1:]
    monkeypatch.setattr(sights, "outbox_state", lambda *_: ("older",))
    monkeypatch.setattr(sights, "outbox_newest", lambda *_: older)
    read = []
    monkeypatch.setattr(sights, "findable_references", lambda **asked: read.append(asked) or frozenset())
    assert sight_of(None, engine) is newest
    assert not read
    # Still so after a while, it is the database that became an older one.
    monkeypatch.setattr(sights, "MOMENT", 0)
    assert sight_of(None, engine) == frozenset()
    assert read == [{"signed_in": False}]


def test_a_hit_is_asked_for_again_before_it_is_shown(make, engine):
    hidden = make.exemplar(public=False)
    hits = [Hit(hidden.reference, 1.0)]
    assert load(None, hits, {hidden.reference}) == []
    assert len(load(make.member(make.unit()), hits, {hidden.reference})) == 1
