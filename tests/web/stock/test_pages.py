"""The pages of the yearly review: from the question to the result, and what everybody reads of it."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from registry.core.clock import today
from registry.core.db import db
from registry.stock.models import StockEntry, StockReview
from registry.stock.service import answering, judging
from registry.stock.states import StockAnswer, StockResult
from tests.make.reports import signed_in
from tests.stock.test_reviews import Scene


@pytest.fixture
def scene(make):
    return Scene(make)


def test_staff_begin_a_review_for_their_unit(make, client):
    province = make.unit()
    make.recognised(province)
    client.sign_in(make.staff(province))
    assert "Mở kỳ rà soát" in client.get("/ra-soat").text
    assert "1 mô hình cần rà soát" in client.get("/ra-soat/moi").text
    wrong = client.send_form("/ra-soat/moi", unit=province.code, year=today().year, due_on="1/1/2020")
    assert (wrong.status_code, "ít nhất bảy ngày" in wrong.text) == (422, True)
    due = today() + timedelta(days=30)
    sent = client.send_form("/ra-soat/moi", unit=province.code, year=today().year, due_on=f"{due:%d/%m/%Y}")
    review = db.session.query(StockReview).one()
    assert sent.location == f"/ra-soat/{review.reference}"
    assert "Chờ đơn vị trả lời" in client.get(sent.location).text


def test_a_unit_answers_from_its_list_of_things_to_do(scene, client):
    client.sign_in(scene.member)
    path = f"/ra-soat/{scene.review.reference}/{scene.model.reference}/tra-loi"
    todo = client.get("/viec-can-lam").text
    assert "Mô hình của đơn vị còn duy trì không?" in todo
    assert f'href="{path}"' in todo
    assert client.get("/ra-soat").status_code == 403
    bad = client.send_form(path, answer="running", told="Vẫn làm", why_no_files="")
    assert bad.status_code == 422
    assert "vì sao không có" in bad.text
    assert "Vẫn làm" in bad.text
    sent = client.send_form(path, answer="running", told="Vẫn làm", why_no_files="Máy hỏng")
    assert sent.location == f"/mo-hinh/{scene.model.reference}"
    assert f"Rà soát năm {today().year}, đơn vị: Còn duy trì" in client.get(sent.location).text
    assert path not in client.get("/viec-can-lam").text


def test_noting_a_result_leads_to_the_next_model(make, scene, client):
    second = make.recognised(scene.province, unit=scene.unit, title="Đường hoa")
    db.session.add(
        StockEntry(
            review=scene.review, exemplar=second, title="Đường hoa", unit_name=second.lead_unit_name,
            level=scene.entry.level, recognised_in=scene.entry.recognised_in,
        )
    )  # fmt: skip
    db.session.commit()
    for entry in scene.review.entries:
        answering.answer(scene.member, entry, StockAnswer.RUNNING, told="Còn", why_no_files="Chưa chụp")
    client.sign_in(scene.staff)
    page = f"/ra-soat/{scene.review.reference}"
    assert "2 mô hình chưa có kết quả" in client.get(f"{page}/dong").text
    assert "2 mô hình đã có trả lời" in client.get("/viec-can-lam").text
    sent = client.send_form(
        f"{page}/{scene.model.reference}/ket-qua", result="replicate", reason="Nơi khác nên làm theo"
    )
    assert sent.location == f"{page}/{second.reference}/ket-qua"
    last = client.send_form(sent.location, result="strengthen", reason="Vắng người", strengthen_by="")
    assert (last.status_code, "hạn củng cố" in last.text.lower()) == (422, True)
    last = client.send_form(
        sent.location, result="strengthen", reason="Vắng người",
        strengthen_by=f"{today() + timedelta(days=60):%d/%m/%Y}",
    )  # fmt: skip
    assert last.location == page
    assert client.send_form(f"{page}/dong").location == page
    assert "Kết thúc kỳ rà soát" not in client.get(page).text


def test_everybody_reads_a_recommendation_and_few_what_is_to_be_mended(make, scene, client):
    public = f"/mo-hinh/{scene.model.reference}"
    answering.answer(scene.member, scene.entry, StockAnswer.RUNNING, told="Còn", why_no_files="Chưa chụp")
    later = today() + timedelta(days=60)
    judging.judge(scene.staff, scene.entry, StockResult.STRENGTHEN, reason="Vắng người", strengthen_by=later)

    def read_by(person):
        visitor = signed_in(client, person) if person else client
        return "Cần củng cố" in visitor.get(public).text

    outside = [None, make.user(), make.lead(make.unit(parent=scene.province))]
    outside += [make.staff(make.unit()), make.reviewer(scene.province)]
    inside = [
        scene.member,
        scene.staff,
        make.lead(scene.province),
        make.secretary(scene.province),
    ]
    inside += [make.administrator(scene.province)]
    assert [read_by(one) for one in outside] == [False] * 5
    assert [read_by(one) for one in inside] == [True] * 5
    judging.judge(scene.staff, scene.entry, StockResult.REPLICATE, reason="Đã khắc phục")
    assert "Đề nghị nhân rộng" in client.application.test_client().get(public).text


def test_a_review_is_taken_as_a_sheet_and_as_text_in_which_nothing_calculates(make, scene, client):
    scene.answer(told="=HYPERLINK(1)", why_no_files="Chưa chụp")
    scene.judge(reason="+84 gọi lại")
    page = f"/ra-soat/{scene.review.reference}"
    client.sign_in(scene.staff)
    assert f'href="{page}/tep.xlsx"' in client.get(page).text
    book = load_workbook(BytesIO(client.get(f"{page}/tep.xlsx").data))
    told = {cell.value: cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert (told["=HYPERLINK(1)"].data_type, told["+84 gọi lại"].quotePrefix) == ("s", True)
    assert {scene.model.reference, today().year - 1, "Còn duy trì"} <= set(told)
    assert "Chưa chụp" in told
    # All columns stand on the width of one page.
    assert (book.worksheets[0].page_setup.orientation, book.worksheets[0].page_setup.fitToHeight) == (
        "landscape", 0,
    )  # fmt: skip
    assert book.worksheets[0].row_dimensions[2].height >= 30, "a text of more than one line is cut off"
    assert sum(one.width for one in book.worksheets[0].column_dimensions.values()) < 260
    answer = client.get(f"{page}/tep.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    text = answer.data.decode("utf-8-sig")
    assert ("'=HYPERLINK(1)" in text, "'+84 gọi lại" in text) == (True, True)
    other = signed_in(client, make.staff(make.unit()))
    assert [other.get(f"{page}/tep.{kind}").status_code for kind in ("xlsx", "csv")] == [404, 404]


def test_reminders_go_out_by_one_press_once_a_day(scene, client):
    client.sign_in(scene.staff)
    page = f"/ra-soat/{scene.review.reference}"
    assert client.send_form(page, form_id=f"{page}/nhac").status_code == 303
    assert "Đã nhắc về 1 mô hình" in client.get(page).text
    client.send_form(page, form_id=f"{page}/nhac")
    assert "Hôm nay đã nhắc" in client.get(page).text


def test_a_review_of_another_unit_does_not_exist(make, scene, client):
    client.sign_in(make.staff(make.unit()))
    assert client.get(f"/ra-soat/{scene.review.reference}").status_code == 404
    path = f"/ra-soat/{scene.review.reference}/{scene.model.reference}"
    assert client.get(f"{path}/tra-loi").status_code == 404
    assert client.get(f"{path}/ket-qua").status_code == 404


def test_after_a_result_comes_a_model_that_the_person_may_judge(make, scene, client):
    own = make.recognised(scene.province, title="An")
    db.session.add(
        StockEntry(
            review=scene.review, exemplar=own, title="An", unit_name=own.lead_unit_name,
            level=scene.entry.level, recognised_in=scene.entry.recognised_in,
        )
    )  # fmt: skip
    db.session.commit()
    for entry in scene.review.entries:
        answering.answer(scene.staff, entry, StockAnswer.RUNNING, told="Còn", why_no_files="Chưa chụp")
    client.sign_in(make.staff(scene.province, user=make.member(own.lead_unit)))
    page = f"/ra-soat/{scene.review.reference}"
    sent = client.send_form(f"{page}/{scene.model.reference}/ket-qua", result="keep", reason="Tốt")
    assert sent.location == page


def test_two_answers_at_once_are_shown_in_words(scene, client):
    client.sign_in(scene.member)
    seen = scene.entry.version
    scene.answer()
    path = f"/ra-soat/{scene.review.reference}/{scene.model.reference}/tra-loi"
    sent = client.send_form(path, version=seen, answer="ended", told="Đã nghỉ", why_no_files="")
    assert sent.status_code == 409
    assert [f'"both__text" dir="auto">{one}<' in sent.text for one in ("Đã kết thúc", "Còn duy trì")] == [
        True
    ] * 2
