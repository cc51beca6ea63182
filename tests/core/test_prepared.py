"""Statements that are taken apart once give what the session gives, and see what it sees."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from registry.catalogue.models import Exemplar, ExemplarVersion, Result
from registry.catalogue.states import Qualifier
from registry.core.db import db
from registry.core.prepared import Prepared, is_among
from registry.jobs.models import OutboxRow


@pytest.fixture
def statement():
    """Columns of many types, some of them empty."""
    return (
        select(
            Exemplar.id,
            Exemplar.is_public,
            Exemplar.withheld_names,
            ExemplarVersion.subject_kind,
            ExemplarVersion.areas,
            Exemplar.created_at,
        )
        .join(ExemplarVersion, ExemplarVersion.exemplar_id == Exemplar.id)
        .where(is_among(Exemplar.reference, "references"), Exemplar.is_public == True)  # noqa: E712
        .order_by(Exemplar.id)
    )


def test_rows_are_those_of_the_session_in_every_type(make, statement):
    made = [make.exemplar(public=True, areas=["rural", "border"]) for _number in range(3)]
    hidden = make.exemplar()
    given = [one.reference for one in (*made[:2], hidden)] + ["none", 'a"b']
    rows = Prepared(statement).rows(references=given)
    expected = db.session.execute(statement, {"references": given}).all()
    assert [tuple(row) for row in rows] == [tuple(row) for row in expected]
    assert [type(value) for value in rows[0]] == [type(value) for value in expected[0]]
    assert [row.id for row in rows] == [one.id for one in made[:2]]
    assert rows[0].is_public is True
    assert rows[0].areas == made[0].versions[-1].areas


def test_the_same_statement_takes_lists_of_any_length(make):
    make.exemplar(public=True)
    asked = Prepared(select(Exemplar.id).where(is_among(Exemplar.id, "ids")))
    known = set(db.session.scalars(select(Exemplar.id)))
    assert {row.id for row in asked.rows(ids=list(range(100_000)))} == known
    assert asked.rows(ids=[]) == []


def test_what_was_not_stored_yet_is_seen(make):
    exemplar = make.exemplar(public=True)
    asked = Prepared(select(Exemplar.place).where(is_among(Exemplar.id, "ids")))
    exemplar.place = "bản Mới"
    assert [row.place for row in asked.rows(ids=[exemplar.id])] == ["bản Mới"]
    db.session.rollback()


def test_numbers_and_words_come_as_they_are_kept(make):
    exemplar = make.exemplar(public=True)
    version = exemplar.versions[-1]
    asked = Prepared(select(Result.after, Result.qualifier).where(is_among(Result.version_id, "versions")))
    found = asked.rows(versions=[version.id])
    expected = [(one.after, one.qualifier) for one in version.results]
    assert [(row.after, row.qualifier) for row in found] == expected
    assert all(isinstance(row.qualifier, Qualifier) for row in found)


def test_a_value_that_is_not_given_is_no_empty_one(make):
    asked = Prepared(select(Exemplar.id).where(is_among(Exemplar.id, "ids")))
    with pytest.raises(KeyError):
        asked.rows(id=[1])


def test_one_row_with_a_moment(make):
    make.exemplar(public=True)
    asked = Prepared(select(func.max(OutboxRow.made_at).label("last")).where(OutboxRow.topic == "exemplars"))
    last = asked.one().last
    assert isinstance(last, datetime)
    assert last.tzinfo is UTC


def test_a_failing_statement_fails_as_elsewhere(app):
    asked = Prepared(select(func.no_such_function(Exemplar.id)))
    with pytest.raises(OperationalError):
        asked.rows()
