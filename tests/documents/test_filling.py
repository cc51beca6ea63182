"""Templates: only known marks are replaced, however Word has cut them into pieces."""

import io
import re
import zipfile

import pytest
from docx import Document

from registry.core.errors import InvalidInput
from registry.documents import filling
from registry.documents.contents import KINDS
from registry.documents.drafting import shipped
from registry.documents.outline import outline_of
from registry.documents.states import Letterhead, PaperKind


def _saved(document):
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def _texts(content):
    return [one.text for one in Document(io.BytesIO(content)).paragraphs]


def test_a_mark_cut_into_runs_is_replaced_where_it_began():
    document = Document()
    paragraph = document.add_paragraph()
    for piece in ("Số ", "{", "{so_", "van", "_ban}", "} ngày {{ ng", "ay }}."):
        paragraph.add_run(piece)

    filled = filling.fill(_saved(document), {"so_van_ban": "12-QĐ/ĐU", "ngay": "20/11"}, [], [], {})

    assert _texts(filled) == ["Số 12-QĐ/ĐU ngày 20/11."]


def test_x12_nothing_is_computed_and_a_value_is_not_read_again():
    document = Document()
    document.add_paragraph("{{a}} và {% if 1 %} {{ a }}")

    filled = filling.fill(_saved(document), {"a": "{{b}} <1+1>", "b": "lộ"}, [], [], {})

    assert _texts(filled) == ["{{b}} <1+1> và {% if 1 %} {{b}} <1+1>"]


def test_a_row_is_repeated_and_lines_become_paragraphs_of_their_own():
    document = Document()
    document.add_paragraph("- {{can_cu}}")
    document.add_paragraph("- {{thua}};")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table.rows[1].cells, ("{{tt}}", "{{ten}}"), strict=True):
        cell.text = text

    filled = filling.fill(
        _saved(document),
        {"can_cu": "một\nhai", "thua": ""},
        [{"tt": "1", "ten": "Dân bàn"}, {"tt": "2", "ten": "Tổ tự quản"}],
        ["tt", "ten"],
        {},
    )

    read = Document(io.BytesIO(filled))
    assert [one.text for one in read.paragraphs] == ["- một", "- hai"]
    assert [[cell.text for cell in row.cells] for row in read.tables[0].rows] == [
        ["", ""],
        ["1", "Dân bàn"],
        ["2", "Tổ tự quản"],
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{du_thao}} {{mat_khau}} {{7*7}}", "{{7*7}}, {{mat_khau}}"),
        ("{{du_thao}} {{so", "{{so"),
        ("{{tt}}", "{{du_thao}}"),
        ("{{du_thao}} {{tt}}", "{{tt}}"),
    ],
)
def test_a_template_is_refused_with_the_names_of_what_is_wrong(text, named):
    document = Document()
    document.add_paragraph(text)

    with pytest.raises(InvalidInput) as refusal:
        filling.check(document, values={"du_thao"}, rows={"tt"}, needed={"du_thao"})

    assert named in refusal.value.message


@pytest.mark.parametrize("letterhead", Letterhead)
@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.slug)
def test_every_shipped_template_uses_known_marks_only(kind, letterhead):
    document = filling.read(shipped(kind.kind, letterhead))

    filling.check(document, values=kind.marks, rows=kind.rows, needed=kind.needed)


def test_what_a_page_shows_of_a_paper_is_never_active():
    document = Document()
    document.add_paragraph("<script>alert(1)</script>")

    drawn = outline_of(_saved(document), lambda _content, _type: "")

    assert "&lt;script&gt;" in drawn.body
    assert "<script" not in drawn.body


def test_a_page_breaks_names_in_capitals_between_words_and_leaves_sentences_alone():
    document = Document()
    document.add_paragraph("BAN TUYÊN GIÁO VÀ DÂN VẬN")
    document.add_paragraph("Ban Tuyên giáo và Dân vận báo cáo")

    drawn = outline_of(_saved(document), lambda _content, _type: "")

    assert re.search(r'VÀ <span class="s\d+">DÂN VẬN</span>', drawn.body)
    assert "white-space:nowrap" in drawn.rules
    assert "\u00a0" not in drawn.body
    assert ">Ban Tuyên giáo và Dân vận báo cáo<" in drawn.body


def test_a_list_without_rows_leaves_no_table_of_headings():
    content = shipped(PaperKind.CONTRIBUTIONS, Letterhead.STATE)
    row = {"tt": "1", "nguon": "Người dân", "so_tien": "5.000.000 đồng"}

    none, one = (filling.fill(content, {}, rows, list(row), {}) for rows in ([], [row]))

    assert "Nguồn đóng góp" not in _cells(none)
    assert {"Nguồn đóng góp", "Người dân"} <= _cells(one)


def _cells(content):
    tables = Document(io.BytesIO(content)).tables
    return {cell.text for table in tables for row in table.rows for cell in row.cells}


def test_x12_what_a_row_says_is_not_read_again():
    """A model may be called anything, also like a mark of the paper that lists it."""
    document = Document()
    document.add_paragraph("Số {{so_van_ban}}")
    table = document.add_table(rows=2, cols=1)
    table.rows[0].cells[0].text = "Mô hình"
    table.rows[1].cells[0].text = "{{ten}}, {{so_van_ban}}"
    titles = ("{{so_van_ban}}", "{{du_thao}}", "{{ma_qr}}", "{{ten}}")

    filled = filling.fill(
        _saved(document), {"so_van_ban": "12", "du_thao": ""}, [{"ten": one} for one in titles], ["ten"],
        {"ma_qr": b"no picture"},
    )  # fmt: skip

    cells = [row.cells[0].text for row in Document(io.BytesIO(filled)).tables[0].rows]
    assert cells == ["Mô hình", *(f"{one}, 12" for one in titles)]


def test_b04_a_paper_does_not_name_who_made_its_template():
    document = Document()
    told = document.core_properties
    told.author = told.last_modified_by = told.comments = told.keywords = "Nguyễn Văn An"
    document.add_comment(document.add_paragraph("Số {{so_van_ban}}").runs, "Xem lại", "Nguyễn Văn An", "NVA")
    for part in document.part.package.iter_parts():
        if part.partname == "/docProps/app.xml":
            part._blob = b"<Properties><Manager>Nguy\xe1\xbb\x85n V\xc4\x83n An</Manager></Properties>"

    filled = filling.fill(_saved(document), {"so_van_ban": "12"}, [], [], {})

    assert _texts(filled) == ["Số 12"]
    with zipfile.ZipFile(io.BytesIO(filled)) as parts:
        held = {name: parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")}
    assert [name for name, text in held.items() if "Nguyễn Văn An" in text or "NVA" in text] == []
    assert "Xem lại" in held["word/comments.xml"]
