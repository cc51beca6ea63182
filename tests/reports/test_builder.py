"""A table that is put together tells what its definitions tell, however it is divided."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.dialects import postgresql

from registry.catalogue.states import Level
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, NotFound
from registry.reports.asking import EVERYWHERE
from registry.reports.builder import ACROSS, ROWS, Question, ask
from registry.reports.definitions import FIGURES
from registry.reports.figures.counting import COLUMNS, By
from registry.reports.figures.fairness import shares_of
from registry.reports.scope import Period, Scope
from registry.units.service import reorganising
from registry.units.states import Tree
from tests.make.books import History

DIVISIONS = (
    (By.BELOW, None),
    (By.UNIT, By.YEAR),
    (By.QUARTER, By.BELOW),
    (By.FIELD, By.SUBJECT),
)
YEARS = {"since": "2023", "until": "2025"}


@pytest.fixture
def history(make):
    """A province with two communes: models of 2023 and 2024, some recognised and copied."""
    history = History(make, date(2023, 3, 1), tells=False)
    history.communes = [make.unit(parent=history.unit, name=f"=Xã {name}") for name in ("Một", "Hai")]
    history.models(2)
    first = history.models(4, unit=history.communes[0])
    history.recognised(first[:3])
    history.recognised(first[:1], Level.PROVINCE)
    history.wait(400)
    second = history.models(3, unit=history.communes[1], field=1)
    history.recognised([*second[:1], *first[:2]])
    history.copied(first[:2])
    history.book()
    return history


@pytest.fixture
def reader(make, history):
    return make.staff(history.unit)


def told(answer):
    return {line.key: line.numbers for line in answer.lines}


def test_a_row_is_what_its_unit_alone_would_be_told(history, reader):
    codes = ("running", "registered", "recognised", "replicated")
    answer = ask(reader, Question(By.BELOW, codes, **YEARS))
    rows = told(answer)
    assert rows.keys() == {*(one.id for one in history.communes), None}
    for commune in history.communes:
        alone = Scope(reader, answer.scope.period, commune)
        assert rows[commune.id] == [FIGURES[code].of(alone) for code in codes]
    assert rows[None] == [2, 2, 0, 0]
    assert answer.totals == [9, 9, 4, 2]


@pytest.mark.parametrize("time", [By.YEAR, By.QUARTER])
@pytest.mark.parametrize("code", ["running", "registered", "recognised"])
def test_a_time_is_what_it_alone_would_be_told_also_where_units_moved(make, history, reader, time, code):
    other = make.province()
    reorganising.move_unit(
        None, history.communes[0], parent=other, tree=Tree.TERRITORIAL, on=date(2024, 7, 1)
    )
    answer = ask(reader, Question(time, (code,), By.FIELD, **YEARS))
    assert len(answer.lines) == (3 if time is By.YEAR else 12)
    for line in answer.lines:
        period = str(line.key) if time is By.YEAR else f"{line.key // 10}-q{line.key % 10}"
        alone = ask(reader, Question(By.FIELD, (code,), since=period, until=period))
        of_fields = {one.key: one.numbers[0] for one in alone.lines}
        assert dict(zip(answer.columns, line.numbers, strict=True)) == of_fields, period
        assert line.total == alone.totals[0], period


def test_what_stands_below_moved_with_its_place(make, history, reader):
    """A commune that belongs elsewhere today is still a row of the years in which it stood here."""
    other = make.province()
    yesterday = today() - timedelta(days=1)
    reorganising.move_unit(None, history.communes[0], parent=other, tree=Tree.TERRITORIAL, on=yesterday)
    answer = ask(reader, Question(By.BELOW, ("registered",), **YEARS))
    assert told(answer)[history.communes[0].id] == [4]


def test_a_model_counts_once_in_the_whole(history, reader):
    answer = ask(reader, Question(By.YEAR, ("recognised",), By.LEVEL, **YEARS))
    assert [line.total for line in answer.lines] == [3, 3, 0]
    assert (answer.columns, answer.totals, answer.total) == ([Level.COMMUNE, Level.PROVINCE], [4, 1], 4)


def test_what_cannot_be_divided_is_left_out_and_says_why(history, reader):
    answer = ask(reader, Question(By.LEVEL, ("registered", "recognised"), **YEARS))
    assert [one.code for one in answer.figures] == ["recognised"]
    assert [(one.code, "no level" in str(why)) for one, why in answer.left_out] == [("registered", True)]
    narrowed = ask(reader, Question(By.FIELD, ("running", "money"), level="commune", **YEARS))
    assert (narrowed.lines, len(narrowed.left_out)) == ([], 2)
    assert [one.code for one, _why in ask(reader, Question(By.PART, ("land",))).left_out] == ["land"]


def test_small_numbers_are_hidden_where_the_overview_hides_them(history, reader):
    answer = ask(
        reader, Question(By.SIZE, ("registered", "recognised", "running"), since="2023", until="2023")
    )
    assert [one.code for one, _why in answer.left_out] == ["running"]
    assert answer.is_masked
    shares = {(one.least, one.most): [one.registered, one.recognised] for one in shares_of(answer.scope)}
    assert told(answer) == shares
    assert answer.totals == []


@pytest.mark.parametrize("day", ["30/06/2023", "06/2023", "2023-06", "2023-06-30", "2023-q2"])
def test_an_old_figure_comes_out_as_it_was_told_then(make, day):
    """One recognition was annulled in the same year, two models came later: on that day nobody knew."""
    history = History(make, date(2023, 3, 1))
    models = history.models(4)
    recognitions = history.recognised(models[:3])
    history.book()
    history.wait(150)
    history.ended(recognitions[0])
    history.models(2, field=1)
    history.book()
    reader = make.staff(history.unit, since=date(2010, 1, 1))
    codes = ("running", "registered", "recognised")
    now = ask(reader, Question(By.FIELD, codes, since="2023", until="2023"))
    then = ask(reader, Question(By.FIELD, codes, since="2023", until="2023", known_by=day))
    assert now.totals == [6, 6, 2]
    assert then.totals == [4, 4, 3]
    assert told(then)[history.fields[1].id] == [0, 0, 0]
    assert (then.scope.period.last, then.scope.known_by) == (date(2023, 6, 30), date(2023, 6, 30))
    usual = ask(reader, Question(By.FIELD, codes, known_by=day))
    assert (usual.scope.period.first, usual.totals) == (date(2023, 1, 1), [4, 4, 3])
    sizes = [
        [line.numbers for line in ask(reader, Question(By.SIZE, codes[1:], **asked)).lines]
        for asked in (
            {"since": "2023", "until": "2023", "known_by": day},
            {"since": "2023-03", "until": "2023-03", "known_by": "2023-03"},
        )
    ]
    assert sizes[0] == sizes[1]


def test_a_month_is_asked_like_a_year(history, reader):
    answer = ask(reader, Question(By.FIELD, ("registered",), since="2024-04", until="2024-04"))
    assert answer.totals == [3], "400 days after 1 March 2023"
    assert (answer.scope.period.first, answer.scope.period.last) == (date(2024, 4, 1), date(2024, 4, 30))
    assert ask(reader, Question(By.FIELD, ("registered",), since="2024-03", until="2024-03")).totals == [0]
    assert ask(reader, Question(By.QUARTER, ("registered",), since="2023-12", until="2024-04")).totals == [3]


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (Question(By.FIELD, ("registered",), known_by="31/02/2024"), "known_by"),
        (Question(By.FIELD, ("registered",), known_by="hôm nọ"), "known_by"),
        (Question(By.FIELD, ("registered",), known_by="2999-01"), "known_by"),
        (Question(By.FIELD, ("registered",), since="2024", known_by="2023"), "since"),
        (Question(By.FIELD, ("registered",), since="2024-13"), "since"),
        (Question(By.FIELD, ()), "figures"),
        (Question(By.FIELD, ("registered", "running"), By.YEAR), "figures"),
        (Question(By.FIELD, ("registered",), By.FIELD), "across"),
        (Question(By.YEAR, ("registered",), By.QUARTER), "across"),
        (Question(By.SIZE, ("registered",), By.FIELD), "across"),
        (Question(By.FIELD, ("registered",), since="2999"), "since"),
        (Question(By.FIELD, ("registered",), since="2000", until="2025"), "since"),
        (Question(By.FIELD, ("registered",), since="2024-q3", until="2024-q2"), "until"),
        (Question(By.FIELD, ("registered",), until="bao giờ"), "until"),
        (Question(By.FIELD, ("registered",), By.QUARTER, since="2010", until="2025"), "across"),
    ],
)
def test_what_makes_no_table_is_refused(reader, question, field):
    with pytest.raises(InvalidInput) as refused:
        ask(reader, question)
    assert refused.value.field == field


def test_nobody_counts_more_than_on_the_overview(make, history):
    stranger = make.lead(make.province())
    answer = ask(stranger, Question(By.FIELD, ("registered",), unit=history.unit.code, **YEARS))
    assert answer.totals == [0]
    with pytest.raises(NotFound):
        ask(stranger, Question(By.FIELD, ("registered",), unit="khong-co"))
    everywhere = ask(make.lead(history.unit), Question(By.BELOW, ("registered",), unit=EVERYWHERE, **YEARS))
    assert told(everywhere)[history.unit.id] == [9]


def test_every_division_of_every_figure_adds_up_to_numbers_that_are_shown(history, reader):
    """Where a figure is a sum, its rows are the whole; where models are counted, never less than it."""
    period = Period(date(2023, 1, 1), date(2025, 12, 31))
    for code, figure in FIGURES.items():
        for rows in ROWS:
            answer = ask(reader, Question(rows, (code,), **YEARS))
            if rows is By.SIZE or answer.left_out or (code == "running" and rows in (By.YEAR, By.QUARTER)):
                continue
            whole = figure.of(Scope(reader, period, history.unit))
            assert sum(line.numbers[0] for line in answer.lines) >= whole == answer.totals[0], (code, rows)


def test_more_rows_take_no_more_statements(make, history, reader):
    sent = []
    event.listen(db.engine, "before_cursor_execute", lambda *values: sent.append(values[2]))

    def statements():
        db.session.rollback()
        found = []
        for rows, across in DIVISIONS:
            sent.clear()
            ask(db.session.merge(reader), Question(rows, ("recognised",), across, **YEARS))
            found.append(len(sent))
        return found

    before = statements()
    for _number in range(5):
        commune = make.unit(parent=history.unit)
        history.recognised(history.models(3, unit=commune, field=2))
    history.tells = True
    history.catch_up_from(date(2023, 3, 1))
    db.session.commit()
    history.book()
    assert statements() <= before


def test_every_choice_is_offered_once():
    assert len(set(ROWS)) == len(ROWS)
    assert set(ACROSS) <= set(ROWS)


def test_quarters_are_whole_numbers_in_every_database():
    """PostgreSQL tells a month as a decimal: February would lie between two quarters."""
    told = str(select(COLUMNS[By.QUARTER]).compile(dialect=postgresql.dialect()))

    assert re.findall(r"EXTRACT\(\w+ FROM figure_entries.counted_on\) AS INTEGER", told) == [
        "EXTRACT(year FROM figure_entries.counted_on) AS INTEGER",
        "EXTRACT(month FROM figure_entries.counted_on) AS INTEGER",
    ]
