"""A secretary of a commune files the month and corrects one figure of it; the province sees both."""

import pytest

from registry.core.clock import today
from registry.demo.people import PASSWORD
from tests.journeys import steps
from tests.make.browser import Visitor
from tests.make.spoken import vi

pytestmark = pytest.mark.browser

COMMUNE = "xã Đèo Mơ"
OPENS = 12
UNKNOWN = {
    "figure_effective": "2",
    "figure_campaigns": "3",
    "figure_participations": "871",
    "figure_dialogues": "4",
    "figure_opinions": "19",
    "prose_highlights": "Bà con thôn Bản Mơ tự tháo hàng rào, mở rộng đường vào trường.",
}
REASON = "Bản Mơ gửi sổ chậm, còn 44 lượt người dự."


def test_a_secretary_files_the_month_and_corrects_it(browser, demonstration_of_our_own):
    if today().month == 1 and today().day < OPENS:
        pytest.skip("no month of the year can be reported yet")
    url = demonstration_of_our_own.url
    secretary = Visitor(browser, url).sign_in("mo.tong", PASSWORD)
    month = _draft(secretary)
    _file(secretary)
    _correct(secretary)
    _is_received(Visitor(browser, url).sign_in("linh.chu", PASSWORD), month)
    secretary.close()


def _reports(person):
    person.page.locator("nav").get_by_role("link", name=vi("Periodic reports"), exact=True).first.click()


def _draft(secretary):
    """Only what the registry cannot know is typed; half of it is kept until later. Returns the month."""
    _reports(secretary)
    due = secretary.page.locator(".due", has_text=vi("Monthly report")).first
    month = due.locator("h3").inner_text().split(", ")[1]
    due.locator("a.btn").click()
    assert secretary.page.locator("#figure_registered").input_value() != ""
    steps.fill(secretary, {name: UNKNOWN[name] for name in ("figure_effective", "figure_campaigns")})
    steps.press(secretary, "Keep the draft")
    steps.fill(secretary, UNKNOWN | {"figure_participations": "827"})
    steps.press(secretary, "Save and look through")
    return month


def _file(secretary):
    """Looked through and filed; from then on there is nothing to write into."""
    steps.says(secretary, UNKNOWN["prose_highlights"])
    writing = secretary.page.locator("main a", has_text=vi("Change")).first.get_attribute("href")
    steps.press(secretary, "File the report")
    filed = secretary.page.url
    secretary.open(writing)
    assert (secretary.page.url, secretary.page.locator("main textarea").count()) == (filed, 0)
    steps.says(secretary, "827")


def _correct(secretary):
    steps.press(secretary, "Correct")
    steps.fill(secretary, {"reason": REASON, "figure_participations": UNKNOWN["figure_participations"]})
    steps.press(secretary, "File the correction")
    secretary.page.wait_for_url(lambda address: not address.endswith("/sua"))
    for words in (REASON, "827", "871"):
        steps.says(secretary, words)
    assert secretary.findings() == []


def _is_received(staff, month):
    """The level above reads it among those filed, with the correction; the table has the new figure."""
    _reports(staff)
    title = month[:1].upper() + month[1:]
    staff.page.locator("main").get_by_role("link", name=title, exact=True).first.click()
    staff.page.wait_for_url("**/tong-hop-bao-cao/**")
    heights = staff.page.locator(".tabs").last.locator("a").evaluate_all("all => all.map(a => a.offsetTop)")
    assert len(set(heights)) == 1
    hidden = "box => box.scrollWidth - box.clientWidth"
    assert staff.page.locator(".tbl--scroll", has=staff.page.locator(".tbl--wide")).evaluate(hidden) == 0
    row = staff.page.locator("section[aria-labelledby=da-nop] tr", has_text=COMMUNE)
    assert REASON in row.inner_text()
    assert "871" in staff.page.locator("#tong-hop ~ * tr", has_text=COMMUNE).inner_text()
    assert staff.findings() == []
    staff.close()
