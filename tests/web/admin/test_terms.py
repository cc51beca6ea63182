"""The words of search and the weights through the pages."""

import pytest

from registry.catalogue.states import ExemplarState
from registry.core.clock import now
from registry.discovery import closed, indexing, vocabulary
from registry.search.measured import measured, values_of
from registry.search.ranking import STANDARD
from registry.web.admin.weight_words import GROUPS

PATH = "/quan-tri/tu-ngu-tim-kiem"


@pytest.fixture
def staff(make, client):
    client.sign_in(make.administrator(make.province()))


def test_term_is_added_changed_and_removed(staff, client):
    answer = client.send_form(
        PATH, kind="abbreviation", language="vi", term="ABXY", means="ánh sáng\nvùng biên", percent="90"
    )
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert "ánh sáng, vùng biên" in page
    (term,) = vocabulary.list_terms("abxy").items
    one = f"{PATH}/{term.reference}"
    assert client.send_form(one, means="hũ gạo", percent="50").status_code == 303
    stale = client.send_form(one, means="khác", percent="50", version="0")
    assert (stale.status_code, "hũ gạo" in stale.text) == (409, True)
    assert client.send_form(f"{one}/bo").status_code == 303
    assert client.get(one).status_code == 404


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"term": ""}, "Nhập từ hoặc cụm từ"),
        ({"term": "NTM"}, "đã được ghi"),
        ({"percent": "abc"}, "10 đến 100"),
        ({"means": " "}, "ít nhất một"),
    ],
)
def test_wrong_values_are_told_beside_their_field(staff, client, changed, told):
    sent = {"kind": "abbreviation", "language": "vi", "term": "ABXY", "means": "ánh sáng", "percent": "90"}
    answer = client.send_form(PATH, **{**sent, **changed})
    assert (answer.status_code, told in answer.text) == (422, True)
    assert vocabulary.list_terms("abxy").total == 0


def test_every_weight_is_shown_and_was_measured(staff, client):
    names = [name for _title, _lead, group in GROUPS for name in group]
    assert sorted(names) == sorted(values_of(STANDARD)) == sorted(measured())
    page = client.get("/quan-tri/thu-tu-tim-kiem").text
    assert "Minh chứng" in page
    assert "0,12" in page


def test_a_word_passed_over_is_added_with_nothing_but_itself(staff, client):
    answer = client.send_form(PATH, kind="stop_word", language="en", term="please", means="", percent="100")
    assert answer.status_code == 303
    (term,) = vocabulary.list_terms("please").items
    assert (term.language, term.means) == ("en", [])
    assert f"{PATH}/{term.reference}/bo" in client.get(answer.headers["Location"]).text
    assert client.get(f"{PATH}/{term.reference}").headers["Location"].endswith("/bo")
    assert client.send_form(f"{PATH}/{term.reference}/bo").status_code == 303
    assert vocabulary.list_terms("please").total == 0


def test_staff_see_how_search_is_and_how_far_a_rebuild_is(app, staff, client, make):
    make.exemplar(public=True)
    index = app.extensions["registry.search"]
    indexing.rebuild(index)
    indexing.reconcile(index)
    calm = client.get("/quan-tri/tinh-trang-tim-kiem").text
    assert "Đang dùng" in calm
    assert "Đang dựng lại" not in calm
    index.note("rebuilding", {"done": 1200, "total": 5000, "left": 61, "at": now().isoformat()})
    told = client.get("/quan-tri/tinh-trang-tim-kiem").text
    assert "1.200 trên 5.000 tài liệu, còn khoảng 2 phút" in told
    index.note("rebuilding", {"done": 1200, "total": 5000, "left": 61, "at": "2020-01-01T00:00:00+00:00"})
    assert "Đang dựng lại" not in client.get("/quan-tri/tinh-trang-tim-kiem").text


def test_nobody_sees_from_how_search_is_that_a_draft_was_begun(app, staff, client, make):
    index, path = app.extensions["registry.closed_search"], "/quan-tri/tinh-trang-tim-kiem"

    def told():
        page = client.get(path).text
        return page[page.index('id="i2"') : page.index("</section>", page.index('id="i2"'))]

    indexing.rebuild(index, source=closed)
    before = told()
    for _again in range(2):
        make.exemplar(state=ExemplarState.DRAFT, complete=False)
        assert told() == before
        indexing.follow(index, closed)
        assert told() == before
    index.note("rebuilding", {"done": 12, "total": 48, "left": 61, "at": now().isoformat()})
    assert "đã xong 25%" in told()
    assert "48" not in told()


def test_staff_find_the_words_behind_their_name_and_meet_no_closed_door_there(client, make):
    client.sign_in(make.staff(make.province()))
    page = client.get(PATH)
    assert (page.status_code, 'href="/quan-tri"' in page.text) == (200, False)
    assert f'href="{PATH}"' in client.get("/tim-kiem").text
