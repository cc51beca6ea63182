"""A commune copies a model: found, checked, planned, asked about, begun, told of, kept going."""

from datetime import timedelta

import pytest

from registry.core.clock import today
from registry.demo.people import PASSWORD
from tests.journeys import steps
from tests.make.browser import Visitor
from tests.make.keystrokes import Paced, keys

pytestmark = pytest.mark.browser

EIGHT_MINUTES = 8 * 60
MODEL = "Ba giỏ một đường hoa: phụ nữ Đồng Gương phân loại rác từ bếp"
ORDER = ("yes", "partly", "no")
COPIER, SOURCE = "pao.giang", "hue.pham"


def _day(ahead):
    return f"{today() + timedelta(days=ahead):%d/%m/%Y}"


def test_a_text_is_typed_in_telex():
    assert keys("Chợ") == len("Chowj") + len("⇧")
    assert keys("đường") == len("dduwowngf")
    assert keys("ba gio") == 6


def test_a_commune_copies_a_model_in_eight_minutes_of_human_pace(browser, demonstration_of_our_own):
    url = demonstration_of_our_own.url
    copier = Visitor(browser, url).sign_in(COPIER, PASSWORD)
    source = Visitor(browser, url, scripts=False).sign_in(SOURCE, PASSWORD)
    commune = Paced(copier)
    copier.open("/")
    _find(commune)
    _check(commune)
    _plan(commune)
    _ask(commune)
    copy = steps.reference_in(copier)
    _reply(source, copy)
    _hand_in(commune)
    _confirm(source, copy)
    copier.page.reload()
    _change(commune)
    _result(commune)
    _goes_on(commune)

    steps.says(copier, "Được duy trì")
    assert commune.seconds <= EIGHT_MINUTES, commune.told()
    assert copier.findings() == []
    copier.close()
    source.close()


def _find(commune):
    """By words typed without marks, from the first page."""
    commune.search("ba gio duong hoa")
    commune.click(commune.page.get_by_role("link", name=MODEL).first)
    commune.press("Prepare a replication")
    commune.type(reason="Chợ phiên xã ta nhiều rác, ba thôn xin làm trước.")
    commune.press("Begin the check")


def _check(commune):
    """Ten questions on three pages, two of them not answered with yes; then what is done about these."""
    for answers in (("yes", "yes", "yes"), ("yes", "partly", "yes", "yes"), ("yes", "yes", "no")):
        page = commune.page.url
        commune.tick(*(f"rows-{at}-answer-{ORDER.index(one)}" for at, one in enumerate(answers)))
        commune.press("Save and continue")
        assert commune.page.url != page, commune.text()
    commune.tick("rows-0-way-0", "rows-1-way-0")
    commune.type(rows__0__remedy="Xin quỹ xã 20 triệu.", rows__0__who="UBND xã", rows__0__due_on=_day(30))
    commune.type(rows__1__remedy="Bầu tổ giữ đường.", rows__1__who="Hội Phụ nữ", rows__1__due_on=_day(45))
    commune.press("Save and continue")


def _plan(commune):
    """Components kept but for one; people, money, and the checkpoints that follow from the gaps, one more."""
    count = commune.page.locator("fieldset.ask").count()
    assert count >= 3
    commune.tick(*(f"rows-{at}-treatment-{int(at == 1)}" for at in range(count)))
    commune.type(rows__1__reason="Bắt đầu ở chợ phiên trước.")
    commune.press("Save and continue")
    commune.type(people="Hội Phụ nữ xã, ba trưởng thôn.", budget_vnd="20 triệu")
    assert commune.page.locator("[id='rows-0-what']").input_value() == "Xin quỹ xã 20 triệu."
    commune.type(rows__2__due_on=_day(90), rows__2__what="Ba thôn đều có giỏ.")
    commune.press("Save and continue")


def _ask(commune):
    commune.press("Ask the unit that did it first")
    commune.type(text="Giỏ thứ ba bao lâu đổ một lần?")
    commune.press("Send the question")


def _reply(source, copy):
    source.open(f"/nhan-rong/{copy}")
    source.page.locator("main a.btn--sm[href*='/hoi/']").click()
    steps.fill(source, {"text": "Mỗi tháng một lần, ngày 25."})
    steps.press(source, "Send the answer")


def _hand_in(commune):
    commune.page.reload()
    steps.says(commune, "Mỗi tháng một lần")
    commune.press("Look at the plan and hand it in")
    commune.press("Hand in and ask the unit to confirm")


def _confirm(source, copy):
    source.open(f"/nhan-rong/{copy}/tra-loi")
    steps.fill(source, {"answer": "Chúng tôi gửi mẫu sổ."})
    steps.press(source, "Confirm the copy")


def _change(commune):
    commune.press("Note a change")
    commune.type(what="Đổ giỏ hai tuần một lần.", changed_on=_day(0), decided_by="Hội Phụ nữ")
    commune.tick("cause-1", "keeps_core-0")
    commune.press("Note the change")
    steps.says(commune, "Đổ giỏ hai tuần một lần.")


def _result(commune):
    commune.press("Report the result")
    commune.type(
        result="Ba thôn đã phân loại rác từ bếp, chợ sạch hơn.",
        figures__0__before="0",
        figures__0__after="210",
    )
    commune.press("Report the result")
    steps.says(commune, "210")


def _goes_on(commune):
    commune.press("It goes on")
    commune.type(note="Tổ họp ngày 25 hằng tháng.")
    commune.press("Note that it goes on")
