"""Keeping a table: for oneself, or for a unit; who opens it, and what the log says."""

from datetime import date

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.db import db
from registry.core.errors import InvalidInput, NotFound, PermissionDenied, StaleVersion
from registry.identity.service import accounts
from registry.reports import queries
from registry.reports.builder import Question
from registry.reports.figures.counting import By
from registry.reports.models import SavedTable
from registry.reports.service import keeping

QUESTION = Question(By.FIELD, ("registered", "recognised"), since="2024", unit="tat-ca")


@pytest.fixture
def unit(make):
    return make.province()


@pytest.fixture
def lead(make, unit):
    return make.lead(unit)


def keep(person, unit=None, name="Quý này"):
    return keeping.save_table(person, QUESTION, name=name, unit=unit)


def stored():
    return [(one.name, one.unit_id) for one in db.session.scalars(select(SavedTable))]


def actions():
    query = select(AuditEvent.action).where(AuditEvent.action.startswith("figures.")).order_by(AuditEvent.seq)
    return list(db.session.scalars(query))


def test_what_was_kept_asks_the_same(lead):
    saved = keep(lead)
    assert keeping.question_of(saved) == QUESTION
    assert queries.list_saved(lead) == [saved]
    assert actions() == []


def test_a_units_table_is_its_people_s(make, unit, lead):
    saved, own = keep(lead, unit), keep(lead, name="Của tôi")
    colleague, elsewhere = make.staff(unit), make.lead(make.province())
    below = make.lead(make.unit(parent=unit))
    assert queries.list_saved(colleague) == [saved]
    assert queries.get_saved(colleague, saved.reference) == saved
    for person, one in ((elsewhere, saved), (below, saved), (colleague, own)):
        assert one not in queries.list_saved(person)
        with pytest.raises(NotFound):
            queries.get_saved(person, one.reference)
    keeping.change_table(colleague, saved, version=saved.version, name="Chung", unit=unit)
    keeping.delete_table(colleague, saved, version=saved.version)
    assert actions() == ["figures.saved", "figures.renamed", "figures.deleted"]


def test_nobody_changes_or_deletes_what_is_not_theirs(make, unit, lead):
    saved, other = keep(lead), make.staff(unit)
    for command in (
        lambda: keeping.change_table(other, saved, version=None, name="Lấy", unit=None),
        lambda: keeping.replace_table(other, saved, QUESTION, version=None),
        lambda: keeping.delete_table(other, saved, version=None),
    ):
        with pytest.raises(NotFound):
            command()
    assert stored() == [("Quý này", None)]


def test_nobody_keeps_for_a_unit_whose_figures_they_do_not_read(make, unit, lead):
    other, saved = make.province(), keep(lead)
    with pytest.raises(PermissionDenied):
        keep(lead, other)
    with pytest.raises(PermissionDenied):
        keeping.change_table(lead, saved, version=saved.version, name="Sang", unit=other)
    with pytest.raises(PermissionDenied):
        keep(make.member(unit))
    assert stored() == [("Quý này", None)]


def test_what_is_wrong_is_told_and_nothing_is_kept(lead, unit, monkeypatch):
    keep(lead)
    for name in (" ", "x" * 121, "QUÝ  này"):
        with pytest.raises(InvalidInput):
            keep(lead, name=name)
    with pytest.raises(InvalidInput):
        keeping.save_table(lead, Question(By.FIELD, ()), name="Rỗng", unit=None)
    monkeypatch.setattr(keeping, "MOST_SAVED", 1)
    with pytest.raises(InvalidInput):
        keep(lead, name="Nữa")
    assert stored() == [("Quý này", None)]
    keep(lead, unit)


def test_a_stale_form_changes_nothing(lead):
    saved = keep(lead)
    version = saved.version
    keeping.change_table(lead, saved, version=version, name="Mới", unit=None)
    for command in (keeping.delete_table, lambda *one, **seen: keeping.replace_table(*one, QUESTION, **seen)):
        with pytest.raises(StaleVersion):
            command(lead, saved, version=version)
    assert stored() == [("Mới", None)]


def test_taking_a_units_table_for_oneself_is_told(make, unit, lead):
    saved, colleague = keep(lead, unit), make.staff(unit)
    keeping.change_table(colleague, saved, version=saved.version, name="Riêng", unit=None)
    assert (queries.list_saved(lead), queries.list_saved(colleague)) == ([], [saved])
    assert actions() == ["figures.saved", "figures.taken_back"]


def test_closing_an_account_takes_along_what_was_its_own(make, unit, lead):
    keep(lead)
    keep(lead, unit, name="Chung")
    accounts.set_active(make.administrator(unit), lead, active=False)
    assert stored() == [("Chung", unit.id)]
    assert [one.maker for one in queries.list_saved(make.staff(unit, since=date(2020, 1, 1)))] == [None]
