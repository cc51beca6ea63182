"""The main job from end to end: registered, returned, signed again, scored, recognised, found, copied."""

import json

import pytest

from tests.journeys import steps
from tests.make.stage import COMMUNE, COUNCIL, NEIGHBOUR

pytestmark = pytest.mark.browser

NUMBER = "38-QĐ/BTGDVTU"
SCORERS = ("cham.mot", "cham.hai", "cham.bon")


def test_a_model_goes_from_registration_to_replication(at_browser, command, papers):
    reference = _register(at_browser, papers)
    nomination = _put_forward(at_browser, reference, papers)
    _judge(at_browser, nomination)
    steps.decide(at_browser("nguoi.ky"), nomination, NUMBER)
    command("jobs", "run")
    _find(at_browser(None), reference)
    _replicate(at_browser, reference)
    assert "whole" in command("audit", "verify")
    command("jobs", "run")
    found = json.loads(command("search", "query", "duong hoa", "--json"))
    assert [hit["reference"] for hit in found["hits"]] == [reference]


def _register(at_browser, papers):
    member = at_browser("can.bo")
    reference = steps.start(member)
    steps.describe(member, reference)
    steps.attach(member, reference, papers[:1], "Bãi rác tự phát")
    steps.register(member, reference)
    assert at_browser(None).open(f"/mo-hinh/{reference}") == 404
    return reference


def _put_forward(at_browser, reference, papers):
    """Returned once with reasons, completed, signed again, found complete."""
    member, lead, staff = at_browser("can.bo"), at_browser("chu.tich"), at_browser("van.thu")
    nomination = steps.nominate(member, reference)
    steps.sign(lead, nomination)
    steps.send_back(staff, nomination, "Cần ảnh sau khi làm và biên bản nghiệm thu.")
    member.open(f"/de-cu/{nomination}")
    steps.says(member, "Cần ảnh sau khi làm và biên bản nghiệm thu.")
    steps.begin_again(member, reference)
    steps.attach(member, reference, papers[1:], "Đường có hoa")
    steps.sign(lead, nomination)
    steps.verify(staff, nomination)
    return nomination


def _judge(at_browser, nomination):
    """Three are asked, one has a conflict, a fourth takes the place; three score."""
    secretary = at_browser("thu.ky")
    steps.assign(secretary, nomination, [COUNCIL[who][1] for who in ("cham.mot", "cham.hai", "cham.ba")])
    steps.take_up(at_browser("cham.ba"), "answer-1", "Em gái tôi ở trong tổ tự quản.")
    steps.assign(secretary, nomination, [COUNCIL["cham.bon"][1]])
    for who, points in zip(SCORERS, (("55", "34"), ("52,5", "36"), ("58", "30")), strict=True):
        reviewer = at_browser(who)
        steps.take_up(reviewer)
        steps.score(reviewer, points)
    secretary.open(f"/de-cu/{nomination}")


def _find(somebody, reference):
    """The public finds the model by words typed without marks and sees that it is recognised."""
    somebody.open("/")
    somebody.page.locator("main input[name=q]").fill("duong hoa suoi tre")
    somebody.page.keyboard.press("Enter")
    somebody.page.get_by_role("link", name=steps.TITLE).click()
    assert f"/mo-hinh/{reference}" in somebody.page.url
    for words in (NUMBER, COMMUNE, "Bãi rác tự phát", "6,5"):
        steps.says(somebody, words)
    picture = somebody.page.locator("main img").first
    picture.scroll_into_view_if_needed()
    somebody.page.wait_for_function("image => image.naturalWidth > 0", arg=picture.element_handle())


def _replicate(at_browser, reference):
    neighbour, source, somebody = at_browser("ban.ben"), at_browser("chu.tich"), at_browser(None)
    copy = steps.copy_model(neighbour, reference)
    somebody.open(f"/mo-hinh/{reference}")
    assert NEIGHBOUR not in somebody.text()
    source.open(f"/nhan-rong/{copy}/tra-loi")
    steps.fill(source, {"answer": "Chúng tôi gửi mẫu quy ước của tổ."})
    steps.press(source, "Confirm the copy")
    neighbour.open(f"/nhan-rong/{copy}/ket-qua")
    steps.fill(neighbour, {"result": "Bốn bãi rác đã thành vườn hoa."})
    steps.press(neighbour, "Report the result")
    somebody.open(f"/mo-hinh/{reference}")
    steps.says(somebody, NEIGHBOUR)
