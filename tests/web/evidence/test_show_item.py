"""The page of one piece of evidence, and what it gives away to whom."""

import re
from io import BytesIO

import openpyxl
import pytest

from registry.catalogue.states import Visibility
from registry.core.db import db
from registry.evidence.filetypes import FileKind
from registry.evidence.service.redacting import redact_item

BOX = {"page": 1, "x": 10, "y": 10, "w": 30, "h": 30}


@pytest.fixture
def item(make, exemplar):
    made = make.evidence(exemplar, visibility=Visibility.PUBLIC, file_name="Lò Thị Mẩy 0912.jpg")
    make.published(exemplar)
    return made


def _page(client, item, query=""):
    answer = client.get(f"/minh-chung/{item.reference}{query}")
    assert answer.status_code == 200
    return answer


def test_a_photo_is_shown_with_the_part_that_matters(client, item):
    text = _page(client, item, "?vung=10,20.5,30,40").text

    assert '<rect x="10.0" y="20.5" width="30.0" height="40.0"/>' in text
    assert "Họp thôn lấy ý kiến" in text


@pytest.mark.parametrize(
    "query",
    ["vung=10,20,30", "vung=90,0,20,5", "vung=1,1,0,0", "vung=a,b,c,d", "vung=1,1,1,1%22%3E", "trang=-1",
     "trang=" + "9" * 26, "giay=x", "giay=1-2-3", "dong=%00", "vung=%ff"],
)  # fmt: skip
def test_a_place_that_is_none_is_passed_over(client, item, query):
    assert "<rect" not in _page(client, item, f"?{query}").text.split('<div class="rec">')[1]


def test_a_document_is_opened_at_a_page(client, make, exemplar):
    item = make.evidence(exemplar, content=make.pdf(pages=3), visibility=Visibility.PUBLIC)
    make.published(exemplar)

    assert f"/tep/{item.reference}/trang/2" in _page(client, item, "?trang=2").text
    assert "Trang 3/3" in _page(client, item, "?trang=9").text
    picture = client.get(f"/tep/{item.reference}/trang/2")
    assert (picture.status_code, picture.content_type) == (200, "image/webp")
    again = client.get(f"/tep/{item.reference}/trang/2", headers={"If-None-Match": picture.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"/tep/{item.reference}/trang/4").status_code == 404


def test_a_video_plays_from_a_second_and_not_by_itself(client, item):
    item.file.kind, item.file.media_type = FileKind.VIDEO, "video/mp4"
    db.session.commit()

    answer = _page(client, item, "?giay=12-40")

    assert f'src="/tep/{item.reference}#t=12,40"' in answer.text
    assert "autoplay" not in answer.text
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]


def test_nothing_of_the_uncovered_file_leaves_the_council(client, make, exemplar, item, app):
    storage = app.extensions["registry.storage"]
    redact_item(make.member(exemplar.lead_unit), item, [BOX], storage=storage)
    secrets = [item.digest, item.file.thumbnail_digest, item.file.preview_digest, "Mẩy", "0912"]

    for address in (f"/minh-chung/{item.reference}", f"/mo-hinh/{exemplar.reference}/thu-vien",
                    f"/mo-hinh/{exemplar.reference}"):  # fmt: skip
        text = client.get(address).text
        assert [one for one in secrets if one in text] == [], address
    for size in ("", "?tai-ve", "/anh-nho", "/anh-vua"):
        answer = client.get(f"/tep/{item.reference}{size}")
        told = f"{answer.headers} {answer.data[:0]}"
        assert answer.status_code == 200
        assert [one for one in secrets if one in told] == [], size
        with storage.open(item.digest) as stream:
            assert answer.data != stream.read()
    assert re.search(r"0912|M%E1%BA%A9y", str(client.get(f"/tep/{item.reference}?tai-ve").headers)) is None


def test_who_may_not_read_it_finds_nothing(client, make, exemplar):
    item = make.evidence(exemplar)

    for address in ("/minh-chung/{}", "/tep/{}/trang/1"):
        assert client.get(address.format(item.reference)).status_code == 404
    assert client.get("/minh-chung/" + "9" * 26).status_code == 404


@pytest.fixture
def workbook(make, exemplar):
    book, target = openpyxl.Workbook(), BytesIO()
    for number in range(1, 61):
        book.active.append([f"Hộ {number}", number])
    book.create_sheet("Sổ chi").append(["<b>Hộ nhận</b>"])
    book.save(target)
    made = make.evidence(
        exemplar, content=target.getvalue(), file_name="so.xlsx", visibility=Visibility.PUBLIC
    )
    make.published(exemplar)
    return made


def test_a_row_of_a_table_is_shown_among_its_neighbours(client, workbook):
    text = _page(client, workbook, "?dong=57").text

    assert re.search(r'<tr id="dong-57" class="sheet__here"[^>]*><th[^>]*>57</th><td[^>]*>Hộ 57</td>', text)
    assert ">Hộ 60<" in text
    assert ">Hộ 40<" not in text
    assert f"/minh-chung/{workbook.reference}?trang=1&amp;dong=1" in text


def test_another_sheet_is_shown_and_its_cells_are_text(client, workbook):
    text = _page(client, workbook, "?trang=2&dong=1").text

    assert "&lt;b&gt;Hộ nhận&lt;/b&gt;" in text
    assert "<b>Hộ nhận" not in text


def test_a_row_behind_the_last_is_told(client, workbook):
    assert "Dòng cuối của trang tính này là dòng 60." in _page(client, workbook, "?dong=999").text


def test_the_words_of_a_text_are_shown(client, make, exemplar):
    item = make.evidence(
        exemplar, content=make.office("docx", "Dân đã bàn &lt;i&gt;"), visibility=Visibility.PUBLIC
    )
    make.published(exemplar)

    assert "Dân đã bàn &lt;i&gt;" in _page(client, item).text


def test_whoever_judges_finds_the_way_back(client, item):
    text = _page(client, item, "?ve=/de-cu/HS-2026-0005/tham-tra").text

    assert 'href="/de-cu/HS-2026-0005/tham-tra#hieu-qua"' in text


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example", "/de-cu/HS-2026-0005//evil", "/quan-tri", "javascript:a()"],
)
def test_the_way_back_leads_nowhere_else(client, item, path):
    assert "#hieu-qua" not in _page(client, item, f"?ve={path}").text
