"""Files of reports: figures are figures, nothing calculates, and text is never taken for anything else."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from docx import Document
from openpyxl import load_workbook

from registry.core.clock import now, today
from registry.core.db import db
from registry.documents.models import OfficialPaper
from registry.documents.printing import is_able
from registry.documents.states import Letterhead, PaperKind
from registry.periodic.forms import newest
from registry.periodic.service import writing
from registry.units.service import reorganising
from registry.units.states import UnitKind
from tests.make.reports import FULL, content_of, signed_in

NOTE = "=cmd|' /C calc'!A0 **đậm** {{so_van_ban}}"
WICKED = ("=1+1", "+84", "-2+3", "@SUM(A1)", "\t=2", "{{so_van_ban}} **đậm** | @end")


@pytest.fixture
def filed(scene):
    """A report of a unit and with texts that programs might calculate."""
    administrator = scene.make.administrator(scene.province)
    reorganising.rename_unit(administrator, scene.units[0], name="=HYPERLINK(1)", on=scene.demand.starts_on)
    prose = {"highlights": "\n".join(WICKED), "requests": "@end"}
    figures = {**FULL, "participations": 12345, "answered": "92.5", "money": 1500000}
    scene.filed(content=content_of(figures, notes={"money": NOTE}, prose=prose))
    return scene


def paths(scene):
    yield f"/bao-cao-dinh-ky/thang/2026-10/{scene.units[0].code}/tep."
    yield f"/tong-hop-bao-cao/{scene.demand.reference}/2026-10/tep."
    yield f"/tong-hop-bao-cao/{scene.demand.reference}/2026/tep."


def test_what_was_filed_stays_the_same_to_the_byte(filed, client):
    """Whatever happens to the unit, its papers and the clock: each kind of file, years later."""
    client.sign_in(filed.staff)
    path = next(iter(paths(filed)))
    kinds = ("xlsx", "csv", "docx", "pdf") if is_able() else ("xlsx", "csv", "docx")
    before = {kind: client.get(f"{path}{kind}").data for kind in kinds}
    said = [one.text for one in Document(io.BytesIO(before["docx"])).element.body.iter() if one.text]
    assert said[-1] == filed.leads[0].name

    unit, administrator = filed.units[0], filed.make.administrator(filed.province)
    with time_machine.travel(now() + timedelta(days=800), tick=False):
        reorganising.rename_unit(administrator, unit, name="Xã Đổi Tên", on=today())
        db.session.add(
            OfficialPaper(
                kind=PaperKind.SUBMISSION, code="ABCD-EFGH-JKLM", about="x", letterhead=Letterhead.STATE,
                issuer_id=unit.id, details={"co_quan_ban_hanh": "CƠ QUAN KHÁC", "dia_danh": "Nơi khác"},
                drawn_by_id=administrator.id,
            )
        )  # fmt: skip
        db.session.commit()
        client = signed_in(client, filed.staff)
        after = {kind: client.get(f"{path}{kind}").data for kind in kinds}

    assert {kind: after[kind] == before[kind] for kind in kinds} == dict.fromkeys(kinds, True)


def cells(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_no_cell_of_a_workbook_can_calculate(filed, client):
    client.sign_in(filed.staff)
    seen = set()
    for path in paths(filed):
        book = load_workbook(io.BytesIO(client.get(f"{path}xlsx").data))
        assert {cell.data_type for cell in cells(book)} <= {"s", "n"}
        seen |= {cell.value for cell in cells(book) if cell.quotePrefix}
    assert "=HYPERLINK(1)" in seen
    assert NOTE in seen


def test_workbooks_hold_figures_with_formats_a_frozen_head_widths_and_a_chart(filed, client):
    client.sign_in(filed.staff)
    report, month, _year = (
        load_workbook(io.BytesIO(client.get(f"{path}xlsx").data)).worksheets[0] for path in paths(filed)
    )
    found = {cell.value: cell.number_format for row in report.iter_rows() for cell in row if cell.column == 2}
    assert (found[12345], found[92.5]) == ("#,##0", "0.00")
    assert (report.freeze_panes, month.freeze_panes) == ("B4", "B4")
    assert report.column_dimensions["A"].width == 46
    assert len(report._charts) == len(month._charts) == 1
    for sheet in (report, month):
        assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == (
            "landscape",
            True,
        )
        assert sheet.print_title_rows == "$3:$3"
    # Every program shows all of a text that takes several lines.
    texts = load_workbook(io.BytesIO(client.get(f"{next(paths(filed))}xlsx").data))["Phần viết"]
    assert texts.row_dimensions[1].height > 6 * 15
    total = [cell.value for cell in next(row for row in month.iter_rows() if "Tổng số" in str(row[0].value))]
    assert 12345 in total
    assert "1 trên 2 đơn vị đã nộp" in total[0]


def test_comma_separated_text_begins_with_its_mark_and_guards_text(filed, client):
    client.sign_in(filed.staff)
    for path in paths(filed):
        body = client.get(f"{path}csv").data
        assert body.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        texts = [text for row in rows for text in row]
        assert not any(text.startswith(("=", "+", "@", "\t")) for text in texts)
        assert "12345" in texts


def test_word_files_hold_the_text_as_it_was_typed(filed, client):
    client.sign_in(filed.staff)
    report, month, _year = (f"{path}docx" for path in paths(filed))
    said = text_of(client.get(report).data)
    for wicked in WICKED:
        assert wicked.strip() in said
    assert NOTE in said
    assert "12.345" in said
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text_of(client.get(f"{report}?mau=party").data)
    table = text_of(client.get(month).data)
    assert "=HYPERLINK(1)" in table
    assert "1 trên 2 đơn vị đã nộp" in table
    assert "{{" not in table


def test_on_paper_each_unit_stands_with_all_its_figures(filed, client):
    client.sign_in(filed.staff)
    _report, month, _year = paths(filed)
    tables = Document(io.BytesIO(client.get(f"{month}docx").data)).tables
    of_units = [table for table in tables if table.cell(0, 0).text == "TT" and len(table.rows) > 1]
    heads = [cell.text for table in of_units for cell in table.rows[0].cells[2:]]
    assert heads == [f"{one.title} ({one.measure})" for one in newest("thang").indicators]
    assert len({tuple(row.cells[1].text for row in table.rows) for table in of_units}) == 1
    # Sums of money are longer than counts, and do not break.
    widths = {cell.text: cell.width for table in of_units for cell in table.rows[0].cells}
    assert widths["Kinh phí huy động (đồng)"] > 1.5 * widths["Ngày công đóng góp (ngày công)"]
    assert "12.345" in {cell.text for table in of_units for row in table.rows for cell in row.cells}


def text_of(body):
    document = Document(io.BytesIO(body))
    return "\n".join(piece.text or "" for piece in document.element.iter() if piece.tag.endswith("}t"))


@pytest.mark.skipif(not is_able(), reason="nothing here makes PDF files")
def test_pdf_files_are_pdf_files(filed, client):
    client.sign_in(filed.staff)
    first, second, _third = paths(filed)
    for path in (first, second):
        answer = client.get(f"{path}pdf")
        assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")


def test_a_draft_is_no_file(scene, client):
    scene.draft()
    client.sign_in(scene.leads[0])
    path = next(paths(scene))
    assert client.get(f"{path}docx").status_code == 404
    writing.file_report(scene.leads[0], scene.asked())
    assert client.get(f"{path}docx").status_code == 200


def test_no_committee_of_the_party_stands_above_a_commune_under_the_letterhead_of_the_state(scene, client):
    committee = scene.make.unit(
        parent=scene.province, name="Tỉnh ủy Mẫu", kind=UnitKind.PARTY_COMMITTEE, since=scene.demand.starts_on
    )
    unit = scene.make.unit(
        parent=scene.province, party_parent=committee, name="Xã Chung", since=scene.demand.starts_on
    )
    lead = scene.make.lead(unit)
    asked = scene.asked(unit=unit, actor=lead)
    writing.save_draft(lead, asked, content_of())
    writing.file_report(lead, asked)
    client.sign_in(lead)
    path = f"/bao-cao-dinh-ky/thang/2026-10/{unit.code}/tep.docx"
    assert "TỈNH ỦY MẪU" not in text_of(client.get(path).data)
    assert "TỈNH ỦY MẪU" in text_of(client.get(f"{path}?mau=party").data)
