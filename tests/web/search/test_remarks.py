"""What of a search was not understood or not used is said, and never leaves a page empty without a word."""

from html import unescape

import pytest

from registry.discovery import indexing
from registry.units.states import UnitKind


@pytest.fixture
def said(app, make, client):
    """The notes of the page of an address, with how many models it shows."""
    make.unit(kind=UnitKind.PROVINCE, name="Gia Lai", code="gia-lai")
    make.exemplar(public=True, title="Hũ gạo tình thương", field="culture-society")
    make.exemplar(public=True, title="Tổ liên kết chè", field="economy")
    indexing.rebuild(app.extensions["registry.search"])

    def look(query):
        text = unescape(client.get(f"/tim-kiem?{query}").text)
        notes = [part.split("</div>")[0].split("<div>")[1] for part in text.split('class="note')[1:]]
        return notes, text.count('name="so-sanh"')

    return look


SIGNS = ("OR", "-", '"', '""', "*", "|", "...", "OR OR")
LONELY = {"hu gao OR": "OR", "OR hu gao": "OR", "- hu gao": "-", 'hu gao ""': '""'}
UNDERSTOOD = (
    "q=hu gao - tinh thuong", "q=hu gao OR che", "q=-che hu gao", "q=hu gao: tinh thuong", "tinh=Gia Lai",
    "tinh=-gia-lai", "linh-vuc=culture_society", "vung=ethnic-minority", "nam=2020", "cap=commune",
)  # fmt: skip
NOT_USED = {
    "q=foo:gao": "“foo:gao” không phải là bộ lọc",
    "q=gao tihn:Hue": "Có phải bạn muốn gõ “tinh:”?",
    "q=lĩnh vực:Hue": "Bộ lọc “Lĩnh vực” không có “Hue”; các từ này",
    "tinh=Gia Lia": "Bộ lọc “Tỉnh, thành phố” không có “Gia Lia”: không mô hình nào có giá trị này.",
    "tinh=gia-lai&tinh=abc": "Bộ lọc “Tỉnh, thành phố” không có “abc”",
    "linh-vuc=-abc": "Bộ lọc “Lĩnh vực” không có “abc”: không mô hình nào bị loại.",
    "nam=19xx": "Bộ lọc “Năm bắt đầu” không có “19xx”",
    "&".join(f"nam=20{n}" for n in range(10, 40)): "Chỉ dùng 20 giá trị đầu của bộ lọc “Năm bắt đầu”.",
    "q=" + " ".join(f"nam:20{n}" for n in range(10, 25)): "Chỉ đọc 12 bộ lọc đầu gõ trong ô tìm kiếm.",
}


def test_signs_without_words_leave_all_models_and_a_line(said):
    empty = {sign: [f"Không có từ nào để tìm trong “{sign}” nên phần này được bỏ qua."] for sign in SIGNS}
    assert {sign: said(f"q={sign}") for sign in SIGNS} == {sign: (line, 2) for sign, line in empty.items()}


def test_a_sign_that_stands_alone_is_told(said):
    lines = {typed: ([f"“{sign}” đứng một mình nên được bỏ qua."], 1) for typed, sign in LONELY.items()}
    assert {typed: said(f"q={typed}") for typed in LONELY} == lines


def test_a_filter_that_is_not_understood_or_not_used_is_told(said):
    told = {query: [line in note for note in said(query)[0]] for query, line in NOT_USED.items()}
    assert {query: lines for query, lines in told.items() if lines[:1] != [True]} == {}


def test_no_other_word_is_offered_beside_the_name_of_a_filter(said, client):
    assert "Có phải bạn tìm" in client.get("/tim-kiem?q=hu+gaoo").text
    assert "Có phải bạn tìm" not in client.get("/tim-kiem?q=foo:gaoo").text


def test_what_is_understood_is_not_remarked_upon(said):
    assert [note for query in UNDERSTOOD for note in said(query)[0]] == []
