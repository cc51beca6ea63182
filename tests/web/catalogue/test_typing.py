"""Nothing typed is lost: autosaving, what cannot be stored, two people, late savings, earlier texts."""

import re

import pytest
from sqlalchemy import func, select

from registry.catalogue.contents import Section
from registry.catalogue.draft_tables import SectionSnapshot
from registry.catalogue.service import editing
from registry.catalogue.states import ExemplarState
from registry.consent.service.recording import Details, add_person
from registry.core.db import db
from registry.identity.models import KeptBecause, KeptText
from registry.identity.service import keeping
from registry.web.catalogue.labels import SLUGS
from tests.make.browser_client import form_of


def latest(exemplar):
    db.session.expire_all()
    return exemplar.latest


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def newest(section=Section.PROBLEM):
    return db.session.scalar(select(func.max(SectionSnapshot.id)).where(SectionSnapshot.section == section))


def test_what_is_typed_is_stored_while_typing(autosave, opened, exemplar):
    fields = opened(Section.PROBLEM)

    answer = autosave(Section.PROBLEM, {**fields, "goals": "Đang gõ"})

    assert (answer.status_code, answer.json["state"], answer.json["left"]) == (200, "saved", [])
    assert re.fullmatch(r"\d\d:\d\d", answer.json["at"])
    assert latest(exemplar).goals == "Đang gõ"
    again = {**fields, "goals": "Đang gõ tiếp", "version": answer.json["version"], "turn": "2"}
    assert autosave(Section.PROBLEM, again).status_code == 200
    assert latest(exemplar).goals == "Đang gõ tiếp"


def test_an_answer_that_was_lost_is_no_conflict(client, page, autosave, opened, exemplar):
    fields = opened(Section.PROBLEM)
    autosave(Section.PROBLEM, {**fields, "goals": "Một"})

    second = autosave(Section.PROBLEM, {**fields, "goals": "Một hai", "turn": "2"})
    late = autosave(Section.PROBLEM, {**fields, "goals": "Một", "turn": "1"})
    saved = client.post(page(Section.PROBLEM), data={**fields, "goals": "Một hai ba", "turn": "3"})

    assert (second.status_code, late.status_code, saved.status_code) == (200, 200, 303)
    assert latest(exemplar).goals == "Một hai ba"


def test_w04_two_people_on_one_section_both_texts_survive(client, app, make, unit, page, opened, exemplar):
    mine = opened(Section.PROBLEM)
    other = app.test_client()
    other.sign_in(make.member(unit, name="Trần Văn Hùng"))
    other.send_form(page(Section.PROBLEM), goals="Bản của Hùng", target_group="Sáu thôn")

    autosaved = client.post(
        f"{page(Section.PROBLEM)}/tu-luu", data={**mine, "goals": "Bản của Mai", "situation": "Của Mai"}
    )
    shown = client.post(page(Section.PROBLEM), data={**mine, "goals": "Bản của Mai", "situation": "Của Mai"})

    assert (autosaved.status_code, autosaved.json["state"], shown.status_code) == (409, "changed", 409)
    assert "Trần Văn Hùng đã sửa phần này lúc" in shown.text
    assert latest(exemplar).goals == "Bản của Hùng"
    form, _action = form_of(shown.text)
    chosen = {"keep-goals": "both", "keep-situation": "mine", "keep-target_group": "theirs"}
    # What Mai did not touch gives way to what Hùng wrote, unless she chooses otherwise.
    assert {name: form[name] for name in chosen} == {
        "keep-goals": "mine", "keep-situation": "mine", "keep-target_group": "theirs"
    }  # fmt: skip
    assert client.post(page(Section.PROBLEM), data={**form, **chosen}).status_code == 303
    kept = latest(exemplar)
    assert kept.goals == "Bản của Mai\n\nBản của Hùng"
    assert (kept.situation, kept.target_group) == ("Của Mai", "Sáu thôn")
    assert count(KeptText) == 0


def test_two_windows_of_one_person_are_not_called_two_people(client, page, opened):
    mine = opened(Section.PROBLEM)
    client.send_form(page(Section.PROBLEM), goals="Ở cửa sổ kia")
    shown = client.post(page(Section.PROBLEM), data={**mine, "goals": "Ở cửa sổ này"})

    assert shown.status_code == 409
    assert "Bạn sửa phần này ở hai cửa sổ" in shown.text
    assert "Hai người" not in shown.text


def test_the_page_with_both_texts_may_be_left(client, page, opened, make, unit, exemplar):
    mine = opened(Section.PROBLEM)
    editing.save_section(make.member(unit), exemplar, Section.PROBLEM, {"goals": "Bản kia"})
    client.post(page(Section.PROBLEM), data={**mine, "goals": "Bản của Mai"})

    back = client.get(page(Section.PROBLEM)).text

    link = re.search(r'href="([^"]+\?tiep=\d+)"', back)[1]
    resumed, _action = form_of(client.get(link).text)
    assert resumed["goals"] == "Bản của Mai"
    assert client.post(page(Section.PROBLEM), data=resumed).status_code == 409


def test_rows_of_the_other_text_can_be_kept(client, page, opened, make, unit, exemplar):
    mine = opened(Section.RESULTS)
    editing.replace_results(make.member(unit), exemplar, [])
    changed = {**mine, "outputs": "Sổ", "results-0-after": "5"}
    shown, _action = form_of(client.post(page(Section.RESULTS), data=changed).text)

    answer = client.post(page(Section.RESULTS), data={**shown, "keep-results": "theirs"})

    assert answer.status_code == 303
    assert (latest(exemplar).results, latest(exemplar).outputs) == ([], "Sổ")


def test_w18_autosave_after_the_submission_keeps_a_private_copy(
    client, page, autosave, opened, make, exemplar
):
    fields = opened(Section.PROBLEM)
    before = exemplar.latest.goals
    make.frozen(exemplar)

    answer = autosave(Section.PROBLEM, {**fields, "goals": "Gõ muộn"})

    assert (answer.status_code, answer.json["state"]) == (409, "submitted")
    assert latest(exemplar).goals == before
    tasks = client.get(f"/mo-hinh/{exemplar.reference}/sua").text
    copy = client.get(re.search(r'href="([^"]+/do-dang/\d+)"', tasks)[1])
    assert "Gõ muộn" in copy.text
    assert "?tiep=" not in copy.text


def test_new_results_are_told_their_keys(autosave, opened, exemplar):
    fields = opened(Section.RESULTS)

    answer = autosave(Section.RESULTS, {**fields, "results-2-indicator": "Mới", "results-2-after": "7"})

    keys = [one.key for one in latest(exemplar).results]
    assert answer.json["keys"] == {f"results-{n}-key": key for n, key in enumerate(keys)}


def test_earlier_texts_can_be_had_again(client, page, exemplar):
    before, first = exemplar.latest.goals, newest()
    client.send_form(page(Section.PROBLEM), goals="Hai")
    client.send_form(page(Section.PROBLEM), goals="")
    where = f"{page(Section.PROBLEM)}/ban-truoc"

    shown = client.get(where).text
    assert all(text in shown for text in (before, "Hai", "Đây là nội dung hiện nay"))
    answer = client.send_form(where, snapshot=str(first))

    assert answer.location == page(Section.PROBLEM)
    assert latest(exemplar).goals == before
    assert "Khôi phục" in client.get(where).text


@pytest.mark.parametrize("section", [Section.NAME, Section.METHOD, Section.RESULTS])
def test_an_earlier_text_says_all_that_it_said(client, page, exemplar, section):
    before = editing.section_values(exemplar.latest, section)
    first = newest(section)
    wipe = {Section.NAME: {"summary": ""}, Section.METHOD: {"partners": []}, Section.RESULTS: {"results": []}}
    editing.save_section(_editor(exemplar), exemplar, section, wipe[section])

    client.send_form(f"{page(section)}/ban-truoc", snapshot=str(first))

    assert editing.section_values(latest(exemplar), section) == before


def _editor(exemplar):
    from registry.identity.models import User  # noqa: PLC0415 -- one test needs a person who is there already

    return db.session.get_one(User, exemplar.registered_by_id)


@pytest.mark.parametrize("number", ["999999", "x", "", "9" * 26, "²"])
def test_an_earlier_text_that_is_not_there(client, page, exemplar, number):
    before = exemplar.latest.goals

    answer = client.send_form(f"{page(Section.PROBLEM)}/ban-truoc", snapshot=number)

    assert answer.status_code in {404, 422}
    assert latest(exemplar).goals == before


def test_twenty_earlier_texts_are_kept(client, page):
    for n in range(24):
        client.send_form(page(Section.PROBLEM), goals=f"Bản {n}")

    shown = client.get(f"{page(Section.PROBLEM)}/ban-truoc").text
    assert shown.count('<li class="before">') == 20


def test_typing_on_is_one_earlier_text_and_deleting_another(autosave, opened):
    fields = opened(Section.PROBLEM)
    for turn, goals in enumerate(["Một", "Một hai", "Một hai ba", ""], start=1):
        autosave(Section.PROBLEM, {**fields, "goals": goals, "turn": str(turn)})

    texts = db.session.scalars(select(SectionSnapshot).order_by(SectionSnapshot.id)).all()
    assert [one.contents["goals"] for one in texts[-2:]] == ["Một hai ba", ""]


def test_who_is_at_a_section_is_told_to_the_others(client, app, make, unit, page, exemplar):
    other = app.test_client()
    other.sign_in(make.member(unit, name="Trần Văn Hùng"))
    other.get(page(Section.PROBLEM))

    assert "Trần Văn Hùng đang sửa phần này" in client.get(page(Section.PROBLEM)).text
    assert "Trần Văn Hùng đang sửa" in client.get(f"/mo-hinh/{exemplar.reference}/sua").text
    assert "đang sửa" not in client.get(page(Section.METHOD)).text


@pytest.mark.parametrize("number", ["0", "999999999"])
def test_nothing_put_aside_is_no_page(client, page, number):
    assert client.get(f"{page(Section.PROBLEM)}/do-dang/{number}").status_code == 404
    assert client.get(f"{page(Section.PROBLEM)}?tiep={number}").status_code == 200


def test_colleagues_cannot_autosave(client, make):
    exemplar = make.exemplar()
    client.sign_in(make.lead(make.unit()))
    token = form_of(client.get("/tai-khoan").text)[0]["csrf_token"]
    before = exemplar.latest.goals

    answer = client.post(
        f"/mo-hinh/{exemplar.reference}/sua/{SLUGS[Section.PROBLEM]}/tu-luu",
        data={"csrf_token": token, "goals": "Sửa trộm"},
    )

    assert answer.status_code == 403
    assert (latest(exemplar).goals, count(KeptText)) == (before, 0)


def test_a_draft_is_deleted_with_the_word_that_confirms_it(client, page, make, exemplar):
    make.evidence(exemplar)
    client.send_form(page(Section.PROBLEM), goals="Hai")
    where, reference = f"/mo-hinh/{exemplar.reference}/xoa-nhap", exemplar.reference

    assert client.send_form(where, word="xong").status_code == 422
    assert client.get(f"/mo-hinh/{reference}/sua").status_code == 200
    assert client.send_form(where, word="xóa").status_code == 303
    db.session.expunge_all()
    assert client.get(f"/mo-hinh/{reference}/sua").status_code == 404
    assert count(SectionSnapshot) == 0


def test_what_was_put_aside_at_the_pages_of_a_deleted_draft_goes(client, make, exemplar, lead, unit):
    item, other = make.evidence(exemplar), make.exemplar(unit=unit, state=ExemplarState.DRAFT)
    person = add_person(lead, exemplar, Details("Lò Văn Pọm"))
    colleague = make.member(unit)
    for who in (lead, colleague):
        for page in (
            f"/mo-hinh/{exemplar.reference}/sua/cach-lam#0a1b", f"/minh-chung/{item.reference}/sua",
            f"/nguoi/{person.reference}/sua", f"/mo-hinh/{exemplar.reference}0/sua/cach-lam",
            f"/mo-hinh/{other.reference}/sua/cach-lam",
        ):  # fmt: skip
            keeping.keep_text(who, page, [("method", "Nghe dân trước")], KeptBecause.SESSION_ENDED)
    stays = [f"/mo-hinh/{exemplar.reference}0/sua/cach-lam", f"/mo-hinh/{other.reference}/sua/cach-lam"]

    assert client.send_form(f"/mo-hinh/{exemplar.reference}/xoa-nhap", word="xóa").status_code == 303

    assert list(db.session.scalars(select(KeptText.place).order_by(KeptText.id))) == stays * 2


def test_what_is_registered_or_put_forward_is_not_deleted(client, lead, make, unit):
    registered = make.exemplar(unit=unit)
    where = f"/mo-hinh/{registered.reference}/xoa-nhap"

    assert client.send_form(where, word="xóa").status_code == 409
    assert client.get(f"/mo-hinh/{registered.reference}/sua").status_code == 200
