"""Whom a lead may help, and where somebody is administered who has left."""

from registry.core.permissions import Permission, allowed
from registry.identity.service import roles
from registry.units.rules import places_of


def test_a_lead_helps_those_alone_whose_every_unit_they_lead(make):
    here, there = make.unit(), make.unit()
    lead, both = make.lead(here), make.member(there, user=make.member(here))
    assert allowed(lead, Permission.USER_HELP, make.member(here))
    assert not allowed(lead, Permission.USER_HELP, both)
    make.lead(there, user=lead)
    assert allowed(lead, Permission.USER_HELP, both)
    assert not allowed(None, Permission.USER_HELP, both)
    assert not allowed(lead, Permission.USER_HELP, make.lead(here, user=make.member(there)))


def test_whose_roles_are_all_over_is_administered_where_they_were_held(make):
    unit, other = make.unit(), make.unit()
    administrator, person = make.administrator(unit), make.member(unit)
    roles.end_role(None, person.grants[0])
    assert places_of(person) == {unit.id}
    assert allowed(administrator, Permission.USER_ADMINISTER, person)
    make.member(other, user=person)
    assert places_of(person) == {other.id}
    assert not allowed(administrator, Permission.USER_ADMINISTER, person)
