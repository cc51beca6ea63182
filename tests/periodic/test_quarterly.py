"""The quarterly report: from the figures and the months that were filed, signed once the quarter is over."""

import io
from datetime import date

import pytest
from docx import Document

from registry.core.db import db
from registry.core.errors import InvalidTransition, NotFound, PermissionDenied
from registry.documents import filling, queries
from registry.documents.contents import KINDS
from registry.documents.drafting import shipped
from registry.documents.issuers import begun_with
from registry.documents.service import drawing
from registry.documents.states import Letterhead, PaperKind, PaperState
from registry.documents.writing import write
from registry.periodic.quarterly import KIND
from registry.reports.service.booking import catch_up
from tests.make.reports import FULL, at, content_of

PLACE = drawing.Place("https://dvk.example/xac-minh/X", "/van-ban/X")
WORDING = drawing.Wording(Letterhead.STATE, {"ten_co_quan": "Ban Dân vận", "noi_bat": "- Một việc hay."})
MONTHS = ("2026-07", "2026-08", "2026-09")


def subject(scene, quarter="2026-q3"):
    return KIND.find(scene.staff, f"{quarter}.{scene.province.code}")


def drawn(scene, quarter="2026-q3", actor=None):
    return drawing.draw_paper(actor or scene.staff, subject(scene, quarter), WORDING)


def tables_of(scene, paper):
    """The tables of a paper by their first heading, each a list of rows of texts."""
    document = Document(io.BytesIO(write(scene.staff, paper, PLACE.public).content))
    rows = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return {(table[0][0], table[0][1]): table[1:] for table in rows}, document


def test_the_months_that_were_filed_stand_in_it_and_what_is_missing_is_named(scene):
    for month in MONTHS:
        scene.filed(month, 0)
    scene.filed("2026-07", 1, content_of(FULL | {"campaigns": 7}))

    tables, document = tables_of(scene, drawn(scene))

    sums = {row[0]: row[2] for row in tables["Nội dung", "Đơn vị tính"] if len(row) == 4}
    units = {row[0]: row[1:] for row in tables["Đơn vị", "Báo cáo"]}
    text = "\n".join(one.text for one in document.paragraphs)
    assert sums["Số cuộc vận động đã tổ chức"] == "16"
    assert units["Xã An"] == ["3/3", "0", "0", "360", "3", "15"]
    assert units["Xã Bình"][0] == "1/3"
    assert "đã nộp 4 trên 6 báo cáo tháng" in text
    assert "Chưa nộp đủ: Xã Bình." in text
    assert "- Một việc hay." in text


def test_the_figures_are_the_units_own_beside_the_quarter_and_the_year_before(scene, make):
    for day in ((2025, 8, 5), (2026, 5, 5), (2026, 8, 5), (2026, 8, 6)):
        with at(*day):
            make.exemplar(unit=scene.units[0])
    catch_up()

    document = tables_of(scene, drawn(scene))[1]

    figures = {row.cells[0].text: [cell.text for cell in row.cells[2:]] for row in document.tables[1].rows}
    assert figures["Đăng ký"] == ["2", "1", "1"]
    assert figures["Đang thực hiện"] == ["4", "2", "1"]


def test_without_months_asked_for_it_says_so_and_has_no_table_of_them(scene):
    paper = drawn(scene, "2025-q3")

    tables, document = tables_of(scene, paper)

    assert ("Đơn vị", "Báo cáo") not in tables
    assert "chưa yêu cầu cấp xã báo cáo tháng" in "\n".join(one.text for one in document.paragraphs)


def test_a_leader_signs_it_once_the_quarter_is_over(scene, make):
    leader, running, over = make.signer(scene.province), drawn(scene, "2026-q4"), drawn(scene)

    with pytest.raises(InvalidTransition, match="31/12/2026"):
        drawing.sign_paper(leader, running, number="9-BC/X", dated=date(2026, 11, 23), place=PLACE)
    drawing.sign_paper(leader, over, number="8-BC/X", dated=date(2026, 10, 9), place=PLACE)
    kept = over.drawn
    scene.filed("2026-07", 0)

    assert (running.state, over.state) == (PaperState.DRAFT, PaperState.SIGNED)
    assert over.drawn == kept
    assert queries.get_paper(leader, running.code) is running


def test_it_is_nobody_elses(scene, make):
    paper, elsewhere = drawn(scene), make.province(name="Tỉnh Khác")
    strangers = [
        scene.leads[0],
        make.administrator(scene.province),
        make.staff(elsewhere),
        make.signer(elsewhere),
    ]

    for stranger in strangers:
        with pytest.raises(NotFound):
            queries.get_paper(stranger, paper.code)
        with pytest.raises(PermissionDenied):
            drawn(scene, actor=stranger)
    with pytest.raises(PermissionDenied):
        drawn(scene, "2026-q2", actor=make.signer(scene.province))


@pytest.mark.parametrize(
    "about", ["2026-q3.xa-an", "2027-q1.{}", "2026.{}", "2026-07.{}", "2026-q3.khong-co", "x"]
)
def test_only_a_quarter_of_a_province_that_has_begun_has_one(scene, about):
    with pytest.raises(NotFound):
        KIND.find(scene.staff, about.format(scene.province.code))
    with pytest.raises(NotFound):
        KIND.find(scene.staff, f"2026-q3.{scene.units[0].code}")


def test_the_next_begins_with_who_signs_and_with_what_units_told_since(scene):
    first = drawing.Wording(Letterhead.STATE, {"chuc_vu_ky": "TRƯỞNG BAN", "noi_bat": "- Chuyện cũ."})
    drawing.draw_paper(scene.staff, subject(scene, "2026-q2"), first)
    scene.filed("2026-07", 0, content_of(prose={"highlights": "Hiến đất\nlàm đường."}))
    scene.filed("2026-08", 0, content_of(prose={"highlights": "Thêm 2 km."}))
    scene.filed("2026-07", 1, content_of(prose={"highlights": "Chợ sạch.", "requests": "Thiếu máy."}))

    begun = begun_with(scene.staff, KIND, subject(scene))

    assert begun["chuc_vu_ky"] == "TRƯỞNG BAN"
    assert begun["noi_bat"] == "- Xã An (tháng 8): Thêm 2 km.\n- Xã Bình (tháng 7): Chợ sạch."
    assert begun["kho_khan"] == "- Xã Bình (tháng 7): Thiếu máy."
    assert begun["phuong_huong"] == ""


@pytest.mark.parametrize("letterhead", Letterhead)
def test_its_templates_use_known_marks_only(app, letterhead):
    document = filling.read(shipped(KIND.kind, letterhead))

    filling.check(document, values=KIND.marks, rows=KIND.rows, needed=KIND.needed)
    assert KINDS[PaperKind.QUARTERLY] is KIND
    assert set(KIND.rows) < filling.marks_in(document)
    db.session.rollback()
