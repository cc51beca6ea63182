"""Who opens what is not theirs: every door, verb and spelling gives the answer of what is not there."""

import pytest

from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import PermissionDenied
from registry.core.permissions import Permission, allowed
from registry.evidence.queries import list_items
from registry.identity.service import roles
from registry.review.service import assigning
from registry.review.states import NominationState as N
from registry.units.service import reorganising
from tests.make.addresses import routes, sample, telling

ABSENT = "MH-2026-99999"
DOORS = (
    "/mo-hinh/{}", "/mo-hinh/{}/sua", "/mo-hinh/{}/sua/cach-lam", "/mo-hinh/{}/lich-su",
    "/mo-hinh/{}/kiem-tra", "/mo-hinh/{}/minh-chung", "/mo-hinh/{}/thu-vien", "/mo-hinh/{}/nguoi",
    "/mo-hinh/{}/de-cu", "/mo-hinh/{}/phien-ban/1", "/mo-hinh/{}.json", "/mo-hinh/{}.docx",
    "/mo-hinh/{}/bien-nhan",
)  # fmt: skip


@pytest.fixture
def province(make):
    return make.province()


@pytest.fixture
def draft(make, province):
    """A draft of one commune, with a file of the unit's own."""
    unit = make.unit(parent=province)
    return make.evidence_of(make.exemplar(unit=unit, title="Bếp lửa đêm giao thừa", state="draft"))


@pytest.fixture
def stranger(make, client, province):
    """Somebody of another commune of the same province."""
    person = make.member(make.unit(parent=province))
    client.sign_in(person)
    return client


@pytest.mark.parametrize("door", DOORS)
def test_a01_a_draft_of_others_answers_as_one_that_is_not_there(stranger, draft, door):
    for verb in ("get", "post"):
        found = getattr(stranger, verb)(door.format(draft.reference))
        absent = getattr(stranger, verb)(door.format(ABSENT))
        assert found.status_code == absent.status_code != 200
        assert _plain(found.text, draft.reference) == _plain(absent.text, ABSENT)
    assert stranger.get(door.format(draft.reference)).status_code == 404


def test_a01_the_doors_are_real_ones(client, make, draft):
    client.sign_in(make.member(draft.lead_unit))
    closed = [door for door in DOORS if client.get(door.format(draft.reference)).status_code == 404]
    assert closed == ["/mo-hinh/{}.json", "/mo-hinh/{}.docx"]


def _plain(page, reference):
    """A page without what is new in each: its key, its place."""
    return "".join(line for line in page.replace(reference, "").splitlines() if "csrf" not in line)


def test_a01_a_draft_of_others_shows_in_no_list_search_or_file(stranger, draft):
    (item,) = list_items(draft.latest)
    asked = (
        "/tim-kiem?q=bep+lua", "/api/v1/search?q=bep+lua", "/don-vi/" + draft.lead_unit.code,
        "/don-vi-cua-toi", "/viec-can-lam", "/nhan-rong",
    )  # fmt: skip
    for path in asked:
        assert "giao thừa" not in stranger.get(path).text, path
    for path in ("/minh-chung/{}", "/minh-chung/{}/sua", "/minh-chung/{}/tai-ve"):
        assert stranger.get(path.format(item.reference)).status_code == 404, path


def test_a01_what_is_asked_of_one_draft_says_what_lists_say(draft, make, province):
    strangers = (None, make.member(make.unit(parent=province)), make.staff(province), make.signer(province))
    assert [allowed(one, Permission.EXEMPLAR_READ, draft) for one in strangers] == [False] * len(strangers)
    assert allowed(make.member(draft.lead_unit), Permission.EXEMPLAR_READ, draft)


def test_a02_what_a_form_does_not_ask_for_is_not_taken(client, make, province, draft):
    other = make.unit(parent=province)
    client.sign_in(make.member(draft.lead_unit))
    more = {"lead_unit_id": other.id, "unit": other.code, "state": "recognised", "reference": "MH-2026-1",
            "owner_id": 1, "score": 100, "role": "administrator"}  # fmt: skip
    answer = client.send_form(f"/mo-hinh/{draft.reference}/sua/cach-lam", method="Họp từng xóm", **more)
    db.session.expire_all()
    assert answer.status_code == 303
    assert draft.latest.method == "Họp từng xóm"
    assert (draft.lead_unit.code == other.code, draft.state) == (False, "draft")


def test_a05_a_reviewer_opens_only_what_was_assigned(client, make):
    case = make.case(state=N.VERIFIED)
    mine, other = case.reviewers
    (theirs,) = case.assign(other)
    client.sign_in(mine)
    for path in (
        f"/de-cu/{case.nomination.reference}", f"/de-cu/{case.nomination.reference}/ho-so",
        f"/cham-diem/{theirs.reference}", f"/cham-diem/{theirs.reference}/xung-dot",
        f"/cham-diem/{theirs.reference}/nop", f"/dot-xet/{case.campaign.reference}/xep-hang",
    ):  # fmt: skip
        assert client.get(path).status_code in {403, 404}, path
        assert case.exemplar.latest.title not in client.get(path).text, path


def test_a06_staff_of_one_province_do_nothing_in_another(client, make):
    case = make.case(state=N.SUBMITTED)
    client.sign_in(make.staff(make.province()))
    for path in (
        f"/de-cu/{case.nomination.reference}", f"/de-cu/{case.nomination.reference}/tham-tra",
        f"/dot-xet/{case.campaign.reference}/ho-so", f"/dot-xet/{case.campaign.reference}/gia-han",
        f"/quan-tri/dot-xet/{case.campaign.reference}",
    ):  # fmt: skip
        assert client.get(path).status_code in {403, 404}, path
        assert client.post(path).status_code in {400, 403, 404, 405}, path
    db.session.expire_all()
    assert case.nomination.state is N.SUBMITTED


def test_a08_a_verb_that_was_not_declared_is_not_answered(client, app, make):
    client.sign_in(make.administrator(make.province()))
    declared = {}
    for verb in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        for rule in routes(app, verb):
            declared.setdefault(sample(rule), set()).add(verb)
    wrong = {}
    for verb in ("POST", "PUT", "PATCH", "DELETE"):
        for path in telling(app, [path for path, verbs in declared.items() if verb not in verbs], verb):
            answer = client.open(path, method=verb, headers={"X-HTTP-Method-Override": "GET"})
            if answer.status_code not in {400, 404, 405}:
                wrong[verb, path] = answer.status_code
    assert wrong == {}


@pytest.mark.parametrize(
    "spelling",
    [
        "/mo-hinh/{}/", "//mo-hinh/{}", "/mo-hinh//{}", "/MO-HINH/{}", "/mo-hinh/{}.json", "/mo-hinh/%2e/{}",
        "/mo-hinh/x/../{}", "/mo-hinh/{}.", "/mo-hinh/{};x", "/en/mo-hinh/{}", "/en//mo-hinh/{}/",
    ],
)  # fmt: skip
def test_a09_another_spelling_of_an_address_opens_nothing_more(stranger, draft, spelling):
    answer = stranger.get(spelling.format(draft.reference), follow_redirects=True)
    assert answer.status_code in {400, 404}
    assert "giao thừa" not in answer.text


def test_a16_many_at_once_with_one_of_another_campaign_gives_nobody_anything(client, make):
    mine, foreign = make.case(state=N.VERIFIED), make.case(state=N.VERIFIED)
    client.sign_in(mine.secretary)
    path = f"/dot-xet/{mine.campaign.reference}/phan-cong/chon-tay"
    offered = client.get(path).text
    answer = client.send_form(
        path,
        nominations=[mine.nomination.reference, foreign.nomination.reference],
        reviewers=[mine.reviewers[0].username],
    )
    assert (mine.nomination.reference in offered, foreign.nomination.reference in offered) == (True, False)
    assert answer.status_code == 422
    with pytest.raises(PermissionDenied):
        assigning.assign_each(mine.secretary, [mine.nomination, foreign.nomination], mine.reviewers)
    db.session.expire_all()
    assert (mine.nomination.assignments, foreign.nomination.assignments) == ([], [])


def test_a17_what_passed_to_another_unit_is_open_there_and_to_nobody_else(client, make, province, draft):
    old = draft.lead_unit
    gone, new = make.member(old), make.unit(parent=province)
    roles.end_role(make.administrator(province), gone.grants[0], reason="Chuyển công tác")
    reorganising.merge_units(None, [old], into=new, on=today(), basis="Nghị quyết sắp xếp")
    seen = {}
    for name, person in (
        ("new", make.member(new)),
        ("gone", gone),
        ("beside", make.member(make.unit(parent=province))),
    ):
        browser = client.application.test_client()
        browser.sign_in(person)
        seen[name] = browser.get(f"/mo-hinh/{draft.reference}").status_code
    assert seen == {"new": 200, "gone": 404, "beside": 404}
