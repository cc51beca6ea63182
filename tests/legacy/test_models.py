"""Lists of models: what becomes of each row, and that nothing is taken over twice."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from registry.catalogue.models import Exemplar
from registry.catalogue.service import taking_over
from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.identity.service import roles
from registry.legacy.service import running
from registry.legacy.states import Fate, RunState
from registry.notifications.models import Message
from registry.units.service import reorganising
from tests.legacy.conftest import rows_of
from tests.make.lists import HEADINGS, models, workbook


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def fates(run):
    return [row.fate for row in rows_of(run)]


def test_a_list_is_checked_before_anything_is_stored(desk, commune, lead, small_list):
    run = desk.check(lead, desk.upload(lead, commune, small_list))

    assert (run.state, fates(run)) == (RunState.CHECKED, [Fate.NEW] * 3)
    assert count(Exemplar) == 0
    assert db.session.scalar(select(Message.subject)) == "Đã kiểm tra xong danh sách so-theo-doi.xlsx"


def test_rows_become_registered_models_marked_as_imported(desk, commune, lead, small_list):
    run = desk.take(lead, commune, small_list)

    first = db.session.scalars(select(Exemplar).order_by(Exemplar.id)).first()
    assert run.state is RunState.DONE
    assert (first.is_from_list, first.state, first.is_public) == (True, ExemplarState.RUNNING, False)
    assert (first.latest.title, first.latest.started_year) == ("Tổ tự quản số 1", 2016)
    assert (first.lead_unit, first.latest.field.code) == (commune, "economy")
    assert rows_of(run)[0].subject == first.reference


def test_rows_become_drafts_when_that_was_chosen(desk, commune, lead, small_list):
    desk.take(lead, commune, small_list, as_drafts=True)

    assert {one.state for one in db.session.scalars(select(Exemplar))} == {ExemplarState.DRAFT}


def test_the_same_list_again_changes_nothing(desk, commune, lead, small_list):
    desk.take(lead, commune, small_list)
    again = desk.take(lead, commune, small_list)

    assert fates(again) == [Fate.SAME] * 3
    assert count(Exemplar) == 3


def test_a_row_that_says_something_else_changes_its_model(desk, commune, lead):
    rows = models(2, commune.name)
    desk.take(lead, commune, workbook(rows))
    rows[1][1] = "Tổ tự quản đường hoa"
    again = desk.take(lead, commune, workbook(rows))

    assert fates(again) == [Fate.SAME, Fate.CHANGED]
    assert rows_of(again)[1].changes == [["title", "Tổ tự quản số 2", "Tổ tự quản đường hoa"]]
    assert count(Exemplar) == 2
    assert [one.latest.title for one in db.session.scalars(select(Exemplar).order_by(Exemplar.id))] == [
        "Tổ tự quản số 1", "Tổ tự quản đường hoa",
    ]  # fmt: skip


def test_without_a_number_the_unit_the_title_and_the_year_tell_a_row_apart(desk, commune, lead):
    rows = [row[1:] for row in models(2, commune.name)]
    desk.take(lead, commune, workbook(rows, headings=HEADINGS[1:]))
    rows[0][4] = "Kết quả khác hẳn"
    again = desk.take(lead, commune, workbook(rows, headings=HEADINGS[1:]))

    assert fates(again) == [Fate.CHANGED, Fate.SAME]
    assert count(Exemplar) == 2


def test_wrong_rows_are_refused_with_field_and_reason(desk, make, commune, lead):
    other = make.unit(name="Xã Khác", code="xa-khac")
    rows = models(5, commune.name)
    rows[0][1], rows[1][2], rows[2][3], rows[3][4] = "", other.name, "năm ngoái", "Thể thao"
    run = desk.take(lead, commune, workbook([*rows, rows[4]]))

    assert fates(run) == [Fate.REFUSED] * 4 + [Fate.NEW, Fate.REFUSED]
    assert [row.faults[0][0] for row in rows_of(run) if row.faults] == ["title", "unit", "year", "field", ""]
    assert count(Exemplar) == 1


def test_an_old_name_finds_the_unit_that_bore_it(desk, make, commune, lead):
    old = make.unit(name="Xã Nà Sài", code="na-sai", parent=commune.placements[0].parent)
    reorganising.merge_units(None, [old], into=commune, on=date(2025, 7, 1), basis="NQ")
    run = desk.take(lead, commune, workbook(models(1, "xã na sai")))

    made = db.session.scalar(select(Exemplar))
    assert fates(run) == [Fate.NEW]
    assert (made.lead_unit, made.lead_unit_name) == (old, "Xã Nà Sài")


def test_a_calculated_cell_is_refused(desk, commune, lead):
    rows = models(2, commune.name)
    rows[0][3] = "=2010+9"
    run = desk.take(lead, commune, workbook(rows))

    assert fates(run) == [Fate.REFUSED, Fate.NEW]
    assert rows_of(run)[0].faults[0][0] == "year"


def test_whoever_lost_the_role_takes_nothing_over(desk, make, commune, lead, small_list):
    run = desk.check(lead, desk.upload(lead, commune, small_list))
    running.import_list(lead, run)
    roles.end_role(None, lead.grants[0])
    desk.work()

    assert fates(run) == [Fate.REFUSED] * 3
    assert count(Exemplar) == 0


def test_a_list_whose_file_is_lost_ends_with_a_sentence(desk, commune, lead, small_list):
    run = desk.upload(lead, commune, small_list)
    desk.storage._path(run.digest).unlink()
    desk.check(lead, run)

    assert run.state is RunState.REFUSED
    assert run.problem == "Tệp không còn trong kho. Hãy tải danh sách lên lại."


def test_a_row_the_database_refuses_stops_no_other(desk, commune, lead, small_list, monkeypatch):
    run = desk.check(lead, desk.upload(lead, commune, small_list))
    take = taking_over.take_over_models

    def meanwhile(actor, told, **values):
        if any(one.contents["title"].endswith("số 2") for one in told):
            raise IntegrityError("insert", {}, Exception("unique"))
        return take(actor, told, **values)

    monkeypatch.setattr(taking_over, "take_over_models", meanwhile)
    running.import_list(lead, run)
    desk.work()

    assert (run.state, fates(run)) == (RunState.DONE, [Fate.NEW, Fate.REFUSED, Fate.NEW])
    assert count(Exemplar) == 2


@pytest.mark.parametrize(
    ("heading", "cell", "dong"),
    [
        ("Kinh phí (triệu đồng)", "250", 250_000_000),
        ("Kinh phí (triệu đồng)", "1.250,5", 1_250_500_000),
        ("Kinh phí (ĐVT: 1.000 đ)", "12.000", 12_000_000),
        ("Tổng kinh phí (trđ)", "250 triệu", 250_000_000),
        ("Kinh phí (triệu đồng)", "1,5 tỷ", 1_500_000_000),
        ("Kinh phí (đồng)", "250.000.000", 250_000_000),
    ],
)
def test_amounts_are_read_in_the_unit_of_their_heading(desk, commune, lead, heading, cell, dong):
    desk.take(lead, commune, workbook([["Đường hoa", cell]], headings=["Tên mô hình", heading]))

    assert db.session.scalar(select(Exemplar)).latest.budget_vnd == dong


@pytest.mark.parametrize(("heading", "cell"), [("Kinh phí", "250"), ("Kinh phí (triệu đồng)", "250.000.000")])
def test_an_amount_whose_unit_is_in_doubt_is_refused(desk, commune, lead, heading, cell):
    run = desk.take(lead, commune, workbook([["Đường hoa", cell]], headings=["Tên mô hình", heading]))

    assert [row.faults[0][0] for row in rows_of(run)] == ["budget_vnd"]
    assert count(Exemplar) == 0


def test_what_the_unit_registered_here_is_not_taken_over_once_more(desk, make, commune, lead):
    known = make.exemplar(unit=commune, title="Hũ gạo giáp hạt", started_on=date(2024, 3, 1))
    rows = [["Hũ gạo giáp hạt", "2024"], ["Hũ gạo giáp hạt", "2019"], ["Đường hoa", "2024"]]
    run = desk.take(lead, commune, workbook(rows, headings=["Tên mô hình", "Năm bắt đầu"]))

    assert fates(run) == [Fate.REFUSED, Fate.NEW, Fate.NEW]
    assert known.reference in rows_of(run)[0].faults[0][1]
    assert count(Exemplar) == 3
