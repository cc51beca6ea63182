"""Who may do what with what is in which state is a committed table, asked through the pages themselves."""

import re

import pytest

from tests.make.matrix import REFRESH, Matrix, addresses, committed
from tests.make.scenes import ROLES

# One cell in so many is asked in every run; all of them in the long suite.
ONE_IN = 100
OUTSIDE = ("public", "stranger", "neighbour")
OF_THE_UNIT = ("member", "lead")
REVIEWERS = ("reviewer", "reviewer_done", "reviewer_other")


@pytest.fixture
def matrix(app):
    found = Matrix(app)
    yield found
    found.end()


def answered(address, roles, letters):
    """Where an address whose name matches answers one of the roles with anything but one of the letters."""
    return [
        (name, scene, role, row[ROLES.index(role)])
        for name, rows in committed().items()
        if re.match(address, name)
        for scene, row in rows.items()
        for role in roles
        if row[ROLES.index(role)] not in letters
    ]


def test_every_address_is_in_the_table(app):
    names = {f"{method} {rule.rule}" for method, rule in addresses(app)}

    assert names ^ committed().keys() == set(), f"look at each, then run: {REFRESH}"


def test_nothing_fails():
    failing = [
        (address, scene)
        for address, rows in committed().items()
        for scene, row in rows.items()
        if "!" in row or "t" in row
    ]
    assert failing == []


def test_a_stranger_meets_nothing_of_a_nomination():
    assert answered(r"\w+ /(?:de-cu|cham-diem|phien-hop)/<", OUTSIDE, "s.x") == []


def test_only_a_reviewer_meets_a_ballot():
    others = [role for role in ROLES if role not in {*REVIEWERS, "reviewer_tied"}]

    assert answered(r"\w+ /cham-diem/<", others, "s.x") == []
    assert answered(r"\w+ /cham-diem/<", ["reviewer_other", "reviewer_tied"], ".x") == []


def test_nobody_who_is_tied_acts_for_the_council():
    acts = "tham-tra|phan-cong|quyet-dinh|chuyen-vach|tra-lai|dieu-kien|thao-luan"

    tied = ("tied_secretary", "reviewer_tied")

    assert answered(rf"POST /de-cu/<ref:reference>/(?:{acts})", tied, ".x") == []
    # The ballot box looks at what is sent first, then at whose it is.
    assert answered(r"POST /phien-hop/<ref:reference>/(?!bieu-quyet)", tied, ".x") == []


def test_the_unit_sees_nothing_of_how_the_council_works():
    inside = (
        r"\w+ /(?:dot-xet/<ref:reference>/(?:xep-hang|so-sanh|phan-cong|nguoi-cham|tranh-xet|ho-so|phan-anh)"
    )
    within = r"|phien-hop|de-cu/<ref:reference>/(?:thao-luan|phan-cong|chuyen-vach|quyet-dinh))"

    assert answered(inside + within, OF_THE_UNIT, ".x") == []


def test_only_administrators_reach_the_accounts_and_the_units():
    others = [role for role in ROLES if role != "administrator"]

    assert answered(r"\w+ /quan-tri/(?:nguoi-dung|don-vi|nhat-ky)", others, "s.x") == []


def test_some_answers_are_as_the_table_says(matrix):
    known = committed()

    changed = {
        where: (known[where[0]][where[1]][ROLES.index(where[2])], letter)
        for where, letter in matrix.sample(ONE_IN).items()
        # What is not in the table yet is reported by the long suite.
        if where[1] in known.get(where[0], ()) and known[where[0]][where[1]][ROLES.index(where[2])] != letter
    }

    assert changed == {}, f"look at each, then run: {REFRESH} all"


@pytest.mark.slow
def test_everything_answers_as_the_table_says(matrix):
    known, found = committed(), matrix.table()

    changed = {
        f"{address} {scene}": (known.get(address, {}).get(scene), row)
        for address, rows in found.items()
        for scene, row in rows.items()
        if known.get(address, {}).get(scene) != row
    }

    assert changed == {}, f"look at each, then run: {REFRESH} all"
