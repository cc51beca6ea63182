"""Pages on which results and evidence are tied together, and what readers see of it."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from registry.catalogue.rows import ResultRow
from registry.catalogue.states import Visibility
from registry.evidence import claims
from registry.evidence.claims import Place, PlaceKind
from tests.make.browser_client import form_of


@pytest.fixture
def member(make, exemplar):
    return make.member(exemplar.lead_unit)


@pytest.fixture
def key(exemplar):
    return exemplar.latest.results[0].key


def page_of(item, key=""):
    return f"/minh-chung/{item.reference}/lien-ket" + (f"?ket-qua={key}" if key else "")


def links(exemplar):
    return [link for found in claims.links_of(exemplar.latest).values() for link in found]


def test_a_part_of_a_photo_is_linked_without_scripts(make, client, exemplar, member, key):
    client.sign_in(member)
    item = make.evidence(exemplar, caption="Ảnh mặt đường")

    answer = client.send_form(page_of(item, key), "gan", kind="region", x="10", y="12,5", w="40", h="30")

    (link,) = links(exemplar)
    assert (answer.status_code, answer.location) == (
        303, f"/mo-hinh/{exemplar.reference}/ket-qua/{key}",
    )  # fmt: skip
    assert (link.result_key, link.x, link.y, link.w, link.h) == (
        key, Decimal(10), Decimal("12.5"), Decimal(40), Decimal(30),
    )  # fmt: skip
    text = client.get(answer.location).text
    assert f'href="/minh-chung/{item.reference}?vung=10,12.5,40,30"' in text.replace("%2C", ",")
    assert "Ảnh mặt đường, phần đánh dấu" in text
    opened = client.get(f"/minh-chung/{item.reference}?vung=10,12.5,40,30").text
    assert '<rect x="10.0" y="12.5" width="40.0" height="30.0"/>' in opened


def test_a_page_of_a_paper_is_linked_and_opened_there(make, client, exemplar, member, key):
    client.sign_in(member)
    item = make.evidence(exemplar, content=make.pdf(pages=3), file_name="a.pdf", caption="Biên bản")

    client.send_form(page_of(item, key), "gan", kind="page", page="2")

    (link,) = links(exemplar)
    assert (link.kind, link.page) == (PlaceKind.PAGE, 2)
    assert f"/minh-chung/{item.reference}?trang=2" in client.get(page_of(item)).text


WRONG = [
    ({"kind": "region", "x": "", "y": "1", "w": "1", "h": "1"}, "x"),
    ({"kind": "region", "x": "95", "y": "1", "w": "10", "h": "1"}, "w"),
    ({"kind": "region", "x": "9" * 26, "y": "1", "w": "1", "h": "1"}, "x"),
    ({"kind": "time"}, "kind"),
    ({"kind": ""}, "kind"),
    ({"result": "khong-co"}, "result"),
    ({"note": "x" * 301}, "note"),
]


@pytest.mark.parametrize(("values", "field"), WRONG)
def test_what_is_wrong_is_said_beside_its_field(make, client, exemplar, member, key, values, field):
    client.sign_in(member)
    item = make.evidence(exemplar)

    answer = client.send_form(page_of(item, key), "gan", **{"note": "Chữ vừa gõ", **values})

    assert (answer.status_code, links(exemplar)) == (422, [])
    assert f'id="{field}-e"' in answer.text
    assert field == "note" or "Chữ vừa gõ" in answer.text


def test_a_link_is_removed_and_twice_the_same_leads_to_the_same_page(make, client, exemplar, member, key):
    client.sign_in(member)
    item = make.evidence(exemplar)
    link = claims.link_claim(member, item, key)
    page = f"/mo-hinh/{exemplar.reference}/ket-qua/{key}"
    fields, action = form_of(
        client.get(page).text, f"/minh-chung/{item.reference}/lien-ket/{link.reference}/bo"
    )

    first, second = (client.post(action, data=fields) for _ in range(2))

    assert [(one.status_code, one.location) for one in (first, second)] == [(303, page)] * 2
    assert links(exemplar) == []


def test_strangers_find_nothing_and_what_is_gone_is_missing(app, make, client, exemplar, member, key):
    item = make.evidence(exemplar, visibility=Visibility.PUBLIC)
    link = claims.link_claim(member, item, key)
    pages = [page_of(item), f"/mo-hinh/{exemplar.reference}/ket-qua/{key}"]
    client.sign_in(member)
    fields, _action = form_of(
        client.get(pages[1]).text, f"/minh-chung/{item.reference}/lien-ket/{link.reference}/bo"
    )
    for path in (
        f"/mo-hinh/{exemplar.reference}/ket-qua/" + "9" * 26,
        f"/mo-hinh/{exemplar.reference}/ket-qua/x",
    ):
        assert client.get(path).status_code == 404
    assert client.post(f"/minh-chung/{item.reference}/lien-ket/{'9' * 26}/bo", data=fields).status_code == 404

    stranger = app.test_client()
    stranger.sign_in(make.member(make.unit()))

    assert [stranger.get(page).status_code for page in pages] in ([404, 404], [404, 403])
    assert len(links(exemplar)) == 1


def test_a_submitted_version_takes_no_link(make, client, exemplar, member, key):
    client.sign_in(member)
    item = make.evidence(exemplar)
    fields, action = form_of(client.get(page_of(item, key)).text, "gan")
    make.frozen(exemplar)

    answers = [client.post(action or page_of(item, key), data=fields), client.get(page_of(item, key))]

    assert ([one.status_code for one in answers], links(exemplar)) == ([409, 409], [])
    assert "lien-ket" not in client.get(f"/mo-hinh/{exemplar.reference}/ket-qua/{key}").text


def test_saving_a_row_leads_to_its_evidence_and_empty_rows_do_not_count(make, client, exemplar, member):
    client.sign_in(member)
    page = f"/mo-hinh/{exemplar.reference}/sua/ket-qua"
    empty = {f"results-0-{name}": "" for name in ("indicator", "measure", "before", "after", "as_of")}

    typed = {
        "indicator": "Hộ có nước sạch",
        "after": "30",
        "series": "2024: 12,5\n2025: 30",
        "of_count": "1.284",
        "fund_state": "60 tỷ",
        "since": "03/2024",
    }
    filled = {f"results-2-{name}": text for name, text in typed.items()}
    answer = client.send_form(page, "", button=("then", "claim-2"), **empty, **filled)

    kept = exemplar.latest.results[1]
    assert answer.location == f"/mo-hinh/{exemplar.reference}/ket-qua/{kept.key}"
    assert (kept.series, kept.of_count, kept.fund_state) == (
        [["2024", "12.5"], ["2025", "30"]],
        1284,
        60 * 10**9,
    )
    assert (str(kept.since), kept.since_month) == ("2024-03-01", True)


def test_what_cannot_be_read_behind_a_row_is_shown_open_and_as_typed(make, client, exemplar, member):
    client.sign_in(member)
    page = f"/mo-hinh/{exemplar.reference}/sua/ket-qua"

    answer = client.send_form(
        page, "", **{"results-0-series": "năm ngoái: 5", "results-0-fund_other": "nhiều"}
    )

    assert answer.status_code == 422
    assert "năm ngoái: 5" in answer.text.split("<textarea")[1]
    assert 'value="nhiều"' in answer.text
    assert '<details class="rows__more" open>' in answer.text
    assert exemplar.latest.results[0].series == []


def test_the_public_reads_no_word_of_what_only_the_council_sees(make, client, exemplar, member, key):
    secret = make.evidence(exemplar, caption="Danh sách hộ hiến đất")
    claims.link_claim(member, secret, key, Place(PlaceKind.WHOLE))
    claims.link_claim(member, make.evidence(exemplar, caption="Ảnh mới", visibility=Visibility.PUBLIC),
                      exemplar.latest.results[1].key)  # fmt: skip
    make.published(exemplar)

    text = client.get(f"/mo-hinh/{exemplar.reference}").text

    assert "1 trên 2 kết quả có minh chứng xem được tại đây" in text
    assert ("Ảnh mới" in text, "Chưa có minh chứng công khai" in text) == (True, True)
    assert secret.reference not in text
    assert "Danh sách hộ hiến đất" not in text
    client.sign_in(member)
    assert "2 trên 2 kết quả" in client.get(f"/mo-hinh/{exemplar.reference}").text


def test_the_public_page_draws_a_series_with_its_table(make, client):
    row = ResultRow("Hộ có nước sạch", 12, 30, "hộ", series="2023: 12\n06/2024: 18,5\n2025: 30", of_count=63,
                    of_whom="hộ <b>", fund_state=10**9)  # fmt: skip
    exemplar = make.exemplar(results=[row], public=True)

    text = client.get(f"/mo-hinh/{exemplar.reference}").text

    assert 'aria-label="Từ 12\u00a0hộ vào 2023 đến 30\u00a0hộ vào 2025"' in text
    assert '<th scope="row">06/2024</th><td class="r">18,5\u00a0hộ</td>' in text
    assert "trên tổng số 63 hộ &lt;b&gt;" in text
    assert "Ngân sách nhà nước 1\u00a0tỷ\u00a0đồng" in text


def test_a_model_without_figures_says_so_calmly(make, client):
    exemplar = make.exemplar(results=[], public=True)

    text = client.get(f"/mo-hinh/{exemplar.reference}").text

    assert "Không có số liệu đo đếm: mô hình nêu sự thay đổi bằng lời." in text
    assert "Chưa có minh chứng công khai" not in text


def test_a_row_that_the_table_has_not_is_refused_beside_the_field(make, client, exemplar, member, key):
    book, target = openpyxl.Workbook(), BytesIO()
    book.active.append(["Hộ", "Gạo"])
    book.active.append(["Hộ 1", 12])
    book.save(target)
    client.sign_in(member)
    item = make.evidence(exemplar, content=target.getvalue(), file_name="so.xlsx")

    refused = client.send_form(page_of(item, key), "gan", kind="row", row="999")

    assert refused.status_code == 422
    assert "Dòng cuối của trang tính này là dòng 2." in refused.text
    assert "Số thứ tự trang tính" in refused.text
    assert links(exemplar) == []
    assert client.send_form(page_of(item, key), "gan", kind="row", row="2").status_code == 303


def test_the_page_of_a_file_tells_the_figures_it_shows(make, client, exemplar, member, key):
    client.sign_in(member)
    item = make.evidence(exemplar, caption="Ảnh mặt đường")
    claims.link_claim(member, item, key, Place())
    result = exemplar.latest.results[0]

    text = client.get(f"/minh-chung/{item.reference}").text

    assert f"{result.indicator}: " in text
    assert " → " in text.split(result.indicator)[1][:80]
