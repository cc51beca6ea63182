"""Ways to begin: three questions, an own model, a model to copy, a filled-in file."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from flask_babel import force_locale
from openpyxl import load_workbook
from sqlalchemy import func, select

from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar
from registry.catalogue.paper_form import HEADINGS
from registry.catalogue.service.origins import find_origin, list_unchecked
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.transaction import transaction
from registry.legacy import form_reading
from registry.legacy.form_reading import LARGEST, read_paper_form
from registry.web.catalogue.labels import LABELS
from tests.make.browser_client import form_of


@pytest.fixture
def unit(make):
    return make.unit(name="Xã An Bình")


@pytest.fixture
def lead(make, unit, client):
    person = make.lead(unit)
    client.sign_in(person)
    make.field()
    return person


def count():
    return db.session.scalar(select(func.count()).select_from(Exemplar))


def newest():
    db.session.expire_all()
    return db.session.scalars(select(Exemplar).order_by(Exemplar.id.desc())).first()


def test_three_questions_give_advice_and_block_nothing(client, lead):
    asked = client.get("/dang-ky/tu-hoi").text
    assert asked.count('type="radio"') == 6
    weak = client.get("/dang-ky/tu-hoi?can=co&do=chua&lam=co").text
    assert "Hãy ghi ngay hiện trạng hôm nay" in weak
    assert "gỡ khó cho ai" not in weak
    assert "Bắt đầu đăng ký" in weak
    assert "đáng đăng ký" in client.get("/dang-ky/tu-hoi?can=co&do=co&lam=co").text
    assert asked.count("Chọn một câu trả lời") == 0
    for answers, missing in (("xem=1", 3), ("can=co&xem=1", 2)):
        refused = client.get(f"/dang-ky/tu-hoi?{answers}").text
        assert "cả ba câu" in refused
        assert refused.count("Chọn một câu trả lời") == missing
    assert client.get("/dang-ky/tu-hoi?can=%00&do=" + "9" * 26).status_code == 200


def test_a_draft_begins_with_all_that_an_own_model_says(client, lead, make, unit):
    source = make.exemplar(unit=unit)
    make.evidence(source)

    answer = client.send_form(
        "/dang-ky/tu-mo-hinh-cu", source=source.reference, title="Đường hoa năm thứ hai"
    )

    draft = newest()
    assert answer.location == f"/mo-hinh/{draft.reference}/sua"
    assert (draft.state, draft.latest.title) == ("draft", "Đường hoa năm thứ hai")
    for name in ("method", "goals", "budget_vnd", "started_on", "needs_time", "upkeep", "sources"):
        assert getattr(draft.latest, name) == getattr(source.latest, name), name
    assert [one.after for one in draft.latest.results] == [one.after for one in source.latest.results]
    assert find_origin(draft).source_id == source.id
    assert f"Bắt đầu từ {source.reference}" in client.get(answer.location).text


def test_a_draft_of_a_copy_takes_over_the_method_and_keeps_where_it_comes_from(client, lead, make, unit):
    source = make.exemplar(unit=make.unit(), public=True)
    where = f"/dang-ky/tu-nhan-rong?mo-hinh={source.reference}"

    answer = client.send_form(where, title="Học Suối Tre")

    draft = newest()
    assert draft.latest.method == source.latest.method
    assert draft.latest.needs_money == source.latest.needs_money
    assert (draft.latest.situation, draft.latest.results) == ("", [])
    tasks = client.get(answer.location).text
    assert f'href="/mo-hinh/{source.reference}/nhan-rong"' in tasks


def test_models_that_a_unit_replicates_are_offered(client, lead, make, unit):
    source = make.exemplar(unit=make.unit(), public=True, title="Mô hình được học theo")
    assert "chưa nhân rộng mô hình nào" in client.get("/dang-ky/tu-nhan-rong").text
    copy = make.replication(source=source, unit=unit)

    answer = client.send_form("/dang-ky/tu-nhan-rong", source=source.reference, title="Học theo")

    assert copy.reference in client.get(answer.location).text


@pytest.mark.parametrize("way", ["tu-mo-hinh-cu", "tu-nhan-rong"])
def test_models_out_of_reach_are_not_begun_from(client, lead, make, unit, way):
    make.exemplar(unit=unit)
    hidden = make.exemplar(unit=make.unit(), state="draft")
    named = f"/dang-ky/{way}?mo-hinh={hidden.reference}"
    assert hidden.latest.title[:10] not in client.get(named).text or way == "tu-mo-hinh-cu"
    before = count()
    token = form_of(client.get("/dang-ky").text)[0]["csrf_token"]
    sent = {"csrf_token": token, "unit": unit.code, "source": hidden.reference, "title": "Trộm"}

    assert client.post(named, data=sent).status_code in {200, 422}
    assert count() == before


def filled(kind, client, **texts):
    """The template as the registry gives it, filled in."""
    body = io.BytesIO(client.get(f"/dang-ky/mau.{kind}").data)
    out = io.BytesIO()
    if kind == "docx":
        document = Document(body)
        for paragraph in list(document.paragraphs):
            for name, text in texts.items():
                if paragraph.text.endswith(f". {HEADINGS[name][0]}"):
                    room = paragraph._p.getnext().getnext()
                    next(one for one in document.paragraphs if one._p is room).add_run(text)
        document.add_heading("Ý kiến của chi bộ", level=2)
        document.add_paragraph("Nhất trí cao.")
        document.save(out)
    else:
        book = load_workbook(body)
        sheet = book.worksheets[0]
        for row in range(1, 40):
            for name, text in texts.items():
                if sheet.cell(row, 2).value == HEADINGS[name][0]:
                    sheet.cell(row, 4, text)
        sheet.cell(30, 2, "Ý kiến của chi bộ")
        sheet.cell(30, 4, "Nhất trí cao.")
        book.save(out)
    return out.getvalue()


TEXTS = {
    "title": "Tổ tự quản đường hoa",
    "method": "1. Họp dân\n2. Chia tổ",
    "upkeep": "Mỗi thôn một quỹ nhỏ",
}


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_filled_in_template_is_shown_before_a_draft_is_made(client, lead, kind):
    body = filled(kind, client, **TEXTS)
    before = count()

    shown = client.send_form("/dang-ky/tu-tep", file=(io.BytesIO(body), f"phieu.{kind}"))

    assert shown.status_code == 200
    assert "Tìm thấy 3 trên 10 nội dung" in shown.text
    assert "Ý kiến của chi bộ" in shown.text
    assert "Nhất trí cao." in shown.text
    assert count() == before
    form, action = form_of(shown.text)
    assert (form["title"], form["method"].replace("\r\n", "\n"), form["goals"]) == (
        TEXTS["title"],
        TEXTS["method"],
        "",
    )
    chosen = {"field": "economy", "entry_kind": "model", "subject_kind": "collective"}
    answer = client.post(action, data={**form, **chosen})
    assert answer.status_code == 303
    draft = newest().latest
    assert (draft.title, draft.method, draft.upkeep) == tuple(TEXTS.values())


def test_what_lacks_in_the_look_through_is_told_and_kept(client, lead):
    shown = client.send_form("/dang-ky/tu-tep", file=(io.BytesIO(filled("xlsx", client, **TEXTS)), "p.xlsx"))
    form, action = form_of(shown.text)

    refused = client.post(action, data={**form, "title": "", "goals": "x" * 6001})

    assert refused.status_code == 422
    assert form_of(refused.text)[0]["upkeep"] == TEXTS["upkeep"]
    assert count() == 0


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * (30 * 1024 * 1024))
    return out.getvalue()


def entities():
    out = io.BytesIO()
    text = '<!DOCTYPE x [<!ENTITY a "aaaa">]><w xmlns:w="x">&a;</w>'
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", text)
    return out.getvalue()


def packed_of(text, name="word/document.xml"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, text)
    return out.getvalue()


def torn():
    """An archive whose first member cannot be inflated."""
    body, name = packed_of("<a>" + "x y z " * 300 + "</a>"), b"word/document.xml"
    start = body.index(name) + len(name) + 2
    return body[:start] + b"\xff" * 6 + body[start + 6 :]


def no_sheet():
    return packed_of("<workbook/>", "xl/workbook.xml")


def swollen():
    """A few KB that would take hundreds of MB once read."""
    return packed_of("<a>" + "<b/>" * 4_900_000 + "</a>")


def written(*lines):
    document, out = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "body",
    [b"", b"PK\x03\x04", b"%PDF-1.4", b"x" * (LARGEST + 1), bomb(), entities()],
    ids=["empty", "broken", "pdf", "large", "bomb", "entities"],
)
def test_files_that_are_none_are_refused(client, lead, body):
    answer = client.send_form("/dang-ky/tu-tep", file=(io.BytesIO(body), "phieu.docx"))

    assert answer.status_code in {413, 422}
    assert 'id="file-e"' in answer.text
    assert count() == 0


def test_broken_inside_is_refused_by_the_reader():
    for body in (b"", bomb(), entities(), torn(), no_sheet()):
        with pytest.raises(InvalidInput):
            read_paper_form(body)


def test_a_small_file_that_takes_long_is_given_up(app, monkeypatch):
    monkeypatch.setattr(form_reading, "OF_FORMS", replace(form_reading.OF_FORMS, cpu=1, seconds=2))
    with pytest.raises(InvalidInput):
        read_paper_form(swollen())


def test_a_form_is_opened_in_a_process_of_its_own(app):
    with transaction(), pytest.raises(RuntimeError, match="slow work"):
        read_paper_form(written("Tên mô hình: Đường hoa"))


def test_a_report_with_headings_of_its_own_is_understood(app):
    found = read_paper_form(
        written(
            "BÁO CÁO KẾT QUẢ THỰC HIỆN MÔ HÌNH", "I. Tên mô hình: Hũ gạo giáp hạt", "II. TÌNH HÌNH BAN ĐẦU",
            "Cả bản còn 42 hộ nghèo.", "Nhiều hộ thiếu gạo hai tháng.", "III. Cách thức triển khai",
            "1. Họp bản", "2. Mỗi hộ góp một nắm gạo", "IV. Ý kiến của chi bộ", "Nhất trí cao.",
            "KẾT QUẢ ĐẠT ĐƯỢC", "812 kg gạo",
        )
    )  # fmt: skip

    assert found.contents == {
        "title": "Hũ gạo giáp hạt",
        "situation": "Cả bản còn 42 hộ nghèo.\nNhiều hộ thiếu gạo hai tháng.",
        "method": "1. Họp bản\n2. Mỗi hộ góp một nắm gạo",
        "outputs": "812 kg gạo",
    }
    assert ("IV. Ý kiến của chi bộ", "Nhất trí cao.") in found.unknown


def test_a_whole_report_is_never_the_name_of_the_model(app):
    long = "Bà con họp bàn, góp công, góp của để cùng nhau làm đường hoa quanh bản. " * 3
    found = read_paper_form(written("Tên mô hình: Đường hoa", long, long))

    assert found.contents["title"] == "Đường hoa"
    assert found.unknown == [(long.strip(), long.strip())]


def test_there_are_two_templates(client, lead):
    assert client.get("/dang-ky/mau.docx").status_code == 200
    assert client.get("/dang-ky/mau.xlsx").status_code == 200
    assert client.get("/dang-ky/mau.exe").status_code == 404


def test_the_template_uses_the_words_of_the_form(app):
    with app.test_request_context(), force_locale("vi"):
        words = {name: str(LABELS[name]) for name in HEADINGS}

    assert {name: texts[0] for name, texts in HEADINGS.items()} == words


def test_a_form_filled_in_under_the_older_words_is_still_understood(app):
    found = read_paper_form(
        written("1. Tình hình ban đầu và lý do", "Thiếu gạo", "10. Duy trì và nhân rộng", "Quỹ")
    )

    assert found.contents == {"situation": "Thiếu gạo", "upkeep": "Quỹ"}


def test_models_of_one_name_are_told_apart_and_the_name_may_stay(client, lead, make, unit):
    first, second = (
        make.exemplar(unit=unit, title="Hũ gạo giáp hạt", started_on=date(year, 3, 1))
        for year in (2021, 2023)
    )
    page = client.get("/dang-ky/tu-mo-hinh-cu").text
    for one, year in ((first, 2021), (second, 2023)):
        assert f"{one.reference}, {unit.name}, bắt đầu năm {year}, đang duy trì" in page

    answer = client.send_form("/dang-ky/tu-mo-hinh-cu", source=second.reference, title="")

    assert (answer.status_code, newest().latest.title) == (303, "Hũ gạo giáp hạt")


def test_the_only_model_brings_its_name_into_the_form(client, lead, make, unit):
    make.exemplar(unit=unit, title="Hũ gạo giáp hạt")

    assert form_of(client.get("/dang-ky/tu-mo-hinh-cu").text)[0]["title"] == "Hũ gạo giáp hạt"


def test_what_an_earlier_model_said_is_to_be_checked_until_somebody_saved_it(client, lead, make, unit):
    source = make.exemplar(unit=unit)
    tasks = client.send_form("/dang-ky/tu-mo-hinh-cu", source=source.reference, title="").location
    draft = newest()
    shown = client.get(tasks).text
    assert shown.count("Cần xem lại") == len(list_unchecked(draft)) == 5
    assert "Đã xong 0" in shown or "0 trên" in shown
    assert "chưa được xem lại" in client.get(f"/mo-hinh/{draft.reference}/kiem-tra").text
    section = f"/mo-hinh/{draft.reference}/sua/ket-qua"
    assert source.reference in client.get(section).text

    client.send_form(section)

    db.session.expire_all()
    assert Section.RESULTS not in list_unchecked(draft)
    assert client.get(tasks).text.count("Cần xem lại") == 4
    assert source.reference not in client.get(section).text
