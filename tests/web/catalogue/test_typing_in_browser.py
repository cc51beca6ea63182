"""The script that stores what is typed: while typing, offline and back, on a shared computer."""

import json

import pytest

from registry.catalogue.contents import Section
from registry.catalogue.service import editing
from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.web.catalogue.labels import SLUGS
from tests.make.browser import Visitor
from tests.make.people import PASSWORD

pytestmark = pytest.mark.browser

COPIES = "() => Object.keys(localStorage).filter(key => key.startsWith('dvk:'))"
SIGN_OUT = "() => document.querySelector(`form[action$='/dang-xuat']`).dispatchEvent(new Event('submit'))"
LEAVE = "() => window.dispatchEvent(new Event('pagehide'))"


@pytest.fixture
def exemplar(make):
    return make.exemplar(unit=make.unit(), state=ExemplarState.DRAFT)


@pytest.fixture
def person(make, exemplar):
    return make.lead(exemplar.lead_unit)


@pytest.fixture
def visitor(browser, url, person):
    one = Visitor(browser, url, width=390).sign_in(person.username)
    yield one
    one.close()


@pytest.fixture
def path(exemplar):
    return f"/mo-hinh/{exemplar.reference}/sua/{SLUGS[Section.PROBLEM]}"


def goals(exemplar):
    db.session.rollback()
    db.session.expire_all()
    return exemplar.latest.goals


def status(visitor, words):
    visitor.page.locator(".keepline [role=status]", has_text=words).wait_for()


def close_without_link(visitor):
    """Close the page before anything gets through: its last sending would meet the link that is back."""
    visitor.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no link')); }")
    visitor.page.close(run_before_unload=False)


def forgive(visitor):
    """A browser says of itself that there is no link; a refused autosave is an answer and no mishap."""
    expected = ("ERR_INTERNET_DISCONNECTED", "409: ")
    visitor.complaints = [one for one in visitor.complaints if not any(words in one for words in expected)]


def test_typing_is_stored_three_seconds_after_the_last_key(visitor, path, exemplar):
    visitor.open(path)
    visitor.page.fill("#goals", "Gõ một lần")
    status(visitor, "Đã lưu lúc")
    assert goals(exemplar) == "Gõ một lần"
    visitor.page.fill("#goals", "Gõ hai lần")
    visitor.page.evaluate(LEAVE)
    status(visitor, "Đã lưu lúc")

    visitor.page.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('dvk:'))")
    assert visitor.findings() == []
    visitor.page.click("text=Lưu và về danh sách")
    assert visitor.page.url.endswith("/sua")
    assert goals(exemplar) == "Gõ hai lần"


def test_what_is_stored_at_once_leaves_no_copy_behind(visitor, path, exemplar):
    visitor.open(path)
    visitor.page.fill("#goals", "Gõ rồi rời đi ngay")
    visitor.page.evaluate(LEAVE)
    status(visitor, "Đã lưu lúc")
    # Longer than the pause after which a copy is made of what was typed.
    visitor.page.wait_for_timeout(800)
    assert visitor.page.evaluate(COPIES) == []
    assert goals(exemplar) == "Gõ rồi rời đi ngay"


def test_offline_the_text_stays_on_the_machine_and_is_sent_when_the_link_is_back(visitor, path, exemplar):
    visitor.open(path)
    visitor.context.set_offline(True)
    visitor.page.fill("#goals", "Gõ khi mất mạng")
    visitor.page.evaluate(LEAVE)
    status(visitor, "Chưa lưu được")
    assert visitor.page.locator("[data-offline]").is_visible()
    assert visitor.findings() == []
    field, line = (visitor.page.locator(one).bounding_box() for one in ("#goals", ".keepline"))
    assert field["y"] + field["height"] <= line["y"]
    [key] = visitor.page.evaluate(COPIES)
    copy = json.loads(visitor.page.evaluate("key => localStorage[key]", key))
    assert ["goals", "Gõ khi mất mạng"] in copy["fields"]

    visitor.context.set_offline(False)
    status(visitor, "Đã lưu lúc")

    assert goals(exemplar) == "Gõ khi mất mạng"
    # It may be sent twice: once when the link is back, once more by the clock.
    visitor.page.wait_for_function(f"() => ({COPIES})().length === 0")
    forgive(visitor)


def test_a_tab_closed_offline_is_gone_on_with_later(visitor, path, exemplar):
    visitor.open(path)
    visitor.context.set_offline(True)
    visitor.page.fill("#goals", "Chưa gửi")
    visitor.page.evaluate(LEAVE)
    status(visitor, "Chưa lưu được")
    close_without_link(visitor)
    forgive(visitor)
    visitor.context.set_offline(False)
    visitor.page = visitor.context.new_page()

    visitor.open(path)
    visitor.page.locator("[data-back-note]", has_text="đang được lưu").wait_for()
    assert visitor.page.input_value("#goals") == "Chưa gửi"
    visitor.page.evaluate(LEAVE)
    status(visitor, "Đã lưu lúc")

    assert goals(exemplar) == "Chưa gửi"


def test_a_shared_computer_keeps_nothing_and_signing_out_clears_what_others_keep(visitor, path):
    visitor.open(path)
    visitor.context.set_offline(True)
    visitor.page.fill("#goals", "Riêng")
    visitor.page.evaluate(LEAVE)
    status(visitor, "Chưa lưu được")
    assert len(visitor.page.evaluate(COPIES)) == 1

    visitor.page.check("#may-dung-chung")
    visitor.page.fill("#goals", "Riêng tư")
    visitor.page.evaluate(LEAVE)
    assert visitor.page.evaluate(COPIES) == []

    visitor.page.uncheck("#may-dung-chung")
    visitor.page.fill("#goals", "Trước khi thoát")
    visitor.page.wait_for_function("() => Object.keys(localStorage).some(key => key.startsWith('dvk:'))")
    visitor.page.evaluate(SIGN_OUT)
    assert visitor.page.evaluate(COPIES) == []
    visitor.context.set_offline(False)
    forgive(visitor)


def test_two_people_the_script_leads_to_both_texts(visitor, path, exemplar, make):
    visitor.open(path)
    editing.save_section(make.member(exemplar.lead_unit), exemplar, Section.PROBLEM, {"goals": "Bản kia"})
    visitor.page.fill("#goals", "Bản này")
    visitor.page.evaluate(LEAVE)
    visitor.page.locator(".keepline button").click()
    visitor.page.locator("#hai-ban").wait_for()
    assert visitor.findings() == []
    visitor.page.check("#keep-goals-both")
    visitor.page.locator(".clash button[type=submit]").click()
    visitor.page.wait_for_url("**/cach-lam")
    forgive(visitor)

    assert goals(exemplar) == "Bản này\n\nBản kia"


def close_offline(visitor, path, words):
    """Type without a link, lose the page, and come back with one."""
    visitor.open(path)
    visitor.context.set_offline(True)
    visitor.page.fill("#goals", words)
    visitor.page.evaluate(LEAVE)
    status(visitor, "Chưa lưu được")
    close_without_link(visitor)
    visitor.context.set_offline(False)
    visitor.page = visitor.context.new_page()


def test_what_was_typed_offline_is_saved_with_another_field(visitor, path, exemplar):
    close_offline(visitor, path, "Gõ khi mất mạng")

    visitor.open(path)
    visitor.page.locator("[data-back-note]").wait_for()
    visitor.page.fill("#target_group", "Sáu thôn")
    visitor.page.click("text=Lưu và về danh sách")
    visitor.page.wait_for_url("**/sua")
    forgive(visitor)

    assert goals(exemplar) == "Gõ khi mất mạng"
    assert exemplar.latest.target_group == "Sáu thôn"
    visitor.open(path)
    assert visitor.page.evaluate(COPIES) == []


def test_what_was_typed_offline_waits_until_its_person_chose(visitor, path, exemplar, make):
    close_offline(visitor, path, "Gõ khi mất mạng")
    editing.save_section(make.member(exemplar.lead_unit), exemplar, Section.PROBLEM, {"goals": "Bản kia"})

    visitor.open(path)
    visitor.page.locator("[data-copy]").wait_for()
    visitor.page.fill("#target_group", "Sáu thôn")
    visitor.page.click("text=Lưu và về danh sách")
    visitor.page.wait_for_url("**/sua")
    assert (goals(exemplar), exemplar.latest.target_group) == ("Bản kia", "Sáu thôn")

    visitor.open(path)
    visitor.page.locator("[data-copy] [data-use]").click()
    visitor.page.locator("#hai-ban").wait_for()
    visitor.page.check("#keep-goals-both")
    visitor.page.locator(".clash button[type=submit]").click()
    visitor.page.wait_for_url("**/cach-lam")
    forgive(visitor)

    assert goals(exemplar) == "Gõ khi mất mạng\n\nBản kia"


def test_what_was_typed_after_the_last_saving_outlives_the_page(visitor, path, exemplar):
    visitor.open(path)
    visitor.page.fill("#goals", "Đã lưu")
    visitor.page.evaluate(LEAVE)
    status(visitor, "Đã lưu lúc")

    close_again = "Đã lưu, rồi gõ tiếp khi mất mạng"
    visitor.context.set_offline(True)
    visitor.page.fill("#goals", close_again)
    visitor.page.evaluate(LEAVE)
    status(visitor, "Chưa lưu được")
    close_without_link(visitor)
    visitor.context.set_offline(False)
    visitor.page = visitor.context.new_page()
    visitor.open(path)
    visitor.page.locator("[data-back-note]").wait_for()
    visitor.page.evaluate(LEAVE)
    status(visitor, "Đã lưu lúc")
    forgive(visitor)

    assert goals(exemplar) == close_again


@pytest.mark.parametrize("shared", [False, True])
def test_a_lost_session_leads_back_to_the_half_written_page(visitor, path, exemplar, person, shared):
    visitor.open(path)
    if shared:
        visitor.page.check("#may-dung-chung")
    visitor.context.clear_cookies()
    visitor.page.fill("#goals", "Gõ dở")
    visitor.page.evaluate(LEAVE)
    status(visitor, "Bạn đã bị đăng xuất")
    assert len(visitor.page.evaluate(COPIES)) == (0 if shared else 1)

    visitor.page.locator(".keepline button").click()
    visitor.page.fill("#username", person.username)
    visitor.page.fill("#password", PASSWORD)
    visitor.page.locator("#sign-in button").click()

    visitor.page.wait_for_function("() => document.querySelector('#goals')?.value === 'Gõ dở'")
    visitor.page.click("text=Lưu và về danh sách")
    visitor.page.wait_for_url("**/sua")
    forgive(visitor)
    assert goals(exemplar) == "Gõ dở"
