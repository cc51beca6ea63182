"""What a test begins with is copied only where it would have come out the same."""

import os
import shutil

import pytest
import time_machine

from registry.catalogue.models import Exemplar
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.transaction import transaction
from tests.make import Make, kept


@pytest.fixture
def begin(app, _application, monkeypatch):
    """Begins another test: an empty database and its builders."""
    monkeypatch.setitem(app.extensions, "tests.kept", kept.OrderedDict())
    monkeypatch.setattr(kept, "WORTH", 0)
    instance = app.extensions["registry.settings"].instance

    def begun():
        db.session.remove()
        db.engine.dispose()
        shutil.rmtree(instance)
        instance.mkdir()
        shutil.copy(_application[1], instance / "registry.db")
        kept.unchanged.forget_all()
        return Make(app, keeps=True)

    return begun


@pytest.fixture
def copied(monkeypatch):
    """The titles of models that were copied in place of being made."""
    titles, put_back = [], kept._put_back

    def copy(*what):
        made = put_back(*what)
        if isinstance(made, Exemplar):
            titles.append(made.latest.title)
        return made

    monkeypatch.setattr(kept, "_put_back", copy)
    return titles


def lives(make, **contents):
    """A commune, and a model of it."""
    unit = make.unit(name="Xã Bản Mây")
    return unit, make.exemplar(unit=unit, **contents)


def test_the_same_steps_give_the_same_without_being_taken(begin, copied):
    _unit, first = lives(begin())
    known = first.reference, first.latest.title, first.created_at
    unit, again = lives(make := begin())
    assert len(copied) == 1
    assert (again.reference, again.latest.title, again.created_at) == known
    assert again.lead_unit is unit
    assert make.unit().name == "Xã Mẫu 4"


@pytest.mark.parametrize(
    "other",
    [
        lambda make: lives(make, title="Hũ gạo vì người nghèo"),
        lambda make: (make.unit(), lives(make)),
        lambda make: (make.unit(), make.exemplar()),
    ],
)
def test_other_steps_are_taken(begin, copied, other):
    lives(begin())
    other(begin())
    assert copied == []


def test_after_anything_else_was_written_steps_are_taken(begin, copied):
    lives(begin())
    make = begin()
    unit = make.unit(name="Xã Bản Mây")
    with transaction():
        unit.code = "ban-may-moi"
    assert make.exemplar(unit=unit).lead_unit.code == "ban-may-moi"
    assert copied == []


def test_with_something_not_stored_yet_steps_are_taken(begin, copied):
    lives(begin())
    make = begin()
    unit = make.unit(name="Xã Bản Mây")
    unit.code = "ban-may-moi"
    make.exemplar(unit=unit)
    assert copied == []


def test_on_another_day_steps_are_taken(begin, copied):
    lives(begin())
    with time_machine.travel("2027-02-01"):
        lives(begin())
    assert copied == []


def test_what_comes_with_files_is_made_each_time(begin, copied):
    for _turn in range(2):
        make = begin()
        photo = make.evidence(make.exemplar(title="Đường hoa"))
        with make.app.extensions["registry.storage"].open(photo.digest) as stored:
            assert stored.read(1)
        make.exemplar(title="Hũ gạo vì người nghèo")
    assert copied == ["Đường hoa"]


def test_a_second_set_of_builders_takes_nothing_away(begin, copied):
    lives(begin())
    first = begin()
    first.unit()
    second = Make(first.app, keeps=True)
    second.count = first.count
    lives(second)
    assert (db.session.query(Exemplar).count(), copied) == (1, [])


def test_after_a_step_that_failed_all_are_taken(begin, copied):
    lives(begin())
    make = begin()
    with pytest.raises(InvalidInput):
        make.exemplar(title="Dài " * 200)
    make.count = 0
    lives(make)
    assert copied == []


def test_steps_that_begin_with_another_number_are_others(begin, copied):
    lives(begin())
    make = begin()
    make.count = 40
    assert lives(make)[0].code == "don-vi-41"
    assert copied == []


def test_a_test_that_exchanges_parts_of_the_program_keeps_nothing(make, monkeypatch):
    lives(make)
    assert make.beginning.steps is None


def test_another_test_keeps_its_steps(make):
    lives(make)
    assert (make.beginning.steps is None) == (os.environ.get("BEGINNINGS") == "made")
