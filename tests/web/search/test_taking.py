"""Results taken elsewhere: files, feed, map, side by side. Nobody gets what they may not see."""

import csv
import io
import json
from xml.etree import ElementTree as Xml

import pytest
from docx import Document
from openpyxl import load_workbook

from registry.core.db import db
from registry.discovery import indexing
from registry.units.states import UnitKind

HIDDEN = "Con đường chưa công khai"
KINDS = ("csv", "json", "xlsx", "docx")


@pytest.fixture
def models(app, make):
    """Two public models and one that only units see; a title that begins like a formula."""
    place = make.unit(kind=UnitKind.PROVINCE, name="Đà Nẵng", code="da-nang")
    commune = make.unit(parent=place)
    titles = ("=1+1 con đường hoa", "Con đường hoa tự quản")
    made = [make.exemplar(unit=commune, public=True, title=title) for title in titles]
    made.append(make.exemplar(unit=commune, public=False, title=HIDDEN))
    for one in made:
        one.province = place
    db.session.commit()
    indexing.rebuild(app.extensions["registry.search"])
    return made


def read(kind, body):
    """The texts of a file."""
    if kind == "csv":
        return [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) for cell in row]
    if kind == "json":
        return [str(value) for row in json.loads(body)["models"] for value in row.values()]
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(body))
        return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    return lines_of(Document(io.BytesIO(body)))


def lines_of(document):
    return [line for paragraph in document.paragraphs for line in paragraph.text.split("\n")]


@pytest.mark.parametrize("kind", KINDS)
def test_b08_a_file_holds_what_the_reader_sees_and_no_more(client, models, kind):
    answer = client.get(f"/tim-kiem/ket-qua.{kind}?q=con+duong&linh-vuc=")
    told = "\n".join(read(kind, answer.data))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f".{kind}")
    assert "Con đường hoa tự quản" in told
    assert HIDDEN not in told
    assert models[2].reference not in told


def test_no_cell_becomes_a_formula(client, models):
    cells = read("csv", client.get("/tim-kiem/ket-qua.csv").data)
    assert "'=1+1 con đường hoa" in cells
    sheet = load_workbook(io.BytesIO(client.get("/tim-kiem/ket-qua.xlsx").data)).worksheets[0]
    kinds = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds["=1+1 con đường hoa"] == "s"
    assert "f" not in kinds.values()


def test_feed_is_well_formed_and_shows_the_public_face_to_everybody(client, make, models):
    client.sign_in(make.member(models[2].lead_unit))
    answer = client.get("/tim-kiem/moi.atom?q=con+duong")
    titles = [one.text for one in Xml.fromstring(answer.data).iter("{http://www.w3.org/2005/Atom}title")]
    assert answer.mimetype == "application/atom+xml"
    assert sorted(titles[1:]) == ["=1+1 con đường hoa", "Con đường hoa tự quản"]


def test_map_counts_what_the_reader_sees_and_draws_the_islands(client, models):
    page = client.get("/tim-kiem/ban-do?q=con+duong").text
    assert 'aria-label="Đà Nẵng: 2 mô hình"' in page
    assert "Hoàng Sa" in page
    assert "Trường Sa" in page
    assert page.count("<rect") == 34


def test_models_stand_side_by_side_and_hidden_ones_are_not_there(client, models):
    asked = "&".join(f"so-sanh={one.reference}" for one in models)
    page = client.get(f"/so-sanh?{asked}&so-sanh=MH-2026-99999&so-sanh=%00").text
    assert page.count('role="columnheader"') == 2
    assert "Con đường hoa tự quản" in page
    assert HIDDEN not in page
    assert "412" in page


def test_one_model_alone_is_not_compared(client, models):
    page = client.get(f"/so-sanh?so-sanh={models[0].reference}").text
    assert "<table" not in page
    assert "Chọn từ hai đến bốn mô hình" in page


def test_what_was_ticked_stays_ticked_on_every_page(client, models):
    page = client.get(f"/tim-kiem?q=con+duong&so-sanh={models[1].reference}").text
    assert f'value="{models[1].reference}" checked' in page
    assert "Đã chọn 1 mô hình" in page


def test_the_brief_is_set_in_one_font_with_its_language_and_no_traces_of_tools(client, models):
    document = Document(io.BytesIO(client.get("/tim-kiem/ket-qua.docx?q=con+duong").data))
    for name in ("Normal", "Heading 1", "Heading 2"):
        properties = document.styles[name].element.rPr.xml
        assert "Theme=" not in properties
        assert 'w:lang w:val="vi-VN"' in properties
        assert document.styles[name].font.name == "Times New Roman"
    known = document.core_properties
    assert (known.author, known.comments, known.language) == ("", "", "vi")
    told = lines_of(document)
    assert known.title == told[0]
    assert not any(".." in line for line in told)
    assert any(line.startswith("Lĩnh vực: ") and line.endswith(")") for line in told)


def test_the_brief_counts_only_what_was_found_and_names_what_is_not_known(client, models):
    models[0].latest.budget_vnd, models[1].latest.budget_vnd = None, 0
    indexing.rebuild(client.application.extensions["registry.search"])
    told = read(
        "docx", client.get(f"/tim-kiem/ket-qua.docx?q=con+duong&linh-vuc={models[0].latest.field.code}").data
    )
    assert not any(line.startswith("Lĩnh vực: ") and line.endswith(")") for line in told)
    assert any(line.startswith("Kinh phí: ") and line.endswith("; không rõ (1)") for line in told)


def test_long_summaries_are_cut_so_that_the_models_fit_on_two_pages(app, client, make):
    long = "Vận động nhân dân các dân tộc ở vùng cao cùng nhau hiến đất làm đường nghiệp đoàn "
    made = [make.exemplar(public=True, title=f"{n} {long}"[:200]) for n in range(6)]
    for one in made:
        one.lead_unit_name, one.latest.summary, one.latest.needs_time = long * 3, long * 8, long * 3
    db.session.commit()
    indexing.rebuild(app.extensions["registry.search"])

    told = read("docx", client.get("/tim-kiem/ket-qua.docx").data)

    numbers = [line[:2] for line in told if line[:1].isdigit() and line[1:2] == "."]
    assert numbers == [f"{n}." for n in range(1, 7)]
    assert len(next(line for line in told if line.startswith(long[:40]))) < 400


def test_no_sentence_of_the_brief_ends_twice(app, client, make):
    exemplar = make.exemplar(public=True)
    exemplar.latest.needs_time, exemplar.latest.budget_vnd = "Hai tháng họp dân. Rồi một năm làm.", 5_000_000
    db.session.commit()
    indexing.rebuild(app.extensions["registry.search"])

    told = read("docx", client.get("/tim-kiem/ket-qua.docx").data)

    line = next(line for line in told if line.startswith("Để nhân rộng: "))
    assert line.endswith("Hai tháng họp dân. Rồi một năm làm.")
    assert ".;" not in line


def test_what_each_model_is_stands_first(client, models):
    for one in models[:2]:
        one.public_version.summary = f"Tóm tắt của {one.reference}"
    db.session.commit()
    asked = "&".join(f"so-sanh={one.reference}" for one in models[:2])
    page = client.get(f"/so-sanh?{asked}").text
    assert all(f"Tóm tắt của {one.reference}" in page for one in models[:2])
