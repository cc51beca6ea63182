"""Filling in sections: what is typed stays, two people, wrong fields, hostile forms."""

import re
from datetime import date, timedelta

import pytest

from registry.catalogue.contents import Section
from registry.catalogue.service import editing
from registry.core.clock import today
from registry.core.db import db
from tests.make.browser_client import form_of

# What the page changes by itself, and choices that are no longer on offer.
UNLIKE = {"once", "csrf_token", "field", "areas", "results-1-qualifier"}


def latest(exemplar):
    db.session.expire_all()
    return exemplar.latest


@pytest.mark.parametrize(
    "section", [Section.NAME, Section.PROBLEM, Section.METHOD, Section.RESULTS, Section.REUSE]
)
def test_a_section_sent_unchanged_stays_as_it_is(client, page, exemplar, section):
    before = editing.section_values(exemplar.latest, section)

    answer = client.send_form(page(section))

    assert answer.status_code == 303
    assert editing.section_values(latest(exemplar), section) == before


def test_saving_leads_to_the_next_section_or_back_to_the_list(client, page, exemplar):
    path = page(Section.PROBLEM)

    assert client.send_form(path, goals="Mới").location == page(Section.METHOD)
    back = client.send_form(path, button=("then", "tasks"), goals="")
    assert back.location == f"/mo-hinh/{exemplar.reference}/sua"
    assert latest(exemplar).goals == ""


def test_typed_values_are_read_as_people_write_them(client, page, exemplar):
    client.send_form(page(Section.NAME), started="03/2023", topics="rác, đường hoa ,rác")
    client.send_form(page(Section.METHOD), budget_vnd="1.900.000.000", community_percent="62")
    client.send_form(
        page(Section.RESULTS),
        **{
            "results-1-after": "1.284,5",
            "results-1-as_of": "30/06/2026",
            "results-2-indicator": "Mới",
            "results-2-before": "7",
        },
        sources="https://example.org/a\nhttp://example.org/b\n",
    )

    version = latest(exemplar)
    assert (version.started_year, f"{version.started_on:%d/%m/%Y}", version.topics) == (
        2023,
        "01/03/2023",
        ["rác", "đường hoa"],
    )
    assert (version.budget_vnd, version.community_percent) == (1_900_000_000, 62)
    assert [str(result.after) for result in version.results] == ["412", "1284.5", "None"]
    assert version.sources == ["https://example.org/a", "http://example.org/b"]


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        (Section.NAME, "title", "x" * 301),
        (Section.NAME, "summary", "x" * 2001),
        (Section.NAME, "started", "năm ngoái"),
        (Section.NAME, "started", "13/2024"),
        (Section.NAME, "started", "1850"),
        (Section.NAME, "started", "9" * 26),
        (Section.NAME, "started", str(today().year + 1)),
        (Section.NAME, "started", f"{today() + timedelta(days=1):%d/%m/%Y}"),
        (Section.NAME, "field", "astrology"),
        (Section.NAME, "topics", "x" * 61),
        (Section.PROBLEM, "situation", "x" * 6001),
        (Section.PROBLEM, "areas", "moon"),
        (Section.METHOD, "method", "x" * 20001),
        (Section.METHOD, "partners-0-name", ""),
        (Section.METHOD, "budget_vnd", "gần hai tỷ"),
        (Section.METHOD, "budget_vnd", "9" * 26),
        (Section.METHOD, "community_percent", "101"),
        (Section.METHOD, "community_percent", "62,5"),
        (Section.RESULTS, "results-0-indicator", ""),
        (Section.RESULTS, "results-0-after", "nhiều"),
        (Section.RESULTS, "results-0-after", "9" * 26),
        (Section.RESULTS, "results-1-as_of", "30/02/2026"),
        (Section.RESULTS, "results-1-as_of", "13/2026"),
        (Section.RESULTS, "results-1-as_of", f"12/{today().year + 6}"),
        (Section.RESULTS, "results-1-qualifier", "surely"),
        (Section.RESULTS, "sources", "javascript:alert(1)"),
        (Section.REUSE, "needs_people", "x" * 6001),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_the_rest_is_kept(client, page, exemplar, section, name, value):
    before = editing.section_values(exemplar.latest, section)
    sent, _action = form_of(client.get(page(section)).text)
    sent[name] = value

    answer = client.post(page(section), data=sent)

    assert answer.status_code == 422
    assert f'id="{name}-e"' in answer.text
    kept, _action = form_of(answer.text)
    unlike = {key for key in sent if kept.get(key) != sent[key]} - UNLIKE
    assert unlike == set()
    assert editing.section_values(latest(exemplar), section) == before


def test_more_rows_keep_what_was_typed_and_store_nothing(client, page, exemplar):
    answer = client.send_form(
        page(Section.RESULTS),
        button=("then", "rows"),
        **{"results-0-indicator": "Đang gõ dở", "outputs": "Sổ"},
    )

    assert answer.status_code == 200
    kept, _action = form_of(answer.text)
    assert (kept["results-0-indicator"], kept["outputs"]) == ("Đang gõ dở", "Sổ")
    rows = [name for name in kept if name.endswith("-indicator")]
    assert rows == [
        "results-0-indicator",
        "results-1-indicator",
        "results-2-indicator",
        "results-3-indicator",
    ]
    assert re.search(r'autofocus[^>]*name="results-3-indicator"', answer.text)
    assert latest(exemplar).results[0].indicator == "Hộ tự nguyện hiến đất"


def test_everything_wrong_is_told_at_once(client, page, exemplar):
    answer = client.send_form(
        page(Section.RESULTS),
        **{
            "results-0-before": "nhiều",
            "results-0-indicator": "",
            "results-1-indicator": "",
            "results-1-as_of": f"12/{today().year + 6}",
            "results-2-after": "vài chục",
        },
        sources="javascript:alert(1)\nftp://example.org/",
        outcome="x" * 6001,
    )

    assert answer.status_code == 422
    summary = answer.text[answer.text.index('id="errsum-h"') : answer.text.index("</ul></div></div>")]
    linked = re.findall(r'href="#([^"]+)"', summary)
    assert linked == [
        "results-0-indicator", "results-0-before", "results-1-indicator", "results-1-as_of",
        "results-2-indicator", "results-2-after", "outcome", "sources", "sources",
    ]  # fmt: skip
    assert "Dòng 1, Trước: Nhập một số" in summary
    assert "Dòng 3, Chỉ số: " in summary
    assert 'value="vài chục"' in answer.text
    assert latest(exemplar).results[0].indicator == "Hộ tự nguyện hiến đất"


def test_rules_are_told_at_once_when_every_shape_is_right(client, page, exemplar):
    next_year = today().year + 1

    answer = client.send_form(page(Section.NAME), started=str(next_year), topics="x" * 61, entry_kind="model")

    assert answer.status_code == 422
    assert 'id="topics-e"' in answer.text
    assert answer.text.count("còn ở tương lai") == 2  # beside the field and in the summary
    assert latest(exemplar).started_year != next_year


@pytest.mark.parametrize("text", ["06/2026", "6/2026", "6-2026"])
def test_a_result_may_be_known_to_its_month(client, page, exemplar, text):
    client.send_form(page(Section.RESULTS), **{"results-1-as_of": text, "results-0-after": "20 triệu"})

    first, second = latest(exemplar).results
    assert (first.after, second.as_of, second.as_of_month) == (20_000_000, date(2026, 6, 1), True)
    kept, _action = form_of(client.get(page(Section.RESULTS)).text)
    assert (kept["results-1-as_of"], kept["results-0-after"]) == ("06/2026", "20.000.000")
    assert ">06/2026<" in client.get(f"/mo-hinh/{exemplar.reference}/kiem-tra").text


def test_the_first_of_a_month_stays_a_day(client, page, exemplar):
    client.send_form(page(Section.RESULTS), **{"results-1-as_of": "01/06/2026"})

    assert latest(exemplar).results[1].as_of_month is False
    assert form_of(client.get(page(Section.RESULTS)).text)[0]["results-1-as_of"] == "01/06/2026"


def test_there_is_an_end_to_rows(client, page, exemplar):
    opened, _action = form_of(client.get(page(Section.RESULTS)).text)
    many = {f"results-{n}-indicator": f"Chỉ số {n}" for n in range(100)}

    again = client.post(page(Section.RESULTS), data={**opened, **many, "then": "rows"})
    refused = client.post(page(Section.RESULTS), data={**opened, **many})

    assert (again.status_code, refused.status_code) == (200, 422)
    assert 'id="results-e"' in refused.text
    assert len(latest(exemplar).results) == 2


def test_the_second_of_two_people_sees_both_texts(client, app, make, unit, page, exemplar):
    path = page(Section.PROBLEM)
    opened, _action = form_of(client.get(path).text)
    other = app.test_client()
    other.sign_in(make.member(unit))
    assert other.send_form(path, goals="Bản của người thứ nhất").status_code == 303

    answer = client.post(path, data={**opened, "goals": "Bản của người thứ hai", "situation": "Cũng sửa"})

    assert answer.status_code == 409
    assert "Bản của người thứ nhất" in answer.text
    kept, _action = form_of(answer.text)
    assert (kept["goals"], kept["situation"]) == ("Bản của người thứ hai", "Cũng sửa")
    assert latest(exemplar).goals == "Bản của người thứ nhất"
    assert client.post(path, data=kept).status_code == 303
    assert latest(exemplar).goals == "Bản của người thứ hai"


def test_a_conflict_of_rows_is_told_in_words(client, page, make, unit, exemplar):
    path = page(Section.RESULTS)
    opened, _action = form_of(client.get(path).text)
    editing.replace_results(make.member(unit), exemplar, [])

    answer = client.post(path, data={**opened, "results-0-after": "500"})

    assert answer.status_code == 409
    assert "Hộ tự nguyện hiến đất: 0" in answer.text


def test_a_frozen_version_leads_to_the_list_and_refuses_a_late_form(client, page, make, exemplar):
    path = page(Section.PROBLEM)
    opened, _action = form_of(client.get(path).text)
    make.frozen(exemplar)

    assert client.get(path).location == f"/mo-hinh/{exemplar.reference}/sua"
    late = client.post(path, data={**opened, "goals": "Muộn"})
    assert late.status_code == 409
    assert form_of(late.text)[0]["goals"] == "Muộn"
    assert latest(exemplar).goals != "Muộn"


def test_fields_that_are_not_on_the_form_change_nothing(client, page, exemplar):
    client.send_form(
        page(Section.PROBLEM),
        goals="Đúng",
        state="closed",
        is_public="1",
        lead_unit_id="1",
        number="9",
        title="Khác",
    )

    assert (latest(exemplar).goals, latest(exemplar).number) == ("Đúng", 1)
    assert (exemplar.state, exemplar.is_public) == ("draft", False)
    assert latest(exemplar).title.startswith("Nhân dân")


@pytest.mark.parametrize("index", ["²", "9" * 26, "-1", "x", "", "999"])
def test_odd_row_numbers_are_not_read(client, page, exemplar, index):
    opened, _action = form_of(client.get(page(Section.RESULTS)).text)

    answer = client.post(page(Section.RESULTS), data={**opened, f"results-{index}-indicator": ""})

    assert answer.status_code == 303
    assert len(latest(exemplar).results) == 2


@pytest.mark.parametrize("bad", [b"goals=%ff%fe", b"goals=a%00b", b"goals=" + b"9" * 26])
def test_odd_bytes_never_break_the_page(client, page, exemplar, bad):
    token = form_of(client.get(page(Section.PROBLEM)).text)[0]["csrf_token"]

    answer = client.post(
        page(Section.PROBLEM),
        data=b"csrf_token=" + token.encode() + b"&" + bad,
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 303
    assert "\x00" not in latest(exemplar).goals


def test_links_that_are_no_sections(client, page, exemplar):
    start = f"/mo-hinh/{exemplar.reference}/sua/"
    for odd in ("khong-co", "9" * 26, "name", "ten-va-don-vi/x"):
        assert client.get(start + odd).status_code == 404
    assert client.get(start + "minh-chung").location.endswith("/minh-chung")
    assert client.get(start + "kiem-tra").location.endswith("/kiem-tra")


def test_colleagues_may_read_a_registered_model_but_not_edit_it(client, make):
    exemplar = make.exemplar()
    client.sign_in(make.lead(make.unit()))
    start = f"/mo-hinh/{exemplar.reference}"
    token = form_of(client.get("/tai-khoan").text)[0]["csrf_token"]

    for path in ("sua", "sua/van-de-va-muc-tieu", "kiem-tra", "duy-tri"):
        assert client.get(f"{start}/{path}").status_code == 403
    for path in ("sua/van-de-va-muc-tieu", "phien-ban-moi", "kiem-tra", "duy-tri"):
        answer = client.post(
            f"{start}/{path}", data={"csrf_token": token, "goals": "Sửa trộm", "action": "close"}
        )
        assert answer.status_code == 403
    assert (latest(exemplar).goals != "Sửa trộm", exemplar.state) == (True, "running")


def test_a_results_page_says_nothing_of_figures_before_anything_was_entered(client, page, exemplar, make):
    said = "Không có số liệu đo đếm"
    editing.save_section(
        make.lead(exemplar.lead_unit), exemplar, Section.RESULTS, {"results": [], "outcome": ""}
    )
    assert said not in client.get(page(Section.RESULTS)).text

    client.send_form(page(Section.RESULTS), outcome="Đi họp đông hơn")

    assert said in client.get(page(Section.RESULTS)).text


def test_two_people_who_changed_different_things_are_both_kept(client, app, make, unit, page, exemplar):
    path = page(Section.PROBLEM)
    opened, _action = form_of(client.get(path).text)
    other = app.test_client()
    other.sign_in(make.member(unit))
    assert other.send_form(path, goals="Bản của người thứ nhất").status_code == 303

    answer = client.post(path, data={**opened, "situation": "Bản của người thứ hai"})

    assert answer.status_code == 303
    assert latest(exemplar).goals == "Bản của người thứ nhất"
    assert latest(exemplar).situation == "Bản của người thứ hai"
    assert "nội dung của họ được giữ: Mục tiêu, tiêu chí." in client.get(answer.location).text
