"""Suggestions while somebody types: by the beginning of words, without marks, and only what they may find."""

from registry.discovery import indexing
from registry.review.states import NominationState
from registry.units.states import UnitKind


def offered(client, text):
    return [line["text"] for line in client.get("/tim-kiem/goi-y", query_string={"q": text}).json["lines"]]


def test_b09_models_units_and_provinces_are_offered_to_whoever_may_find_them(app, client, make):
    make.unit(kind=UnitKind.PROVINCE, name="Hưng Yên", code="hung-yen")
    make.exemplar(public=True, unit=make.unit(name="Xã Hưng Hà"), title="Hưng thịnh nhờ hũ gạo")
    make.exemplar(public=False, unit=make.unit(name="Xã Hưng Kín"), title="Hưng việc chưa công khai")
    indexing.rebuild(app.extensions["registry.search"])
    assert offered(client, "hung") == ["Hưng thịnh nhờ hũ gạo", "Hưng Yên", "Xã Hưng Hà"]
    assert offered(client, "h") == []


def test_b09_names_of_people_are_completed_for_nobody(app, client, make):
    case = make.case(state=NominationState.VERIFIED, public=True, title="Quê mình sạch đẹp", reviewers=0)
    for person in (case.member, case.lead, case.secretary):
        person.name = f"Quàng Thị Bí Mật {person.id}"
    case.reviewers = [make.reviewer(case.campaign.unit, name="Quàng Thị Bí Mật")]
    case.assign()
    indexing.rebuild(app.extensions["registry.search"])
    for reader in (None, case.lead, case.secretary, make.administrator(case.campaign.unit)):
        browser = app.test_client()
        if reader is not None:
            browser.sign_in(reader)
        for typed in ("quang", "Quàng Thị", "bi mat", "mật", case.reviewers[0].username):
            told = " ".join(offered(browser, typed))
            assert not any(one in told for one in ("Quàng", "Bí Mật", case.reviewers[0].username)), typed
    assert offered(client, "que minh") == ["Quê mình sạch đẹp"]


def test_s01_hostile_beginnings_are_answered(client):
    for text in ("*", "\x00\x00", "(" * 5000, '"', "-", "a* b* c*", "\u0301" * 900):
        assert client.get("/tim-kiem/goi-y", query_string={"q": text}).status_code == 200
