"""Who may see which model, and which of its versions."""

import pytest

from registry.catalogue import queries, visibility
from registry.catalogue.models import Exemplar
from registry.catalogue.service import editing
from registry.catalogue.states import ExemplarState
from registry.catalogue.visibility import Standing
from registry.core.errors import NotFound
from registry.core.permissions import Permission, allowed
from registry.identity.models import Role

OVERSEERS = (Role.REGISTRY_STAFF, Role.COUNCIL_SECRETARY, Role.SIGNER, Role.ADMINISTRATOR)


@pytest.fixture
def places(make):
    """A province with two communes, and another province."""
    province = make.province()
    return province, make.unit(parent=province), make.unit(parent=province), make.province()


def sees(actor, exemplar):
    """The answer of every way to ask, which must all agree."""
    answers = {
        exemplar.reference in queries.visible_references(actor),
        allowed(actor, Permission.EXEMPLAR_READ, exemplar),
        _found(actor, exemplar),
    }
    assert len(answers) == 1, answers
    return answers.pop()


def _found(actor, exemplar):
    try:
        return queries.get_exemplar(actor, exemplar.reference) is exemplar
    except NotFound:
        return False


def test_a_draft_is_its_units_own(make, places):
    province, unit, neighbour, _other = places
    draft = make.exemplar(unit=unit, state=ExemplarState.DRAFT, complete=False)

    assert sees(make.member(unit), draft)
    assert sees(make.lead(province), draft)
    for stranger in (
        None,
        make.user(),
        make.lead(neighbour),
        *(make.holder(role, province) for role in OVERSEERS),
    ):
        assert not sees(stranger, draft)


def test_a_registered_model_is_seen_by_everybody_with_an_account(make, places):
    _province, unit, neighbour, other = places
    running = make.exemplar(unit=unit)

    for person in (make.user(), make.lead(neighbour), make.reviewer(other), make.staff(other)):
        assert sees(person, running)
    assert not sees(None, running)


@pytest.mark.parametrize("role", OVERSEERS)
def test_those_who_oversee_a_model_stand_closer_than_others(make, places, role):
    province, unit, neighbour, _other = places
    running = make.exemplar(unit=unit)

    def standing(person):
        return visibility.standing_of(person, running)

    assert standing(make.holder(role, province)) is Standing.INSIDE
    assert standing(make.holder(role, neighbour)) is Standing.COLLEAGUE
    assert standing(make.member(unit)) is Standing.OWN
    assert standing(None) is Standing.OUTSIDE


def test_a_public_model_is_seen_by_everybody(make):
    public = make.exemplar(public=True)

    assert sees(None, public)
    assert sees(make.user(), public)


def test_other_subjects_bring_people_closer(make, monkeypatch):
    monkeypatch.setattr(visibility, "_clauses", [])
    exemplar, person, other = make.exemplar(state=ExemplarState.DRAFT), make.user(), make.user()
    visibility.add_clause(lambda actor: Exemplar.id == exemplar.id if actor.id == person.id else None)

    assert sees(person, exemplar)
    assert not sees(other, exemplar)


def test_a_deactivated_person_sees_what_the_public_sees(make):
    exemplar = make.exemplar()
    person = make.lead(exemplar.lead_unit)
    person.is_active = False

    assert not sees(person, exemplar)


def test_the_reference_need_not_exist(make):
    for reference in ("MH-2026-99999", "9" * 26, "x"):
        with pytest.raises(NotFound):
            queries.get_exemplar(make.user(), reference)


def test_each_reader_gets_their_versions(make, places):
    province, unit, _neighbour, _other = places
    exemplar = make.exemplar(unit=unit, public=True)
    lead, staff, colleague = make.lead(unit), make.staff(province), make.user()
    editing.begin_new_version(lead, exemplar)
    make.frozen(exemplar)
    editing.begin_new_version(lead, exemplar)

    def numbers(actor):
        return [one.number for one in queries.list_versions(actor, exemplar)]

    assert (numbers(lead), numbers(staff)) == ([1, 2, 3], [1, 2])
    assert (numbers(colleague), numbers(None)) == ([1], [1])
    assert [queries.version_to_show(one, exemplar).number for one in (lead, staff, None)] == [3, 2, 1]
    assert queries.get_version(staff, exemplar, 2).number == 2
    for actor, number in ((staff, 3), (colleague, 2), (None, 2), (lead, 4), (None, 10**26)):
        with pytest.raises(NotFound):
            queries.get_version(actor, exemplar, number)


def test_the_open_version_is_read_while_none_was_submitted(make, places):
    province, unit, _neighbour, _other = places
    exemplar = make.exemplar(unit=unit)

    assert queries.version_to_show(make.staff(province), exemplar).number == 1
    assert queries.version_to_show(make.user(), exemplar).number == 1


def test_colleagues_read_what_was_submitted_and_not_what_is_being_changed(make):
    exemplar = make.frozen(make.exemplar())
    editing.begin_new_version(make.lead(exemplar.lead_unit), exemplar)

    assert queries.version_to_show(make.user(), exemplar).number == 1
