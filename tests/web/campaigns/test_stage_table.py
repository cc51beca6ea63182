"""The stages of a draft: added, moved and taken out by buttons, with what is wrong said in words."""

from registry.campaigns.states import ESSENTIAL, StageKind
from registry.core.db import db
from tests.web.campaigns.test_campaign_pages import HOME, draft, staff, stored

__all__ = ["draft", "staff"]


def kinds_stored():
    db.session.expire_all()
    return [stage.kind for stage in stored()[0].stages]


def test_stages_are_added_moved_and_taken_out_by_buttons(client, draft):
    path = f"{HOME}/{draft.reference}/cac-buoc"
    add = {"then": "add", "added": "public_notice", "scoring-title": "Hội đồng chấm"}
    assert client.send_form(path, **add).location.endswith(path)
    assert kinds_stored() == [*ESSENTIAL[:3], StageKind.PUBLIC_NOTICE, ESSENTIAL[3]]
    assert stored()[0].stages[2].title == "Hội đồng chấm"
    assert "không hồ sơ nào tới được" not in client.get(path).text.lower()

    client.send_form(path, then="up-public_notice")
    assert kinds_stored() == [*ESSENTIAL[:2], StageKind.PUBLIC_NOTICE, *ESSENTIAL[2:]]
    assert "không hồ sơ nào tới được “hội đồng chấm”" in client.get(path).text.lower()
    client.send_form(path, then="down-public_notice")
    client.send_form(path, then="down-decision")
    assert kinds_stored()[-2:] == [StageKind.PUBLIC_NOTICE, StageKind.DECISION]

    asked = client.send_form(path, then="drop-public_notice", **{"scoring-title": "Chấm lại"})
    assert asked.status_code == 200
    assert "Chấm lại" in asked.text
    assert 'value="out-public_notice"' in asked.text
    assert kinds_stored()[-2:] == [StageKind.PUBLIC_NOTICE, StageKind.DECISION]
    client.send_form(path, then="out-public_notice")
    assert kinds_stored() == list(ESSENTIAL)
    half = client.send_form(path, then="add", added="eligibility", **{"decision-title": " "})
    assert half.status_code == 422
    assert kinds_stored() == list(ESSENTIAL)


def test_a_button_for_a_stage_that_is_not_there_changes_nothing(client, draft):
    path = f"{HOME}/{draft.reference}/cac-buoc"
    for then in ("up-public_notice", "drop-x", "x"):
        assert client.send_form(path, then=then).status_code == 303
    for added in ("x", "scoring"):
        assert client.send_form(path, then="add", added=added).status_code == 422
    assert kinds_stored() == list(ESSENTIAL)
