"""The page on which a table is put together, its files and the API: one answer, told three times."""

import csv
import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from registry.core.db import db
from registry.reports.models import SavedTable
from tests.make.books import History
from tests.make.browser import Visitor

PATH = "/bao-cao/tu-lap"
ASKED = "hang=below&so=registered&so=recognised&tu=2025&den=2025"
ACROSS = "hang=field&cot=year&so=running&tu=2024&den=2025"


@pytest.fixture
def history(make):
    history = History(make, date(2025, 3, 1), tells=False)
    history.commune = make.unit(parent=history.unit, name="=Xã Một")
    models = history.models(1206, unit=history.commune)
    history.recognised(models[:5])
    history.models(2, field=1)
    history.book()
    return history


@pytest.fixture
def lead(make, client, history):
    lead = make.lead(history.unit)
    client.sign_in(lead)
    return lead


def shown(client, query):
    """The numbers of the page, row by row, as they are read."""
    page = client.get(f"{PATH}?{query}")
    assert page.status_code == 200
    table = re.search(r'<div class="built">.*?</table>', page.text, re.S)[0]
    rows = re.findall(r"<tr role=\"row\">(.*?)</tr>", table, re.S)[1:]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        for row in rows
    ]


def test_page_files_and_api_tell_the_same(client, lead):
    for query in (ASKED, ACROSS, "hang=unit&so=registered&tu=2025&linh-vuc=kinh-te"):
        rows = shown(client, query)
        numbers = [[int(text.replace(".", "")) for text in row[1:]] for row in rows]
        book = load_workbook(io.BytesIO(client.get(f"{PATH}.xlsx?{query}").get_data()))
        lines = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
        assert [list(line[1:]) for line in lines] == numbers
        text = client.get(f"{PATH}.csv?{query}").get_data().decode("utf-8-sig")
        plain = [line[: len(rows[0])] for line in csv.reader(io.StringIO(text))][1:]
        assert [[int(value) for value in line[1:]] for line in plain] == numbers
        has_total = "cot=" in query
        cells = [row[:-1] if has_total else row for row in numbers[:-1]]
        names = {"hang": "rows", "so": "figure", "tu": "since", "den": "until", "cot": "across"}
        asked = query.replace("linh-vuc", "field")
        for old, new in names.items():
            asked = re.sub(rf"\b{old}=", f"{new}=", asked)
        told = client.get(f"/api/v1/figures?{asked}").json
        assert [one["numbers"] for one in told["rows"]] == cells
        assert told["totals"] == (numbers[-1][:-1] if has_total else numbers[-1])


def test_the_overview_tells_the_same(client, lead):
    page = client.get("/bao-cao?ky=2025&theo=field").text
    told = client.get("/api/v1/figures?figure=registered&figure=running&since=2025&until=2025").json
    assert told["totals"] == [1208, 1208]
    assert '<dd class="v num">1.208</dd>' in page
    body = client.get("/bao-cao/so-lieu.csv?ky=2025").get_data().decode("utf-8-sig")
    rows = {tuple(row[:2]): row[2] for row in csv.reader(io.StringIO(body)) if row}
    assert rows["Đăng ký", ""] == rows["Đang thực hiện", ""] == "1208"


def test_a_unit_below_leads_to_its_own_table(client, lead, history):
    page = client.get(f"{PATH}?{ASKED}").text
    path = re.search(r'<th scope="row" role="rowheader"><a href="([^"]+)">=Xã Một', page)[1]
    inner = path.partition("?")[2].replace("&amp;", "&")
    assert f"dia-ban={history.commune.code}" in inner
    assert shown(client, inner)[-1] == ["Tất cả", "1.206", "5"]


def test_files_hold_real_numbers_a_drawing_and_no_formula(client, lead):
    book = load_workbook(io.BytesIO(client.get(f"{PATH}.xlsx?{ASKED}").get_data()))
    sheet = book.worksheets[0]
    assert (sheet["B2"].value, sheet["B2"].number_format, sheet["A2"].value) == (1206, "#,##0", "=Xã Một")
    assert len(sheet._charts) == 1
    cells = [one for one in book for line in one.iter_rows() for one in line]
    assert not [one for one in cells if one.data_type == "f"]
    about = {line[0]: line[1] for line in book.worksheets[1].iter_rows(values_only=True)}
    assert about["Thời điểm"]
    note = next(row[0].row for row in book.worksheets[1].iter_rows() if row[0].value == "Đăng ký (mô hình)")
    assert book.worksheets[1].row_dimensions[note].height >= 60, "how it is counted is cut off"
    assert "mỗi mô hình tính một lần" in about["Đăng ký (mô hình)"]
    text = client.get(f"{PATH}.csv?{ASKED}").get_data().decode("utf-8-sig")
    assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell.startswith("=")]


def test_text_says_of_each_line_what_is_counted_of_which_days_and_of_whom(client, lead, history):
    def lines(query):
        text = client.get(f"{PATH}.csv?{query}").get_data().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    first = lines("hang=below&so=registered&tu=2024&den=2025")[0]
    assert (first["Từ"], first["Đến ngày"], first["Đơn vị"]) == (
        "01/01/2024", "31/12/2025", history.unit.name,
    )  # fmt: skip
    assert int(first["Đăng ký (mô hình)"]) > 0
    crossed = lines("hang=field&so=registered&cot=below&tu=2024")[0]
    assert crossed["Chỉ số"] == "Đăng ký (mô hình)"
    # A unit that is called like a formula stands in the head of a column too.
    assert "'=Xã Một" in crossed


def test_what_is_wrong_stands_beside_its_field_and_what_was_chosen_stays(client, lead):
    answer = client.get(f"{PATH}?hang=subject&so=money&so=land&cot=field&tu=2024-q2")
    assert answer.status_code == 422
    assert answer.text.count("Chỉ chọn một chỉ tiêu") == 2
    assert '<option value="2024-q2" selected>' in answer.text
    assert re.search(r'value="land" checked', answer.text)
    assert client.get(f"{PATH}.csv?hang=field&so=money&cot=field").status_code == 422
    assert client.get("/api/v1/figures?figure=money&rows=field&across=field").status_code == 422


def test_whatever_the_address_says_is_answered(client, lead):
    for query in ("hang=x&so=y", "hang=field&so=registered&cap=x&doi-tuong=%00&linh-vuc=z", "tu=abc", ""):
        assert client.get(f"{PATH}?{query}").status_code in {200, 422}, query
    assert client.get(f"{PATH}?hang=field&so=money&dia-ban=khong-co").status_code == 404
    assert client.get("/bao-cao/luu?tu=abc&so=money").status_code == 200


def test_members_and_the_public_do_not_open_it(make, client, history):
    assert client.get("/api/v1/figures?figure=running").status_code == 401
    assert client.get(PATH).status_code == 303
    client.sign_in(make.member(history.commune))
    for path in (PATH, f"{PATH}.xlsx", "/bao-cao/da-luu", "/bao-cao/luu", "/api/v1/figures?figure=running"):
        assert client.get(path).status_code == 403, path


def stored():
    db.session.rollback()
    return [(one.name, one.unit_id is not None) for one in db.session.scalars(select(SavedTable))]


def test_a_table_is_kept_opened_renamed_replaced_and_deleted(client, lead, history):
    saved_at = f"/bao-cao/luu?{ASKED}"
    assert client.send_form(saved_at, name="Xã năm 2025", whose=history.unit.code).status_code == 303
    assert stored() == [("Xã năm 2025", True)]
    listed = client.get("/bao-cao/da-luu").text
    opened = re.search(r'<h2><a href="([^"]+)"><bdi>Xã năm 2025', listed)[1].replace("&amp;", "&")
    assert "<h1>Xã năm 2025</h1>" in client.get(opened).text
    assert shown(client, opened.partition("?")[2]) == shown(client, ASKED)
    reference = re.search(r"bang=([^&]+)", opened)[1]
    path = f"/bao-cao/da-luu/{reference}"
    assert client.send_form(path, name="Của tôi", whose="toi").status_code == 303
    assert stored() == [("Của tôi", False)]
    assert client.send_form(f"{path}/xoa").status_code == 303
    assert stored() == []


def test_a_kept_table_is_replaced_only_after_asking_and_seeing_what_goes(client, lead):
    client.send_form(f"/bao-cao/luu?{ASKED}", name="Xã năm 2025", whose="toi")
    page = client.get(f"/bao-cao/luu?{ACROSS}").text
    assert "thay?" not in "".join(re.findall(r'action="[^"]*"', page)), "a link, no button"
    asks = re.search(r'href="(/bao-cao/da-luu/[^"]+/thay[^"]*)"', page)[1].replace("&amp;", "&")
    seen = client.get(asks).text
    now, then = (seen.index(words) for words in ("Hiện đang hiển thị", "Từ nay hiển thị"))
    assert now < seen.index("theo đơn vị trực thuộc") < then < seen.index("theo lĩnh vực × năm")
    kept = db.session.scalars(select(SavedTable)).one()
    assert kept.question["rows"] == "below", "nothing is replaced by looking"

    answer = client.send_form(asks)

    assert answer.status_code == 303
    assert shown(client, answer.location.partition("?")[2]) == shown(client, ACROSS)
    assert stored() == [("Xã năm 2025", False)]
    assert "không có gì để thay" in client.get(asks).text


def test_a_table_replaced_meanwhile_is_not_replaced_unseen(client, lead):
    client.send_form(f"/bao-cao/luu?{ASKED}", name="Một", whose="toi")
    kept = db.session.scalars(select(SavedTable)).one()
    path = f"/bao-cao/da-luu/{kept.reference}"
    version = str(kept.version)
    client.send_form(path, name="Hai")
    assert client.send_form(f"{path}/thay?{ACROSS}", version=version).status_code == 409
    db.session.rollback()
    assert db.session.scalars(select(SavedTable)).one().question["rows"] == "below"


def test_figures_as_they_were_known_on_a_day_stand_on_page_files_and_api(client, lead, history):
    """The day before anything was registered, and a day that is none."""
    asked = "hang=field&so=registered&tu=2025&den=2025"
    assert shown(client, asked)[-1][1:] == ["1.208"]
    early = f"{asked}&tinh-den=02%2F2025"
    page = client.get(f"{PATH}?{early}").text
    assert "Theo số liệu đã biết đến ngày 28/02/2025:" in page
    assert 'value="02/2025"' in page
    assert "tinh-den=02/2025" in re.search(r'href="(/bao-cao/tu-lap.xlsx[^"]+)"', page)[1]
    told = client.get("/api/v1/figures?figure=registered&since=2025&until=2025&known_by=2025-02").json
    assert (told["totals"], told["known_by"]) == ([0], "2025-02-28")
    wrong = client.get(f"{PATH}?{asked}&tinh-den=31%2F02%2F2025")
    assert wrong.status_code == 422
    assert 'value="31/02/2025"' in wrong.text
    assert 'href="#tinh-den"' in wrong.text


def test_a_stale_form_keeps_what_was_typed(client, lead):
    client.send_form(f"/bao-cao/luu?{ASKED}", name="Một")
    reference = db.session.scalars(select(SavedTable.reference)).one()
    path = f"/bao-cao/da-luu/{reference}"
    version = re.search(r'name="version" value="(\d+)"', client.get(path).text)[1]
    client.send_form(path, name="Hai")
    answer = client.send_form(path, name="Ba", version=version)
    assert answer.status_code == 409
    assert "Hai" in answer.text
    assert 'value="Ba"' in answer.text
    assert client.send_form(path, name=" ").status_code == 422
    assert stored() == [("Hai", False)]


def test_a_kept_table_of_somebody_else_does_not_exist(make, client, lead, history):
    client.send_form(f"/bao-cao/luu?{ASKED}", name="Riêng")
    reference = db.session.scalars(select(SavedTable.reference)).one()
    client.get("/dang-xuat")
    other = client.application.test_client()
    other.sign_in(make.staff(history.unit))
    for path in (
        f"/bao-cao/da-luu/{reference}",
        f"/bao-cao/da-luu/{reference}/xoa",
        f"{PATH}?bang={reference}",
    ):
        assert other.get(path).status_code == 404, path
    assert "Riêng" not in other.get("/bao-cao/da-luu").text
    assert stored() == [("Riêng", False)]


@pytest.mark.browser
def test_a_table_that_goes_on_past_the_edge_of_a_phone_shows_it(make, browser, url):
    history = History(make, date(2025, 3, 1), tells=False)
    history.models(2, unit=make.unit(parent=history.unit))
    history.book()
    visitor = Visitor(browser, url)
    visitor.sign_in(make.lead(history.unit).username)
    visitor.page.set_viewport_size({"width": 390, "height": 800})
    visitor.open(f"{PATH}?hang=below&so=running&so=registered&so=recognised&so=replicated&so=places")

    found = visitor.page.locator(".built .tbl--scroll").evaluate(
        "box => [box.scrollWidth > box.clientWidth, getComputedStyle(box).backgroundImage]"
    )

    assert found[0]
    assert found[1].count("linear-gradient") == 4
    visitor.close()
