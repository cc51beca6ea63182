"""What is read and what is refused of the files people send, and of those made to do harm."""

import io
import os
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.core.errors import DomainError
from registry.core.transaction import transaction
from registry.legacy import reading, sheets
from registry.legacy.columns import find_header, guess_columns
from registry.legacy.models import ImportRun
from registry.legacy.reading import UnreadableList
from registry.legacy.states import Fate, ListKind, RunState
from tests.legacy.conftest import rows_of
from tests.make.lists import HEADINGS, models, workbook


@pytest.fixture
def opened(tmp_path):
    """A file on the disk, as the store gives it."""

    def write(content):
        path = tmp_path / "list"
        path.write_bytes(content)
        return path.open("rb")

    return write


def with_member(content, name, data, *, level=zipfile.ZIP_DEFLATED):
    """The same archive with one member more, or another in its place."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", level) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, data)
    return target.getvalue()


def refusal(opened, content):
    with pytest.raises(UnreadableList) as caught, opened(content) as file:
        reading.survey(file)
    return caught.value.message


def test_no_list_is_opened_under_the_write_lock(app, opened):
    with opened(workbook(models(1, "Xã A"))) as file, transaction():
        with pytest.raises(RuntimeError, match="slow work"):
            reading.survey(file)
        with pytest.raises(RuntimeError, match="slow work"):
            list(reading.read_rows(file, "Danh sách", 1))


def test_sheets_are_told_with_their_first_rows(app, opened):
    with opened(workbook(models(20, "Xã A"), more=("Ghi chú",))) as file:
        told = reading.survey(file)

    assert [one["name"] for one in told] == ["Danh sách", "Ghi chú"]
    assert told[0]["rows"][:2] == [HEADINGS, ["1", "Tổ tự quản số 1", "Xã A", "2016", "Kinh tế",
                                              "3 hộ tham gia góp công làm đường."]]  # fmt: skip


def test_a_list_whose_reading_is_ended_is_refused(app, opened, monkeypatch):
    monkeypatch.setattr(reading, "OF_LISTS", replace(reading.OF_LISTS, answer=4096))
    content = workbook(models(200, "Xã A"))
    with opened(content) as file, pytest.raises(UnreadableList, match="nhiều thời gian"):
        list(reading.read_rows(file, "Danh sách", 1))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_is_read_whatever_its_separator(app, opened, mark, encoding):
    content = f"STT{mark}Tên mô hình\r\n1{mark}Đường hoa\r\n".encode(encoding)
    with opened(content) as file:
        assert reading.survey(file)[0]["rows"] == [["STT", "Tên mô hình"], ["1", "Đường hoa"]]


def test_u03_what_unpacks_to_far_more_is_refused_quickly(app, opened):
    bomb = with_member(workbook([]), "xl/worksheets/sheet9.xml", b"<a>" + b" " * 300_000_000)
    assert len(bomb) < 1_000_000
    before = os.times()
    assert "giải nén" in refusal(opened, bomb)
    after = os.times()
    # Python and the libraries take a second to start on a slow machine; the bomb adds less than that.
    assert after.children_user + after.children_system - before.children_user - before.children_system < 3


def test_u03_an_archive_of_twenty_thousand_members_is_refused(app, opened):
    target = io.BytesIO(workbook([]))
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(20_000):
            archive.writestr(f"xl/media/{number}.png", b"")
    assert "giải nén" in refusal(opened, target.getvalue())


@pytest.mark.parametrize(
    "xml",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'.encode("utf-16"),
    ],
    ids=["plain", "utf-16"],
)
def test_u06_declarations_of_entities_are_refused(app, opened, xml):
    assert "khai báo" in refusal(opened, with_member(workbook([]), "xl/sharedStrings.xml", xml))


def test_macros_are_refused(app, opened):
    assert "macro" in refusal(opened, with_member(workbook([]), "xl/vbaProject.bin", b"x"))


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x00\x01\x02\xff"]
)
def test_what_is_no_list_is_refused_with_a_reason(app, opened, content):
    assert refusal(opened, content)


def test_a_million_empty_rows_are_refused(desk, commune, lead):
    row = '<row r="{}"/>'
    rows = "".join(row.format(n) for n in range(1, 1_048_577))
    xml = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    content = with_member(workbook(models(1, commune.name)), "xl/worksheets/sheet1.xml", xml)
    run = desk.upload(lead, commune, content)
    run.columns = {"title": 1}
    desk.check(lead, run)

    assert (run.state, rows_of(run)) == (RunState.REFUSED, [])
    assert "20000 dòng" in run.problem


def test_an_empty_or_huge_file_is_refused_and_nothing_stored(desk, commune, lead):
    for content in (b"", b"x" * (reading.LARGEST + 1)):
        with pytest.raises(DomainError):
            desk.upload(lead, commune, content)
    assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 0


def test_headings_are_guessed_without_marks_and_case():
    headings = ["TT", "TÊN MÔ HÌNH DÂN VẬN KHÉO", "Đơn vị thực hiện", "Năm đăng ký", "LĨNH VỰC", "Ghi chú"]
    assert guess_columns(ListKind.MODELS, headings) == {
        "number": 0,
        "title": 1,
        "unit": 2,
        "year": 3,
        "field": 4,
    }
    assert find_header(ListKind.MODELS, [["ỦY BAN"], ["DANH SÁCH"], headings, ["1"]]) == 3


def test_the_choice_of_columns_is_remembered_for_the_unit(desk, commune, lead):
    content = workbook([["Đường hoa", "x"]], headings=["Nội dung công việc", "Ghi chú"])
    run = desk.upload(lead, commune, content)
    run.columns = {"title": 0}
    desk.check(lead, run)

    assert desk.upload(lead, commune, content).columns == {"title": 0}


def test_the_refused_rows_come_back_as_a_list_to_correct(desk, commune, lead):
    rows = models(2, commune.name)
    rows[0][3] = "chưa rõ"
    run = desk.take(lead, commune, workbook(rows))
    content = sheets.refused_rows(run, [rows_of(run)[0]], {"year": "Năm"})
    again = desk.take(lead, commune, content)

    assert again.columns == {name: place + 2 for name, place in run.columns.items()}
    assert [row.fate for row in rows_of(again)] == [Fate.REFUSED]


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "|x"])
def test_u16_no_cell_of_a_file_that_is_sent_back_is_calculated(desk, commune, lead, text):
    rows = models(1, commune.name)
    rows[0][1], rows[0][3] = text, "không năm"
    run = desk.check(lead, desk.upload(lead, commune, workbook(rows)))
    book = openpyxl.load_workbook(io.BytesIO(sheets.refused_rows(run, rows_of(run), {})))

    cell = book.active.cell(2, 4)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value.strip() == text.strip()
