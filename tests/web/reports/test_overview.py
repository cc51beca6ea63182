"""The page of figures, its files, and the button that reminds."""

import csv
import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.notifications.models import Message
from registry.reports.asking import period_before, period_of
from registry.reports.models import FigureState
from registry.reports.scope import Period
from registry.reports.service.booking import catch_up
from registry.review.states import NominationState
from tests.make.books import History, noon
from tests.make.browser_client import form_of


@pytest.fixture
def history(make):
    history = History(make, date(2025, 3, 1), tells=False)
    history.commune = make.unit(parent=history.unit, name="=Xã Một")
    models = history.models(6, unit=history.commune)
    history.recognised(models[:5])
    history.copied(models[:2])
    history.book()
    return history


def test_a_leader_sees_the_year(make, client, history):
    client.sign_in(make.lead(history.unit))
    page = client.get("/bao-cao?ky=2025&theo=unit")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Hoàng Sa" in text
    assert "Trường Sa" in text
    assert '<dd class="v num">6</dd>' in text
    assert '<dd class="v num">5</dd>' in text
    assert "2 nơi nhân rộng" in text


def test_places_without_models_that_have_no_room_on_the_page_are_said_to_stand_in_the_file(
    make, client, history
):
    for _place in range(13):
        make.unit(parent=history.unit)
    client.sign_in(make.lead(history.unit))
    page = client.get("/bao-cao?ky=2025").text
    blanks = page.partition('id="cho-trong"')[2].partition("</section>")[0]
    said = re.search(r'href="(/bao-cao/so-lieu.xlsx[^"]*)">Còn (\d+) địa bàn nữa', blanks)
    book = load_workbook(io.BytesIO(client.get(said[1].replace("&amp;", "&")).get_data()))
    listed = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[0] == "Độ phủ" and row[1]]
    places = int(re.search(r"(\d+) trên \d+ địa bàn", blanks)[1])
    assert int(said[2]) == places - blanks.count('<th scope="row"')
    assert len(listed) >= places


def test_a_figure_says_in_a_sentence_how_it_is_counted_and_the_rest_is_folded(make, client, history):
    client.sign_in(make.lead(history.unit))
    page = client.get("/bao-cao?ky=2025").text
    notes = page.partition('class="panel chart notes"')[2].partition("</section>")[0]

    funnel = page.partition('id="pheu"')[2].partition("</section>")[0]
    assert "Mỗi ô là số mô hình qua bước đó trong kỳ" in funnel
    assert 'href="#cach-tinh"' in funnel
    for title, sentence, rest in (
        (
            "Đang thực hiện",
            "Mô hình đã đăng ký và đang thực hiện vào ngày cuối kỳ.",
            "Không tính mô hình tạm dừng",
        ),
        ("Thời gian ở mỗi bước", "Số ngày làm việc", "bổ sung hồ sơ"),
    ):
        folded = next(one for one in notes.split("<details>") if f"<b>{title}:</b>" in one)
        seen, _end, inside = folded.partition("</summary>")
        assert sentence in seen
        assert rest in inside.partition("</details>")[0]
        assert rest not in seen
    assert notes.count("</li>") == notes.count("<b>") == 18


def test_the_middle_number_of_days_is_explained_where_it_stands(make, client):
    case = make.case(state=NominationState.RECOGNISED)
    catch_up()
    client.sign_in(case.staff)
    days = client.get("/bao-cao").text.partition('id="thoi-gian"')[2].partition("</section>")[0]
    assert "một nửa số lượt xong nhanh hơn" in days
    assert 'href="#ct-ngay"' in days


@pytest.mark.parametrize(("copied", "is_named"), [(1, True), (2, False)])
def test_the_most_copied_model_is_named_when_there_is_one(make, client, copied, is_named):
    history = History(make, date(2025, 3, 1), tells=False)
    models = history.models(2, unit=make.unit(parent=history.unit))
    history.copied(models[:copied])
    history.book()
    client.sign_in(make.lead(history.unit))
    assert ("Được nhân rộng nhiều nhất" in client.get("/bao-cao?ky=2025").text) is is_named


@pytest.mark.parametrize(
    "query", ["ky=2025-q4&cap=commune&theo=year", "ky=abc&linh-vuc=x&cap=y&theo=z", "dia-ban=tat-ca"]
)
def test_whatever_is_asked_for_is_answered(make, client, history, query):
    client.sign_in(make.lead(history.unit))
    assert client.get(f"/bao-cao?{query}").status_code == 200


def test_members_and_the_public_do_not_open_it(make, client, history):
    assert client.get("/bao-cao").status_code in {302, 303}
    client.sign_in(make.member(history.commune))
    assert client.get("/bao-cao").status_code == 403
    assert client.get("/bao-cao/so-lieu.csv").status_code == 403


def test_files_hold_the_figures_of_the_page_and_no_formula(make, client, history):
    client.sign_in(make.lead(history.unit))
    body = client.get("/bao-cao/so-lieu.csv?ky=2025&theo=unit").get_data().decode("utf-8-sig")
    told = next(csv.DictReader(io.StringIO(body)))
    assert (told["Từ"], told["Đến ngày"], told["Đơn vị"]) == ("01/01/2025", "31/12/2025", history.unit.name)
    rows = [row for row in csv.reader(io.StringIO(body)) if row]
    assert ["Đăng ký", "", "6", "mô hình"] in [row[:4] for row in rows]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    book = load_workbook(io.BytesIO(client.get("/bao-cao/so-lieu.xlsx?ky=2025&theo=unit").get_data()))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert 6 in [cell.value for cell in cells]


def test_the_workbook_groups_its_numbers_and_draws_the_steps(make, client, history):
    history.measured(history.models(1), indicator="Đường", measure="km", fund_state=25_752_000_000)
    db.session.query(FigureState).delete()
    db.session.commit()
    history.book()
    client.sign_in(make.lead(history.unit))
    book = load_workbook(io.BytesIO(client.get("/bao-cao/so-lieu.xlsx?ky=2025").get_data()))
    first, steps = book.worksheets[:2]
    money = [line[2] for line in first.iter_rows() if line[2].value == 25_752_000_000]
    assert {one.number_format for one in money} == {"#,##0"}
    assert len(steps._charts) == 1
    assert [line[1].value for line in steps.iter_rows(min_row=2)][:2] == [7, 0]


def test_the_files_hold_every_number_of_the_page(make, client, history):
    client.sign_in(make.lead(history.unit))

    def told(query):
        body = client.get(f"/bao-cao/so-lieu.csv?{query}").get_data().decode("utf-8-sig")
        return {(row[0], row[1]): row[2] for row in csv.reader(io.StringIO(body)) if row}

    now, past = told(""), told("ky=2025")
    late = {part: value for (figure, part), value in now.items() if figure == "Quá hạn"}
    assert late["'=Xã Một: Mô hình không có tin mới trong 12 tháng"] == "6"
    assert not [figure for figure, _part in past if figure == "Quá hạn"]
    assert past["Độ mới của minh chứng và kết quả", "Đang thực hiện"] == "6"
    assert past["Độ phủ", "Mọi nơi"] == "1"
    assert past["Đơn vị ít và nhiều mô hình", "3–9: Đơn vị"] == "1"
    assert [figure for figure, _part in past if figure == "Mô hình lan tỏa mạnh nhất"]


def test_one_click_reminds_and_the_next_is_refused(make, client, history):
    make.member(history.commune)
    client.sign_in(make.lead(history.unit))
    path = f"/bao-cao/don-doc/{history.commune.code}/upkeep"
    fields, action = form_of(client.get("/bao-cao").text, None)
    assert action.startswith(path)
    assert client.post(action, data=fields).status_code == 303
    assert "Hôm nay đã nhắc" in client.get("/bao-cao").text
    again = client.post(action, data=fields | {"once": "one-more"})
    assert again.status_code == 409
    assert "Hôm nay đơn vị đã được nhắc việc này." in again.text
    assert len(db.session.scalars(select(Message)).all()) == 1


def test_the_sentence_and_the_list_tell_the_same_number_of_late_things(make, client, history):
    history.day = date(2024, 3, 1)
    history.models(3)
    db.session.query(FigureState).delete()
    db.session.commit()
    history.book()
    client.sign_in(make.lead(history.unit))
    assert "<b>9 việc</b> quá hạn" in client.get("/bao-cao").text
    listed = client.get("/bao-cao/don-doc").text
    assert "9 việc quá hạn" in listed
    assert "2 dòng" in listed


def test_of_a_past_year_nothing_is_told_that_is_late_today(make, client, history):
    client.sign_in(make.lead(history.unit))
    page = client.get("/bao-cao?ky=2025").text
    lead = page[page.index('class="lead"') : page.index("</p>", page.index('class="lead"'))]
    assert "31/12/2025" in lead
    assert "quá hạn" not in lead
    assert "bất kể đang xem kỳ nào" in page


def test_steps_are_compared_with_what_a_link_chooses(make, client):
    """Two models a year before, five in the first quarter, three in the second: each comparison by itself."""
    history = History(make, date(2024, 5, 2), tells=False)
    history.models(2)
    history.day = date(2025, 2, 3)
    history.recognised(history.models(5)[:4])
    history.day = date(2025, 5, 5)
    history.models(3)
    history.book()
    client.sign_in(make.lead(history.unit))

    def funnel(query):
        page = client.get(f"/bao-cao?{query}").text
        part = page.partition('id="pheu"')[2].partition("<details")[0]
        shape = r'<dd class="delta num delta--(\w+)">.*?</svg><span class="vh">(.*?) </span>(.*?)</dd>'
        deltas = re.findall(shape, part)
        return part, deltas

    plain, none = funnel("ky=2025-q2")
    assert none == []
    assert [words in plain for words in ("Cùng kỳ năm trước", "Kỳ trước")] == [True, True]
    part, deltas = funnel("ky=2025-q2&so-voi=ky-truoc")
    assert deltas[0] == ("down", "giảm", "2 (−40%)")
    assert deltas[3] == ("down", "giảm", "4 (−100%)")
    assert "So với giai đoạn 01/01/2025 – 31/03/2025" in part
    part, deltas = funnel("ky=2025-q2&so-voi=cung-ky")
    assert deltas[0] == ("up", "tăng", "1 (+50%)")
    assert deltas[1] == ("same", "không đổi", "bằng kỳ so sánh")
    part, deltas = funnel("ky=2025&so-voi=ky-truoc")
    assert (deltas, "Kỳ trước" in part) == ([], False), "of a year the one before is last year's"
    assert funnel("ky=2025-06&so-voi=ky-truoc")[1][0] == ("down", "giảm", "3 (−100%)")


def test_of_a_quarter_that_goes_on_as_many_days_of_the_one_before_are_told():
    day = date(2026, 5, 10)
    with clock.told(noon(day)):
        period, code = period_of("2026-q2")
        before = period_before(period, code)
    assert (before.first, before.last) == (date(2026, 1, 1), date(2026, 2, 9))
    assert period_before(Period(date(2026, 1, 1), date(2026, 1, 31)), "2026-01") == Period(
        date(2025, 12, 1), date(2025, 12, 31)
    )
    assert period_before(Period.of_year(2025), "2025") is None
