"""Who may do what with what is in which state is a committed table, asked through the pages themselves."""

import pytest

from tests.make.matrix import REFRESH, ROLES, Matrix, committed


@pytest.fixture
def matrix(app):
    return Matrix(app)


def _changed(found):
    """What answers otherwise than the table says: {address, state, role: (then, now)}."""
    known = committed()
    return {
        f"{address} {state} {role}": (then, now)
        for address, states in found.items()
        for state, letters in states.items()
        for role, then, now in zip(
            ROLES, known.get(address, {}).get(state, "?" * len(ROLES)), letters, strict=True
        )
        if then != now
    }


@pytest.mark.slow
def test_every_address_is_in_the_table(app):
    names = {
        f"{method} {rule.rule}"
        for stateful in (True, False)
        for method, rule in Matrix.rules_of(app, stateful=stateful)
    }
    assert names ^ committed().keys() == set(), f"look at each, then run: {REFRESH}"


def test_nothing_fails():
    failing = [
        (address, state)
        for address, states in committed().items()
        for state, letters in states.items()
        if "!" in letters
    ]
    assert failing == []


def test_a_stranger_does_nothing_to_a_nomination():
    done = [
        (address, state, role)
        for address, states in committed().items()
        for state, letters in states.items()
        for role in ("public", "stranger", "neighbour")
        if " /de-cu/<" in address or " /cham-diem/<" in address
        if letters[ROLES.index(role)] not in "s.x"
    ]
    assert done == []


def test_nobody_who_is_tied_acts_for_the_council():
    deciding = ("tham-tra", "phan-cong", "quyet-dinh", "chuyen-vach", "tra-lai")
    done = [
        (address, state)
        for address, states in committed().items()
        for state, letters in states.items()
        if address.startswith("POST /de-cu/<") and any(word in address for word in deciding)
        if letters[ROLES.index("tied_secretary")] not in ".x"
    ]
    assert done == []


@pytest.mark.slow
@pytest.mark.parametrize("stateful", [True, False])
def test_everything_answers_as_the_table_says(matrix, stateful):
    assert _changed(matrix.table(stateful=stateful)) == {}, f"look at each, then run: {REFRESH}"
