"""The page on which a unit looks after its evidence."""

import re
import unicodedata
from io import BytesIO
from urllib.parse import unquote

import pytest
from sqlalchemy import func, select

from registry.catalogue.states import ExemplarState, Visibility
from registry.core.db import db
from registry.evidence import queries
from registry.evidence.claims import links_of_item
from registry.evidence.models import EvidenceItem
from registry.evidence.service.editing import Description, describe_item
from registry.evidence.states import Aspect
from tests.make.browser_client import form_of


@pytest.fixture
def page(exemplar, make, client):
    """The address of the page, for somebody of the unit who is signed in."""
    client.sign_in(make.member(exemplar.lead_unit))
    return f"/mo-hinh/{exemplar.reference}/minh-chung"


def _file(content, name="anh.jpg"):
    return BytesIO(content), name


def _count(table=EvidenceItem):
    return db.session.scalar(select(func.count()).select_from(table))


def test_a_photo_is_added_and_listed(page, make, client, exemplar):
    key = exemplar.latest.results[0].key

    answer = client.send_form(
        page,
        files=_file(make.photo(), "họp thôn.jpg"),
        caption="Họp thôn Nà Lại",
        result=key,
        visibility="public",
    )

    assert (answer.status_code, answer.location) == (303, page)
    text = client.get(page).text
    for words in (
        "Họp thôn Nà Lại",
        "họp thôn.jpg",
        "Đã thêm 1 tệp.",
        "Công khai",
        exemplar.latest.results[0].indicator,
    ):
        assert words in text
    (item,) = queries.list_items(exemplar.latest)
    assert (item.visibility, [link.result_key for link in links_of_item(item)]) == (Visibility.PUBLIC, [key])


def test_several_files_share_one_description(page, make, client, exemplar):
    files = [_file(make.photo(), "1.jpg"), _file(make.pdf(), "2.pdf"), _file(make.photo(kind="PNG"), "3.png")]

    client.send_form(page, files=files, caption="Ngày ra quân")

    items = queries.list_items(exemplar.latest)
    assert [(item.file_name, item.caption) for item in items] == [
        ("1.jpg", "Ngày ra quân"), ("2.pdf", "Ngày ra quân"), ("3.png", "Ngày ra quân"),
    ]  # fmt: skip
    assert {item.visibility for item in items} == {Visibility.COUNCIL}


def test_a_double_click_makes_one_record(page, make, client):
    page_text = client.get(page).text

    fields, _action = form_of(page_text, "them")
    content = make.photo()
    answers = [
        client.post(
            page,
            data={**fields, "caption": "Ảnh", "files": _file(content)},
            content_type="multipart/form-data",
        )
        for _click in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert _count() == 1


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"caption": ""}, "caption", "Nhập chú thích cho tệp"),
        ({"caption": "x" * 501}, "caption", "500"),
        ({"result": "khong-co"}, "result", "Chọn"),
        ({"visibility": "secret"}, "visibility", "Chọn"),
        ({"visibility": None}, "visibility", "Chọn ai được xem"),
        ({"files": None}, "files", "Chọn ít nhất một ảnh hoặc tệp"),
    ],
)
def test_each_field_wrong_in_turn_says_so_and_keeps_the_rest(page, make, client, values, field, words):
    good = {"files": _file(make.photo()), "caption": "Ảnh đường mới", "visibility": "internal"}

    answer = client.send_form(page, **{**good, **values})

    assert answer.status_code == 422
    assert words in answer.text
    assert f'id="{field}-e"' in answer.text
    if "caption" not in values:
        assert "Ảnh đường mới" in answer.text
    if "visibility" not in values:
        assert 'value="internal" checked' in answer.text.replace("checked ", "checked")
    assert "trình duyệt không giữ tệp đã chọn" in answer.text
    assert _count() == 0


def test_one_bad_file_does_not_cost_the_good_ones(page, make, client, exemplar):
    files = [
        _file(make.photo(), "tot.jpg"),
        _file(b"MZ\x90\x00 program", "bieu.docx"),
        _file(make.photo(), "cung-tot.jpg"),
    ]

    answer = client.send_form(page, files=files, caption="Ba tệp")

    assert answer.status_code == 422
    assert "bieu.docx: " in answer.text
    assert "Đã thêm 2 tệp." in answer.text
    assert [item.file_name for item in queries.list_items(exemplar.latest)] == ["tot.jpg", "cung-tot.jpg"]


def test_more_than_twenty_files_at_a_time_are_refused(page, client):
    answer = client.send_form(page, files=[_file(b"x", f"{n}.jpg") for n in range(21)], caption="Nhiều")

    assert answer.status_code == 422
    assert "tối đa 20 tệp" in answer.text


def test_u08_a_nasty_name_is_shown_harmless(page, make, client, exemplar):
    client.send_form(
        page, files=_file(make.photo(), '<img src=x onerror="alert(1)">.jpg'), caption="<b>Ảnh</b>"
    )

    text = client.get(page).text
    assert "<img src=x" not in text
    assert "<b>Ảnh" not in text


NASTY = ["../../x.jpg", "..\\..\\y.jpg", "anh\u202egpj.exe", "a\u200b: z=1.jpg", 'q";x=".jpg',
         "CON", unicodedata.normalize("NFD", "Đường liên thôn " * 20) + ".jpg"]  # fmt: skip


def test_u08_nasty_names_are_sent_harmless_and_name_no_file_on_the_disk(page, make, client, exemplar, app):
    client.send_form(page, files=[_file(make.photo((8, 8)), name) for name in NASTY], caption="Ảnh")

    shown = client.get(page).text
    items = queries.list_items(exemplar.latest)
    assert len(items) == len(NASTY)
    assert re.search(r"[\u202e\u200b\x00]|\.\.[/\\]", shown) is None
    for item in items:
        header = client.get(f"/tep/{item.reference}?tai-ve").headers["Content-Disposition"]
        said = re.fullmatch(r"attachment; filename=(?:.+; filename\*=UTF-8''(\S+)|\"?([^\"]+)\"?)", header)
        name = unquote(said[1] or said[2])
        assert name.endswith(".jpg")
        assert len(name.encode()) <= 200
        assert re.search(r'[/\\<>:"|?*\x00-\x1f\u202e\u200b]', name) is None
    stored = [path.name for path in app.extensions["registry.storage"].folder.rglob("*") if path.is_file()]
    assert stored
    assert all(re.fullmatch(r"[0-9a-f]{64}", name) for name in stored)


class _Unread:
    """A body of some length that nobody may read."""

    def __init__(self, length):
        self.length, self.at = length, 0

    def seek(self, offset, whence=0):
        self.at = self.length if whence == 2 else offset

    def tell(self):
        return self.at

    def close(self):
        pass

    def read(self, *_size):
        raise AssertionError("the body was read")

    readline = readlines = __iter__ = read


def _too_large(client, page, length=80 * 1024 * 1024):
    return client.post(page, input_stream=_Unread(length), content_type="multipart/form-data; boundary=x")


def test_u10_what_is_too_large_is_refused_before_it_is_read(page, client):
    answer = _too_large(client, page)

    assert answer.status_code == 413
    assert "mỗi lần gửi tối đa" in answer.text
    assert _count() == 0


def test_u10_a_stranger_cannot_make_the_registry_read_a_large_body(exemplar, client):
    answer = _too_large(client, f"/mo-hinh/{exemplar.reference}/minh-chung")

    assert answer.status_code == 303
    assert "/dang-nhap" in answer.location


def test_u10_nobody_outside_the_unit_can_make_the_registry_read_a_large_body(exemplar, make, client):
    client.sign_in(make.lead(make.unit()))

    assert _too_large(client, f"/mo-hinh/{exemplar.reference}/minh-chung", 1000).status_code == 403


def test_u10_other_pages_take_small_forms_only(make, client):
    client.sign_in(make.user())

    assert _too_large(client, "/dang-xuat", 5 * 1024 * 1024).status_code == 413


def test_u11_a_body_that_breaks_off_stores_nothing(page, client):
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n\xff\xd8\xff half'

    answer = client.post(
        page,
        input_stream=BytesIO(body),
        headers={"Content-Length": str(len(body) + 5000)},
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code in {400, 413}
    assert _count() == 0


def test_without_the_token_nothing_is_taken(page, make, client):
    answer = client.post(
        page, data={"files": _file(make.photo()), "caption": "Ảnh", "visibility": "public"},
        content_type="multipart/form-data",
    )  # fmt: skip

    assert answer.status_code == 400
    assert _count() == 0


def test_a_submitted_version_offers_no_form_and_takes_nothing(page, make, client, exemplar):

    fields, _action = form_of(client.get(page).text, "them")
    make.evidence(exemplar)
    make.frozen(exemplar)

    shown = client.get(page)
    sent = client.post(page, data={**fields, "caption": "Muộn", "files": _file(make.photo())},
                       content_type="multipart/form-data")  # fmt: skip

    assert 'name="files"' not in shown.text
    assert '/bo"' not in shown.text
    assert "đã gửi xét" in shown.text
    assert (sent.status_code, "đã gửi xét" in sent.text, _count()) == (409, True, 1)


@pytest.mark.parametrize("state", [ExemplarState.DRAFT, ExemplarState.RUNNING])
def test_other_units_cannot_open_the_page(make, client, state):
    exemplar = make.exemplar(state=state)
    client.sign_in(make.lead(make.unit()))

    answer = client.get(f"/mo-hinh/{exemplar.reference}/minh-chung")

    assert answer.status_code == (404 if state is ExemplarState.DRAFT else 403)


@pytest.mark.parametrize("reference", ["MH-2026-99999", "9" * 26, "%00", "%ff", "x" * 90])
def test_a_model_that_is_none_is_not_found(page, client, reference):
    assert client.get(f"/mo-hinh/{reference}/minh-chung").status_code == 404


def test_a_file_is_removed_and_put_back(page, make, client, exemplar):
    item = make.evidence(exemplar, file_name="bo-di.jpg")

    gone = client.send_form(page, form_id=f"/minh-chung/{item.reference}/bo")
    text = client.get(page).text
    assert (gone.status_code, gone.location) == (303, f"{page}?vua-bo={item.reference}")
    assert "1 tệp đã bỏ" in text
    assert queries.list_items(exemplar.latest) == []

    back = client.send_form(gone.location, form_id=f"/minh-chung/{item.reference}/khoi-phuc")
    assert back.status_code == 303
    assert [one.reference for one in queries.list_items(exemplar.latest)] == [item.reference]


def test_what_is_removed_waits_on_a_page_of_its_own(page, make, client, exemplar):
    item = make.evidence(exemplar, file_name="bo-di.jpg")
    client.send_form(page, form_id=f"/minh-chung/{item.reference}/bo")

    text = client.get(f"{page}/da-bo").text
    assert "bo-di.jpg" in text
    assert (
        client.send_form(f"{page}/da-bo", form_id=f"/minh-chung/{item.reference}/khoi-phuc").status_code
        == 303
    )

    assert [one.reference for one in queries.list_items(exemplar.latest)] == [item.reference]
    assert "Không có tệp nào đã bỏ" in client.get(f"{page}/da-bo").text


def test_what_the_council_looks_for_is_ticked(page, make, client, exemplar):
    client.send_form(
        page, files=_file(make.photo()), caption="Đường cũ", aspect="before", taken_on="01/03/2025"
    )

    (item,) = queries.list_items(exemplar.latest)
    assert (item.aspect, str(item.taken_on)) == (Aspect.BEFORE, "2025-03-01")
    wanted = client.get(page).text.split("Hội đồng cần thấy")[1]
    assert wanted.index("1 tệp") < wanted.index("chưa có")


def test_the_list_tells_the_digest_and_the_page_lets_nothing_else_run(page, make, client, exemplar):
    item = make.evidence(exemplar)

    answer = client.get(page)

    assert item.digest in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "img-src 'self' blob:" in policy
    assert "script-src 'self';" in policy


def test_the_photo_as_it_was_taken_is_kept_only_when_asked_for(page, make, client, exemplar):
    for more in ({}, {"keep_original": "y"}):
        client.send_form(page, form_id="them", files=_file(make.photo_with_place()), caption="Ảnh", **more)

    assert [item.original_digest is None for item in queries.list_items(exemplar.latest)] == [True, False]


def test_files_are_put_in_order(page, make, client, exemplar):
    first, second = make.evidence(exemplar), make.evidence(exemplar)

    client.send_form(page, form_id=f"/minh-chung/{second.reference}/len")
    assert queries.list_items(exemplar.latest) == [second, first]
    client.send_form(page, form_id=f"/minh-chung/{second.reference}/xuong")
    assert queries.list_items(exemplar.latest) == [first, second]


def test_removing_what_somebody_changed_meanwhile_is_refused_on_the_page(page, make, client, exemplar):

    item = make.evidence(exemplar)
    fields, action = form_of(client.get(page).text, f"/minh-chung/{item.reference}/bo")
    describe_item(make.member(exemplar.lead_unit), item, Description("Đổi rồi"))

    answer = client.post(action, data=fields)

    assert answer.status_code == 409
    assert "Đổi rồi" in answer.text
    assert queries.list_removed(exemplar.latest) == []


@pytest.mark.parametrize("what", ["bo", "khoi-phuc", "len", "xuong", "sua"])
def test_foreign_files_are_not_found(page, make, client, what):
    foreign = make.evidence(make.exemplar())

    fields, _action = form_of(client.get(page).text, "them")

    for reference in (foreign.reference, "MC-2026-999999", "9" * 26):
        assert client.post(f"/minh-chung/{reference}/{what}", data=fields).status_code == 404


def test_u15_a_damaged_file_is_named_in_the_list(page, make, client, exemplar, app):
    item = make.evidence(exemplar)
    digest = item.digest
    (app.extensions["registry.storage"].folder / digest[:2] / digest[2:4] / digest).unlink()

    answer = client.get(page)

    assert answer.status_code == 200
    assert "Tệp hỏng, đã báo" in answer.text


def test_the_page_says_which_results_have_no_evidence(page, make, client, exemplar):
    make.evidence(exemplar, result_key=exemplar.latest.results[0].key)

    text = client.get(page).text.split("Kết quả và minh chứng")[1]

    assert text.index("1 tệp") < text.index("Chưa có minh chứng")


def test_in_english(page, make, client, exemplar):
    make.evidence(exemplar)

    text = client.get(f"/en{page}").text

    for words in ("Add photos or files", "Files of this model", "Council only"):
        assert words in text
