"""The pages of taking over lists, papers and double records, as a browser without scripts uses them."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.core.transaction import transaction
from registry.legacy import sheets
from registry.legacy.models import ImportRow, ImportRun, PaperEntry
from registry.legacy.service import discarding
from registry.legacy.states import ListKind, RunState
from registry.replication.states import ReplicationState
from tests.legacy.conftest import commune, desk, lead, small_list  # noqa: F401 -- fixtures
from tests.make.browser_client import form_of
from tests.make.lists import HEADINGS, models, workbook


@pytest.fixture
def staff(make, commune):  # noqa: F811
    return make.staff(commune.placements[0].parent)


def upload(client, unit, content, kind="models"):
    return client.send_form(
        "/nhap-danh-sach/moi", kind=kind, unit=unit.code, file=(BytesIO(content), "so-cu.xlsx")
    )


def test_a_list_is_taken_over_page_by_page(client, desk, commune, lead):  # noqa: F811
    rows = models(3, commune.name)
    rows[2][3] = "chưa rõ"
    client.sign_in(lead)
    assert client.get("/nhap-danh-sach").status_code == 200
    answer = upload(client, commune, workbook(rows))
    run = db.session.scalar(select(ImportRun))
    assert (answer.status_code, answer.location) == (303, f"/nhap-danh-sach/{run.reference}/cot")

    answer = client.send_form(answer.location)
    page = client.get(answer.location).text
    assert 'http-equiv="refresh" content="10"' in page
    desk.work()
    page = client.get(answer.location).text
    assert "Nhập 2 dòng" in page
    assert "Không có năm" not in page
    assert client.get(f"{answer.location}?xem=bi-tu-choi").text.count("chưa rõ") == 1
    sheet = client.get(f"{answer.location}/dong-bi-tu-choi.xlsx")
    assert sheet.data.startswith(b"PK")

    answer = client.send_form(answer.location, action=f"{answer.location}/nhap")
    assert answer.status_code == 303
    desk.work()
    assert "MH-" in client.get(answer.location).text
    assert len(db.session.scalars(select(Exemplar)).all()) == 2


def test_a_file_that_cannot_be_read_is_refused_beside_its_field(client, commune, lead):  # noqa: F811
    client.sign_in(lead)
    answer = upload(client, commune, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

    assert answer.status_code == 422
    assert 'id="file-e"' in answer.text
    assert db.session.scalar(select(ImportRun)) is None


def test_somebody_elses_list_does_not_exist(client, make, desk, commune, lead, small_list):  # noqa: F811
    run = desk.upload(lead, commune, small_list)
    client.sign_in(make.lead(make.unit()))
    for path in ("", "/cot", "/trang-tinh", "/dong-bi-tu-choi.xlsx"):
        assert client.get(f"/nhap-danh-sach/{run.reference}{path}").status_code == 404
    assert client.get("/nhap-danh-sach/DS-" + "9" * 26).status_code == 404


@pytest.mark.parametrize("name", ["mo-hinh", "don-vi", "tai-khoan"])
def test_templates_are_read_back_as_they_are_meant(client, make, commune, name):  # noqa: F811
    client.sign_in(make.administrator(commune.placements[0].parent))
    answer = client.get(f"/nhap-danh-sach/mau/{name}.xlsx")
    kind = {"mo-hinh": "models", "don-vi": "units", "tai-khoan": "accounts"}[name]
    upload(client, commune.placements[0].parent, answer.data, kind=kind)

    run = db.session.scalar(select(ImportRun))
    assert len(run.columns) == len(run.headings)


@pytest.mark.parametrize("kind", list(ListKind))
def test_a_template_sent_back_empty_holds_no_row_and_explains_its_columns(app, commune, make, desk, kind):  # noqa: F811
    person, unit = make.administrator(commune.placements[0].parent), commune.placements[0].parent
    run = desk.check(person, desk.upload(person, unit, sheets.template(kind), kind=kind))

    assert (run.state, run.total) == (RunState.REFUSED, 0)
    told = load_workbook(BytesIO(sheets.template(kind))).worksheets[1]
    samples = [row[2].value for row in told.iter_rows(min_row=2)]
    assert any(samples)
    assert "2025-07-01" not in samples


def test_by_what_a_row_is_known_is_said_of_the_kind_of_list(client, make, desk, commune):  # noqa: F811
    province = commune.placements[0].parent
    person = make.administrator(province)
    client.sign_in(person)
    rows = {
        ListKind.UNITS: [
            ["Mã đơn vị", "Tên đơn vị", "Loại", "Cấp trên"],
            ["moi", "Xã Mới", "Xã", "minh-hoa"],
        ],
        ListKind.ACCOUNTS: [["Họ tên", "Đơn vị", "Vai trò"], ["Lò Thị Mẫu", "muong-dan", "Cán bộ đơn vị"]],
    }
    said = {}
    for kind, content in rows.items():
        run = desk.check(person, desk.upload(person, province, workbook(content), kind=kind))
        said[kind] = client.get(f"/nhap-danh-sach/{run.reference}").text

    assert "theo mã" in said[ListKind.UNITS]
    assert "tên đăng nhập" in said[ListKind.ACCOUNTS]
    assert not any("tên và năm" in page for page in said.values())


def test_a_paper_is_typed_in_and_confirmed(client, app, make, commune, lead, staff):  # noqa: F811
    client.sign_in(staff)
    answer = client.send_form(
        "/dang-ky-tu-giay", unit="muong dan", title="Đường hoa", received_on="02/03/2026",
        file=(BytesIO(make.pdf()), "phieu.pdf"),
    )  # fmt: skip
    assert answer.status_code == 422
    answer = client.send_form(
        "/dang-ky-tu-giay", unit="xa muong dan", title="Đường hoa", received_on="02/03/2026",
        file=(BytesIO(make.pdf()), "phieu.pdf"),
    )  # fmt: skip
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    entry = db.session.scalar(select(PaperEntry))
    reader = app.test_client()
    reader.sign_in(lead)
    path = f"/mo-hinh/{entry.exemplar.reference}/xac-nhan"
    assert "Bản quét" in reader.get(path).text or "bản quét" in reader.get(path).text
    assert reader.send_form(path).status_code == 303
    assert "đã xác nhận" in reader.get(f"/mo-hinh/{entry.exemplar.reference}/lich-su").text


def test_two_records_are_merged_and_the_old_address_leads_on(client, make, commune, staff):  # noqa: F811
    one, other = (
        make.exemplar(unit=commune, public=True, title=title) for title in ("Đường hoa", "Con đường hoa")
    )
    client.sign_in(staff)
    found = client.get(f"/gop-mo-hinh?mot={one.reference}&hai={other.reference}")
    assert found.status_code == 303
    refused = client.send_form(found.location, survivor=one.reference)
    assert (refused.status_code, other.state) == (422, ExemplarState.RUNNING)
    answer = client.send_form(
        found.location, survivor=one.reference, text_title=other.reference, reason="Cùng một tổ"
    )
    assert answer.status_code == 303
    assert other.reference in client.get(answer.location).text

    moved = client.application.test_client().get(f"/mo-hinh/{other.reference}")
    assert (moved.status_code, moved.location) == (301, f"/mo-hinh/{one.reference}")
    history = client.application.test_client().get(f"/mo-hinh/{other.reference}/lich-su")
    assert one.reference in history.text
    assert one.latest.title == "Con đường hoa"


def test_whose_origin_stands_is_said_before_two_records_are_merged(client, make, commune, staff):  # noqa: F811
    pair = [make.exemplar(unit=commune, title=title) for title in ("Đường hoa", "Con đường hoa")]
    links = [make.replication(unit=commune, copy=one, state=ReplicationState.REPORTED) for one in pair]
    client.sign_in(staff)
    page = client.get(f"/gop-mo-hinh/{pair[0].reference}/{pair[1].reference}").text
    for link in links:
        assert f"nguồn gốc của bản này được giữ; {link.reference} vẫn là nơi nhân rộng" in page


def test_records_changed_ten_thousand_times_are_merged_like_others(client, make, commune, staff):  # noqa: F811
    one, other = (make.exemplar(unit=commune, title=title) for title in ("Đường hoa", "Con đường hoa"))
    with transaction():
        one.version, other.version = 123_456, 12_345
    client.sign_in(staff)
    path = f"/gop-mo-hinh/{one.reference}/{other.reference}"
    answer = client.send_form(path, survivor=one.reference, reason="Cùng một tổ")

    assert answer.status_code == 303
    assert other.state is ExemplarState.MERGED


def test_a_record_changed_meanwhile_is_shown_before_it_is_merged(client, make, commune, staff):  # noqa: F811
    one, other = (make.exemplar(unit=commune, title=title) for title in ("Đường hoa", "Con đường hoa"))
    client.sign_in(staff)
    path = f"/gop-mo-hinh/{one.reference}/{other.reference}"
    form, _action = form_of(client.get(path).text)
    with transaction():
        other.version += 1
    chosen = {"survivor": one.reference, "reason": "Cùng một tổ"}
    refused = client.post(path, data={**form, **chosen})

    assert (refused.status_code, other.state) == (409, ExemplarState.RUNNING)
    assert client.post(path, data={**form_of(refused.text)[0], **chosen}).status_code == 303


def test_only_what_can_go_on_is_offered_and_no_empty_text_is_chosen(client, make, commune, staff):  # noqa: F811
    one = make.exemplar(unit=commune, title="Đường hoa", topics=["hoa", "đường"], schedule="")
    other = make.exemplar(unit=commune, public=True, title="Con đường hoa", topics=["đường", "hoa"])
    client.sign_in(staff)
    page = client.get(f"/gop-mo-hinh/{one.reference}/{other.reference}").text
    form, _action = form_of(page)

    assert form["survivor"] == other.reference
    assert page.count('name="survivor"') == 1
    assert form["text_schedule"] == other.reference
    assert "text_topics" not in form


def test_passwords_are_shown_once_on_a_page_of_their_own(client, make, desk, commune):  # noqa: F811
    admin = make.administrator(commune.placements[0].parent)
    rows = [["Lò Thị Mẫu", commune.code, "Cán bộ đơn vị"]]
    run = desk.take(
        admin, commune, workbook(rows, headings=["Họ và tên", "Đơn vị", "Vai trò"]), kind="accounts"
    )
    client.sign_in(admin)
    path = f"/nhap-danh-sach/{run.reference}/mat-khau"
    assert "mau.lo" not in client.get(path).text
    page = client.send_form(path, units=[commune.code])

    assert (page.status_code, "mau.lo" in page.text) == (200, True)
    assert "no-store" in page.headers["Cache-Control"]


def test_columns_that_are_left_out_are_named_and_a_checked_list_is_thrown_away(client, desk, commune, lead):  # noqa: F811
    client.sign_in(lead)
    rows = [[*row, "Điều ghi thêm"] for row in models(2, commune.name)]
    mapping = upload(client, commune, workbook(rows, headings=[*HEADINGS, "Ghi chú"])).location
    assert ": Ghi chú. Nội dung ở đó sẽ bị bỏ qua" in client.get(mapping).text
    page = client.send_form(mapping).location
    working = client.get(page).text
    desk.work()
    assert ": Ghi chú." in client.get(page).text
    assert "Bỏ danh sách" not in working

    answer = client.send_form(page, form_id=f"{page}/bo")

    assert (answer.status_code, answer.location) == (303, "/nhap-danh-sach")
    assert client.get(page).status_code == 404
    assert [*db.session.scalars(select(ImportRun)), *db.session.scalars(select(ImportRow))] == []


def test_a_list_that_was_taken_over_is_not_thrown_away(client, desk, commune, lead, small_list):  # noqa: F811
    run = desk.take(lead, commune, small_list)
    with pytest.raises(InvalidTransition):
        discarding.discard_list(lead, run)
    assert db.session.get(ImportRun, run.id) is run


def test_reasons_are_read_in_the_language_of_the_page(client, desk, commune, lead):  # noqa: F811
    rows = models(2, commune.name)
    rows[1][3] = "chưa rõ"
    run = desk.check(lead, desk.upload(lead, commune, workbook(rows)))
    client.sign_in(lead)
    [stored] = [row.faults[0][1] for row in db.session.scalars(select(ImportRow)) if row.faults]

    assert stored in client.get(f"/nhap-danh-sach/{run.reference}").text
    english = client.get(f"/en/nhap-danh-sach/{run.reference}").text
    assert stored not in english
    assert "There is no year in" in english


def test_fields_on_the_paper_form_are_named_in_english(client, make, commune, staff):  # noqa: F811
    field = make.field()
    client.sign_in(staff)
    assert f">{field.name_en}<" in client.get("/en/dang-ky-tu-giay").text


PAPER = {"title": "Đường hoa", "received_on": "02/03/2026"}


def test_a_unit_that_is_not_clear_is_chosen_among_those_it_may_be_and_the_scan_stays(
    client, make, commune, staff  # noqa: F811
):  # fmt: skip
    other = make.unit(name="Đoàn xã Mường Đán", code="doan-muong-dan", parent=commune)
    client.sign_in(staff)
    opened = client.get("/dang-ky-tu-giay").text
    assert '<option value="Xã Mường Đán (muong-dan)">' in opened
    refused = client.send_form(
        "/dang-ky-tu-giay", unit="mường đán", file=(BytesIO(make.pdf()), "phieu.pdf"), **PAPER
    )

    assert refused.status_code == 422
    assert f'name="unit-chon" id="unit-chon-1" value="{other.code}"' in refused.text
    assert "phieu.pdf" in refused.text
    fields, action = form_of(refused.text)
    assert fields["title"] == PAPER["title"]
    answer = client.post(action or "/dang-ky-tu-giay", data={**fields, "unit-chon": other.code})

    assert answer.status_code == 303
    entry = db.session.scalar(select(PaperEntry))
    assert (entry.exemplar.lead_unit, entry.scan.file_name) == (other, "phieu.pdf")


def test_a_kept_scan_may_be_left_out_and_is_nobody_elses(client, app, make, commune, staff):  # noqa: F811
    client.sign_in(staff)
    scan = (BytesIO(make.pdf()), "phieu.pdf")
    fields, _action = form_of(client.send_form("/dang-ky-tu-giay", unit="lạ", file=scan, **PAPER).text)
    stranger = app.test_client()
    stranger.sign_in(make.staff(commune.placements[0].parent))
    stolen = {"unit": commune.code, "kept_scan": fields["kept_scan"], **PAPER}
    assert stranger.send_form("/dang-ky-tu-giay", **stolen).status_code == 422
    assert db.session.scalar(select(PaperEntry)) is None

    client.post("/dang-ky-tu-giay", data={**fields, "unit": commune.code, "leave_out": "y"})
    assert db.session.scalar(select(PaperEntry)).scan is None


def test_a_unit_out_of_reach_is_neither_offered_nor_taken(client, make, commune, lead):  # noqa: F811
    far = make.unit(name="Xã Mường Xa", code="muong-xa")
    client.sign_in(lead)
    assert far.code not in client.get("/dang-ky-tu-giay").text
    for name in ("Mường Xa", far.code):
        answer = client.send_form("/dang-ky-tu-giay", unit=name, **PAPER)
        assert answer.status_code == 422
        assert far.name not in answer.text
    forced = {"unit": "x", "unit-hoi": "x", "unit-chon": far.code, **PAPER}
    assert client.send_form("/dang-ky-tu-giay", **forced).status_code == 422
    assert db.session.scalar(select(PaperEntry)) is None
