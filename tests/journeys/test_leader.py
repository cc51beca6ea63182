"""A leader prints the quarter: from the bar to a paper that can be laid on a table, in three steps."""

import io

import pypdfium2
import pytest

from registry.core.clock import today
from registry.demo.people import PASSWORD
from registry.periodic.periods import Span, period_at
from tests.journeys import steps
from tests.make.browser import Visitor
from tests.make.spoken import vi

pytestmark = pytest.mark.browser


def test_a_leader_prints_the_last_quarter(browser, served_demonstration):
    leader = Visitor(browser, served_demonstration.url).sign_in("hung.thach", PASSWORD)
    # A PDF is made while the reader waits, on a busy machine for longer than a page.
    leader.context.set_default_timeout(60_000)
    over = period_at(today(), Span.QUARTER).before()
    leader.page.locator("nav").get_by_role("link", name=vi("Reports"), exact=True).first.click()
    if over.first.year != today().year:
        leader.page.select_option("#ky", str(over.first.year))
        steps.press(leader, "Show")

    row = leader.page.locator("#bao-cao-quy ~ * tbody tr", has_text=f"Quý {over.code[-1]} năm")
    row.get_by_role("link").first.click()
    steps.says(leader, f"năm {over.first.year}")
    with leader.page.expect_download() as taken:
        steps.press(leader, "PDF for printing")

    pages = list(pypdfium2.PdfDocument(io.BytesIO(taken.value.path().read_bytes())))
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert len(pages) <= 4
    assert f"{over.last:%d/%m/%Y}" in text
    assert "báo cáo tháng của quý" in text
    assert leader.findings() == []
    leader.close()
