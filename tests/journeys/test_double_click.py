"""A double click, presses at once, a page loaded again: one record."""

import sqlite3

import pytest

from tests.journeys import steps

pytestmark = pytest.mark.browser


@pytest.fixture
def made(server):
    """How many models were registered since the test began."""

    def count():
        connection = sqlite3.connect(server.instance / "registry.db")
        try:
            return connection.execute("SELECT count(*) FROM exemplars").fetchone()[0]
        finally:
            connection.close()

    before = count()
    return lambda: count() - before


def _fill_in(member):
    member.open("/dang-ky")
    values = {"entry_kind-0": True, "subject_kind-0": True, "field-1": True, "title": steps.TITLE}
    steps.fill(member, values)
    return member.page.locator("main form button[type=submit]").first


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_makes_one_record(at_browser, made, scripts):
    member = at_browser("can.bo", scripts=scripts)
    _fill_in(member).dblclick()
    member.page.wait_for_url("**/sua")

    assert made() == 1


def test_loading_the_page_again_sends_nothing_again(at_browser, made):
    member = at_browser("can.bo")
    _fill_in(member).click()
    reference = steps.reference_in(member)
    # A page that is still coming in cannot be loaded again.
    member.page.wait_for_load_state("load")
    member.page.reload()

    assert (steps.reference_in(member), made()) == (reference, 1)


def test_two_presses_at_once_make_one_record(at_browser, made):
    member = at_browser("can.bo")
    _fill_in(member)
    # Both leave before either is answered, as from an impatient hand or a faulty mouse.
    answers = member.page.evaluate(
        """async () => {
            const form = document.querySelector("main form");
            const send = () => fetch(location.href, {method: "POST", body: new FormData(form)});
            return (await Promise.all([send(), send(), send(), send()])).map(one => one.url);
        }"""
    )

    assert len(set(answers)) == 1
    assert made() == 1
