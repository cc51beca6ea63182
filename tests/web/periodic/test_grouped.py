"""The consolidated table along the tree, on its page and in its files."""

import csv
import io
import re

import pypdfium2
import pytest
from openpyxl import load_workbook

from registry.documents.printing import is_able
from registry.units.states import UnitKind
from tests.make.reports import FULL, content_of
from tests.periodic.test_grouping import further


@pytest.fixture
def bloc(scene, client):
    """A bloc with one commune, which filed, and two communes beside it of which one filed."""
    bloc = scene.make.unit(kind=UnitKind.OTHER, parent=scene.province, name="Khối Đông")
    further(scene, name="Xã Cao", parent=bloc)
    for which, campaigns in ((0, 40), (2, 2)):
        scene.filed("2026-10", which, content_of({**FULL, "campaigns": campaigns}))
    client.sign_in(scene.staff)
    return bloc


def test_sums_open_and_close_by_links(scene, client, bloc):
    path = f"/tong-hop-bao-cao/{scene.demand.reference}/2026-10"
    page = client.get(path).text
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert [table.index(name) for name in ("Khối Đông", "Xã Cao", "Xã An")] == sorted(
        table.index(name) for name in ("Khối Đông", "Xã Cao", "Xã An")
    )
    assert 'aria-expanded="true"' in table
    assert "cộng các đơn vị bên dưới; 1 trên 1 báo cáo đã nộp" in table
    shut = re.search(r'href="(\?mo=[^"#]*)', table)[1]
    closed = client.get(path + shut).text
    assert 'aria-expanded="false"' in closed
    body = closed.partition("<tbody>")[2].partition("</tbody>")[0]
    assert ("Xã Cao" in body, "Xã An" in body) == (False, True)
    assert f'href="?mo={bloc.code}#tong-hop"' in closed
    assert client.get(f"{path}?mo=khong-co,{bloc.code}").text.count("Xã Cao") == page.count("Xã Cao")
    assert "Đóng tất cả" in page
    assert "Mở tất cả" in closed


def test_files_tell_sums_apart_from_units(scene, client, bloc):
    path = f"/tong-hop-bao-cao/{scene.demand.reference}/2026-10/tep."
    rows = list(csv.DictReader(io.StringIO(client.get(f"{path}csv").get_data().decode("utf-8-sig"))))
    told = [(row["Đơn vị"], row["Loại dòng"], row["Bậc"]) for row in rows]
    assert told[0] == ("Khối Đông: cộng các đơn vị bên dưới", "cộng dồn", "1")
    assert told[1] == ("Xã Cao", "đơn vị nộp", "2")
    (column,) = [name for name in rows[0] if name.startswith("Số cuộc vận động")]
    assert sum(int(row[column] or 0) for row in rows if row["Loại dòng"] == "đơn vị nộp") == 42
    assert rows[-1][column] == "42"
    book = load_workbook(io.BytesIO(client.get(f"{path}xlsx").get_data()))
    sheet = book.worksheets[0]
    by_name = {sheet.cell(n, 1).value: n for n in range(1, sheet.max_row + 1)}
    assert sheet.row_dimensions[by_name["Xã Cao"]].outlineLevel == 1
    assert sheet.row_dimensions[by_name["Xã An"]].outlineLevel == 0
    assert not sheet.sheet_properties.outlinePr.summaryBelow
    drawn = book.worksheets[1]
    assert len(drawn._charts) == 1
    names = [drawn.cell(n, 1).value for n in range(2, drawn.max_row + 1)]
    assert names == ["Khối Đông: cộng các đơn vị bên dưới", "Xã An", "Xã Bình"]
    if is_able():
        pages = pypdfium2.PdfDocument(client.get(f"{path}pdf").get_data())
        text = " ".join("".join(page.get_textpage().get_text_bounded() for page in pages).split())
        assert "Khối Đông: cộng các đơn vị" in text
