"""A dossier that comes back: what was asked for, what changed since, and the answer in words."""

import pytest

from registry.catalogue.contents import Section
from registry.catalogue.service import editing
from registry.core.errors import InvalidInput
from registry.review.queries import followup_of
from registry.review.service import nominating, verifying
from registry.review.states import NominationState as N


@pytest.fixture
def returned(make):
    case = make.case(state=N.SUBMITTED)
    verifying.return_to_unit(
        case.staff, case.nomination, reason="Nêu rõ cách làm", sections=["method", "results"]
    )
    return case


@pytest.mark.parametrize("begun", [False, True])
def test_a_dossier_left_as_it_was_needs_an_answer(make, returned, begun):
    if begun:
        editing.begin_new_version(returned.member, returned.exemplar)
        make.evidence_of(returned.exemplar)
    for person, command in ((returned.member, nominating.ask_to_sign), (returned.lead, nominating.sign)):
        with pytest.raises(InvalidInput) as refusal:
            command(person, returned.nomination, answer=" ")
        assert refusal.value.field == "answer"
    assert returned.nomination.state is N.RETURNED
    nominating.ask_to_sign(returned.member, returned.nomination, answer="Cách làm đã nêu đủ ở mục 2")
    nominating.sign(returned.lead, returned.nomination)
    found = followup_of(returned.nomination)
    assert (found.is_unchanged, found.answer) == (True, "Cách làm đã nêu đủ ở mục 2")


def test_a_part_that_was_mended_needs_no_answer(make, returned):
    editing.begin_new_version(returned.member, returned.exemplar)
    make.fill(returned.member, returned.exemplar, {"method": "Họp dân lần hai, có biên bản."})
    make.evidence_of(returned.exemplar)
    nominating.sign(returned.lead, returned.nomination)
    found = followup_of(returned.nomination)
    assert Section.METHOD in found.changed
    assert found.untouched == [Section.RESULTS]
    assert not found.is_unchanged
    verifying.verify(returned.staff, returned.nomination)
    assert followup_of(returned.nomination) is None


def test_what_was_mended_elsewhere_is_told_apart(make, returned):
    editing.begin_new_version(returned.member, returned.exemplar)
    make.fill(returned.member, returned.exemplar, {"summary": "Bản tóm tắt khác."})
    found = followup_of(returned.nomination)
    assert found.others
    assert not set(found.others) & set(found.named)
    assert found.needs_answer


def test_a_nomination_that_never_came_back_has_nothing_to_follow(make):
    assert followup_of(make.nomination(state=N.SUBMITTED)) is None
