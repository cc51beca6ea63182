"""A dossier that comes back: what was asked for, what changed since, and the answer in words."""

import pytest

from registry.campaigns.queries import find_stage
from registry.campaigns.states import StageKind
from registry.catalogue.contents import Section
from registry.catalogue.service import editing
from registry.core.clock import today
from registry.core.errors import InvalidInput, InvalidTransition
from registry.evidence.queries import list_items
from registry.evidence.service import removing
from registry.evidence.service.claiming import link_claim
from registry.evidence.service.editing import Description
from registry.evidence.service.linking import attach_link
from registry.review.queries import followup_of
from registry.review.service import nominating, verifying
from registry.review.states import NominationState as N
from tests.review.test_further_stages import in_days


@pytest.fixture
def returned(make):
    case = make.case(state=N.SUBMITTED)
    verifying.return_to_unit(
        case.staff, case.nomination, reason="Nêu rõ cách làm", sections=["method", "results"]
    )
    return case


@pytest.mark.parametrize("begun", [False, True])
def test_a_dossier_left_as_it_was_needs_an_answer(make, returned, begun):
    if begun:
        editing.begin_new_version(returned.member, returned.exemplar)
        make.evidence_of(returned.exemplar)
    for person, command in ((returned.member, nominating.ask_to_sign), (returned.lead, nominating.sign)):
        with pytest.raises(InvalidInput) as refusal:
            command(person, returned.nomination, answer=" ")
        assert refusal.value.field == "answer"
    assert returned.nomination.state is N.RETURNED
    nominating.ask_to_sign(returned.member, returned.nomination, answer="Cách làm đã nêu đủ ở mục 2")
    nominating.sign(returned.lead, returned.nomination)
    found = followup_of(returned.nomination)
    assert (found.is_unchanged, found.answer) == (True, "Cách làm đã nêu đủ ở mục 2")


def test_a_part_that_was_mended_needs_no_answer(make, returned):
    editing.begin_new_version(returned.member, returned.exemplar)
    make.fill(returned.member, returned.exemplar, {"method": "Họp dân lần hai, có biên bản."})
    make.evidence_of(returned.exemplar)
    nominating.sign(returned.lead, returned.nomination)
    found = followup_of(returned.nomination)
    assert Section.METHOD in found.changed
    assert found.untouched == [Section.RESULTS]
    assert not found.is_unchanged
    verifying.verify(returned.staff, returned.nomination)
    assert followup_of(returned.nomination) is None


def test_only_what_the_return_names_can_be_changed(make, returned):
    editing.begin_new_version(returned.member, returned.exemplar)
    make.evidence_of(returned.exemplar)
    (item,) = list_items(returned.exemplar.latest)
    before = editing.section_version(returned.exemplar.latest, Section.NAME)
    for refused in (
        lambda: make.fill(returned.member, returned.exemplar, {"summary": "Bản tóm tắt khác."}),
        lambda: attach_link(
            returned.member, returned.exemplar, "https://a.vn/x", about=Description(caption="Bài báo")
        ),
        lambda: removing.remove_item(returned.member, item),
    ):
        with pytest.raises(InvalidTransition):
            refused()
    assert editing.section_version(returned.exemplar.latest, Section.NAME) == before
    assert list_items(returned.exemplar.latest) == [item]
    make.fill(returned.member, returned.exemplar, {"method": "Họp dân lần hai.", "outcome": "Đường thông."})
    found = followup_of(returned.nomination)
    assert (found.changed, found.others) == ([Section.METHOD, Section.RESULTS], [])


def test_everything_opens_again_once_it_cannot_be_sent_any_more(make, returned):
    editing.begin_new_version(returned.member, returned.exemplar)
    make.evidence_of(returned.exemplar)
    summary = {"summary": "Bản tóm tắt khác."}
    stage = find_stage(returned.campaign, StageKind.VERIFICATION)
    with in_days((stage.ends_on - today()).days + 1):
        make.fill(returned.member, returned.exemplar, summary)
    with pytest.raises(InvalidTransition):
        make.fill(returned.member, returned.exemplar, {"summary": "Lại khác."})
    returned.withdraw()
    make.fill(returned.member, returned.exemplar, {"summary": "Lại khác."})


def test_a_link_to_a_file_belongs_to_the_part_that_was_asked_for(make):
    case = make.case(state=N.SUBMITTED)
    case.return_to_unit()
    editing.begin_new_version(case.member, case.exemplar)
    make.evidence_of(case.exemplar)
    (item,) = list_items(case.exemplar.latest)
    link_claim(case.member, item, case.exemplar.latest.results[0].key)
    found = followup_of(case.nomination)
    assert (found.changed, found.others) == ([Section.EVIDENCE], [])
    assert found.untouched == [Section.METHOD]


def test_what_was_mended_before_the_return_is_told_apart(make):
    case = make.case(state=N.SUBMITTED)
    editing.begin_new_version(case.member, case.exemplar)
    make.fill(case.member, case.exemplar, {"summary": "Bản tóm tắt khác."})
    verifying.return_to_unit(case.staff, case.nomination, reason="Nêu rõ cách làm", sections=["method"])
    found = followup_of(case.nomination)
    assert Section.NAME in found.others
    assert not set(found.others) & set(found.named)
    assert found.needs_answer


@pytest.mark.parametrize("sections", [[], ["check"], ["method", "không có"]])
def test_a_return_names_what_can_be_completed(make, sections):
    case = make.case(state=N.SUBMITTED)
    with pytest.raises(InvalidInput) as refusal:
        verifying.return_to_unit(case.staff, case.nomination, reason="Bổ sung", sections=sections)
    assert refusal.value.field == "sections"
    assert case.nomination.state is N.SUBMITTED


def test_a_nomination_that_never_came_back_has_nothing_to_follow(make):
    assert followup_of(make.nomination(state=N.SUBMITTED)) is None


def test_a_return_opens_single_answers_and_single_files_and_nothing_beside_them(make):
    case = make.case(state=N.SUBMITTED)
    (file,) = list_items(case.nomination.exemplar_version)
    for wrong in ("method/title", "evidence/" + "0" * 64, "check", "\x00"):
        with pytest.raises(InvalidInput):
            verifying.return_to_unit(case.staff, case.nomination, reason="Nêu rõ cách làm", items=[wrong])
    asked = ["method/schedule", f"evidence/{file.digest}"]
    verifying.return_to_unit(case.staff, case.nomination, reason="Nêu rõ cách làm", items=asked)
    editing.begin_new_version(case.member, case.exemplar)
    (file,) = list_items(case.exemplar.latest)
    other = editing.section_values(case.exemplar.latest, Section.METHOD)["resources"]
    for closed in ({"resources": "Khác"}, {"schedule": "Đúng", "resources": "Khác"}, {"summary": "Khác"}):
        with pytest.raises(InvalidTransition):
            make.fill(case.member, case.exemplar, closed)
    make.fill(case.member, case.exemplar, {"schedule": "Tháng 3 họp dân, tháng 6 làm đường."})
    assert case.exemplar.latest.schedule == "Tháng 3 họp dân, tháng 6 làm đường."
    assert case.exemplar.latest.resources == other
    removing.remove_item(case.member, file)
    make.evidence_of(case.exemplar)
    nominating.sign(case.lead, case.nomination)
    assert followup_of(case.nomination).untouched == []


def test_the_unit_may_answer_until_each_thing_it_was_asked_for_has_changed(make, client):
    case = make.case(state=N.SUBMITTED)
    asked = ["method/schedule", "method/resources"]
    verifying.return_to_unit(case.staff, case.nomination, reason="Nêu rõ ai góp công", items=asked)
    editing.begin_new_version(case.member, case.exemplar)
    make.evidence_of(case.exemplar)
    client.sign_in(case.member)
    form = client.get(f"/mo-hinh/{case.exemplar.reference}/sua/cach-lam").text
    assert "Nêu rõ ai góp công" in form

    make.fill(case.member, case.exemplar, {"schedule": "Tháng 3 họp dân, tháng 6 làm đường."})
    found = followup_of(case.nomination)
    assert (found.left, found.untouched, found.needs_answer) == (["method/resources"], [], False)
    page = client.get(f"/de-cu/{case.nomination.reference}").text
    assert "Còn nguyên: " in page
    assert 'name="answer"' in page

    make.fill(case.member, case.exemplar, {"resources": "Dân góp 200 ngày công."})
    assert followup_of(case.nomination).left == []
    assert 'name="answer"' not in client.get(f"/de-cu/{case.nomination.reference}").text


def test_of_the_evidence_only_the_file_named_is_open(make, client):
    case = make.case(start=False)
    make.evidence(case.exemplar, content=make.photo())
    case.start()
    case.sign()
    first, second = list_items(case.nomination.exemplar_version)[:2]
    named = f"evidence/{first.digest}"
    verifying.return_to_unit(case.staff, case.nomination, reason="Ảnh mờ, cần ảnh khác", items=[named])
    editing.begin_new_version(case.member, case.exemplar)
    mine = {item.digest: item for item in list_items(case.exemplar.latest)}
    client.sign_in(case.member)
    page = client.get(f"/minh-chung/{mine[second.digest].reference}").text
    assert f"{second.reference}<br>" in page, "the code of the first version, the later one beside it"
    with pytest.raises(InvalidTransition):
        removing.remove_item(case.member, mine[second.digest])
    new = make.evidence(case.exemplar, content=make.photo())
    removing.remove_item(case.member, mine[first.digest])
    removing.remove_item(case.member, new)
    assert [item.digest for item in list_items(case.exemplar.latest)] == [second.digest]
