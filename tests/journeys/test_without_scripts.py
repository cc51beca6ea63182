"""Registration and scoring in a browser that runs no scripts: the same pages do the same work."""

import pytest

from tests.journeys import steps
from tests.make.spoken import vi
from tests.make.stage import COUNCIL

pytestmark = pytest.mark.browser


def test_a_model_is_registered_and_scored_without_scripts(at_browser, command, papers):
    def person(username):
        return at_browser(username, scripts=False, width=390)

    reference = steps.start(person("can.bo"))
    steps.describe(person("can.bo"), reference)
    steps.attach(person("can.bo"), reference, papers, "Bãi rác tự phát")
    steps.register(person("can.bo"), reference)
    nomination = steps.nominate(person("can.bo"), reference)
    steps.sign(person("chu.tich"), nomination)
    steps.verify(person("van.thu"), nomination)
    steps.assign(person("thu.ky"), nomination, [COUNCIL["cham.mot"][1]])
    steps.take_up(person("cham.mot"))
    steps.score(person("cham.mot"), ("47,5", "31"))

    steps.says(person("cham.mot"), "78,5")
    assert "whole" in command("audit", "verify")


def test_what_is_wrong_is_said_and_the_rest_kept_without_scripts(at_browser):
    member = at_browser("can.bo", scripts=False, width=390)
    reference = steps.start(member)
    member.open(f"/mo-hinh/{reference}/sua/cach-lam")
    values = {**steps.SECTIONS["cach-lam"], "community_percent": "hai trăm"}
    steps.fill(member, values)
    steps.press(member, "Save and return to the list")

    assert member.page.title().startswith(vi("Error:"))
    assert member.page.locator("#community_percent").get_attribute("aria-invalid") == "true"
    for name, value in values.items():
        assert member.page.input_value(f"[id='{name}']").replace("\r\n", "\n") == value, name
