"""Two worlds that differ in one hidden fact answer alike, byte for byte, whoever may not know it.

And differently whoever may: a fact that changes nothing for anybody would prove nothing.
"""

import re

import pytest

from tests.make.facts import FACTS
from tests.make.worlds import Fact, Worlds

# Where reviews are read; the rest of the addresses is asked in the long suite.
OF_THE_REVIEW = re.compile(r"/(?:viec-can-lam|binh-xet|cham-diem|de-cu|dot-xet|phan-anh)(?:[/?]|$)")
# Some of the facts, and from whom: quick enough for every run.
QUICK = {"a score": ("reviewer", "secretary"), "who objects": ("signer", "secretary")}


def differences(worlds, fact, roles, wanted=None):
    """{role: the addresses that answer otherwise in the other world}."""
    one, other = (worlds.answers(fact, way, roles, wanted) for way in (False, True))
    return {
        role: [path for path in sorted(one[role].keys() | other[role].keys())
               if one[role].get(path) != other[role].get(path)]
        for role in roles
    }  # fmt: skip


@pytest.fixture
def worlds(app):
    found = Worlds(app)
    yield found
    found.begun.end()


def check(fact, found):
    leaks = [f"{role} {path}" for role, paths in found.items() if role in fact.hidden_from for path in paths]
    assert [leak for leak in leaks if not re.match(fact.told, leak)] == []
    assert [role for role in fact.known_to if role in found and not found[role]] == []


def test_reviews_tell_nothing_of_some_facts(worlds):
    for fact in (one for one in FACTS if one.name in QUICK):
        check(fact, differences(worlds, fact, QUICK[fact.name], OF_THE_REVIEW))


@pytest.mark.slow
@pytest.mark.parametrize("fact", FACTS, ids=lambda one: one.name)
def test_no_page_tells_anything_of(worlds, fact):
    check(fact, differences(worlds, fact, (*fact.hidden_from, *fact.known_to)))


@pytest.mark.slow
def test_equal_worlds_answer_alike(worlds):
    same = Fact("nothing", lambda world, way: None, (), ())
    assert differences(worlds, same, ("public", "secretary"), OF_THE_REVIEW) == {
        "public": [],
        "secretary": [],
    }
