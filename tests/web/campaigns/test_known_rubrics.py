"""Every set of criteria that is known, entered through the pages, judges as its own rule says."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from registry.campaigns.models import Campaign
from registry.campaigns.sheet import Answer, RubricKind, RubricOrigin, judge
from registry.campaigns.states import CampaignState
from registry.core.db import db

KNOWN = json.loads((Path(__file__).parents[2] / "campaigns" / "data" / "rubrics.json").read_text("utf-8"))
ENTRIES = {one["id"]: one for one in KNOWN["rubrics"]}
D = Decimal
# An application is nobody who publishes: what it reproduces is republished.
ORIGINS = {"official_document_reproduced_in_public_app": "republished_official_guidance"}


class Desk:
    """Somebody who prepares a campaign, at its scoring sheet."""

    def __init__(self, make, client):
        province = make.province()
        client.sign_in(make.staff(province))
        self.client = client
        self.campaign = make.campaign(province, state="draft", criteria=())
        self.here = f"/quan-tri/dot-xet/{self.campaign.reference}"
        self.path = f"{self.here}/phieu-cham"

    def send(self, path, **values):
        answer = self.client.send_form(path, **values)
        assert answer.status_code == 303, answer.text
        return answer

    def enter(self, entry, **rules):
        """The sheet of an entry, as its source gives it."""
        self.send(
            f"{self.path}/moi",
            kind=entry["kind"],
            title=entry["title"][:300],
            origin=origin_of(entry),
            provenance=entry["source"][:300],
        )
        condition = entry.get("precondition")
        rows = [(condition, "condition")] if condition else []
        rows += [(criterion, "counted") for criterion in entry["criteria"]]
        for number, (criterion, use) in enumerate(rows, 1):
            self.send(f"{self.path}/{number}", label=criterion["label_vi"], use=use, **levels_of(criterion))
        if rules:
            self.send(self.path, **rules)

    def refusal(self):
        """What the pages say when the campaign is to be opened and cannot be."""
        said = self.client.get(self.path).text
        asked = self.client.get(f"{self.here}/mo").text
        assert "faults" in said
        assert "faults" in asked
        token = self.client.get(self.here).text.split('name="csrf_token" value="')[1].split('"')[0]
        answer = self.client.post(f"{self.here}/mo", data={"csrf_token": token, "once": "x"})
        assert answer.status_code == 409
        assert self.stored().state is CampaignState.DRAFT
        return asked

    def opened(self):
        self.send(f"{self.here}/mo")
        campaign = self.stored()
        assert campaign.state is CampaignState.OPEN
        return campaign.rubric

    def stored(self):
        db.session.rollback()
        return db.session.scalars(select(Campaign)).one()


def origin_of(entry):
    return ORIGINS.get(entry["provenance"], entry["provenance"])


def levels_of(criterion):
    """Two levels of a criterion that gives points; the sources give none."""
    most = criterion.get("max_points")
    if most is None:
        return {}
    return {
        "max_points": str(most),
        "bands-0-label": "Chưa đạt",
        "bands-0-low": "0",
        "bands-0-high": str(most // 2),
        "bands-1-label": "Đạt",
        "bands-1-low": str(most // 2 + 1),
        "bands-1-high": str(most),
    }


@pytest.fixture
def desk(make, client):
    return Desk(make, client)


def judged(rubric, *points):
    return judge(rubric.rule, [Answer(c, D(p)) for c, p in zip(rubric.criteria, points, strict=True)])


CHECKLISTS = [one["id"] for one in KNOWN["rubrics"] if one["kind"] == "checklist_all"]
INCOMPLETE = {"quangngai-2021-2025-general", "mttq-central-2017"}
NOT_PUBLIC = "Tiêu chuẩn từng cấp (cơ sở, huyện, tỉnh) không công bố đầy đủ"


@pytest.mark.parametrize("name", sorted({*CHECKLISTS} - INCOMPLETE))
def test_a_checklist_passes_when_all_of_it_is_met(desk, name):
    desk.enter(ENTRIES[name])
    rubric = desk.opened()
    count = len(ENTRIES[name]["criteria"])
    assert (rubric.kind, len(rubric.criteria)) == (RubricKind.CHECKLIST_ALL, count)
    assert rubric.origin is RubricOrigin(origin_of(ENTRIES[name]))
    assert judged(rubric, *[1] * count).passed is True
    for missing in range(count):
        verdict = judged(rubric, *[int(at != missing) for at in range(count)])
        assert verdict.passed is False
        assert rubric.criteria[missing].label in verdict.why


@pytest.mark.parametrize("name", ["law2022-art74-individual", "law2022-art74-collective"])
def test_the_law_asks_for_the_precondition_and_one_criterion(desk, name):
    desk.enter(ENTRIES[name])
    rubric = desk.opened()
    count = len(ENTRIES[name]["criteria"])
    assert (rubric.criteria[0].is_condition, len(rubric.criteria)) == (True, count + 1)
    for met in range(count):
        one = [int(at == met) for at in range(count)]
        assert judged(rubric, 1, *one).passed is True
        assert judged(rubric, 0, *one).passed is False
    assert judged(rubric, 1, *[0] * count).passed is False
    assert judged(rubric, 0, *[1] * count).passed is False


def test_the_default_of_a_software_ranks_and_five_of_seven_vote(desk):
    desk.enter(ENTRIES["vptu-dongnai-default-2026"], ranks_only="y", quorum="2/3", vote_share="2/3")
    rubric = desk.opened()
    assert rubric.maximum == ENTRIES["vptu-dongnai-default-2026"]["total_points"]
    assert judged(rubric, 40, 20, 20, 10, 10).passed is None, "points only order"
    vote = rubric.vote_rule
    assert vote.judge(members=7, present=7, agreeing=5).passed is True
    assert vote.judge(members=7, present=7, agreeing=4).passed is False
    assert vote.judge(members=7, present=4, agreeing=4).passed is None, "no quorum"
    page = desk.client.get(f"/dot-xet/{desk.campaign.reference}").text
    assert "không phải văn bản chính thức" in page


def test_the_proposal_of_the_software_ships_as_a_sample_and_passes_at_its_mark(desk):
    desk.send(f"{desk.path}/mau")
    rubric = desk.opened()
    known = ENTRIES["PROPOSED-dvk-default-100"]
    given = [(one.label, one.max_points) for one in rubric.criteria]
    assert given == [(one["label_vi"], one["max_points"]) for one in known["criteria"]]
    assert (rubric.origin, rubric.maximum) == (RubricOrigin.SAMPLE, known["total_points"])
    assert judged(rubric, 10, 15, 15, 15, 5, 10, 10).passed is True
    assert judged(rubric, 10, 15, 15, 15, 5, 10, "9.99").passed is False
    page = desk.client.get(f"/dot-xet/{desk.campaign.reference}").text
    assert "Đây là bộ tiêu chí mẫu, không phải văn bản chính thức" in page


def test_the_proposal_can_be_typed_in_as_well(desk):
    desk.enter(ENTRIES["PROPOSED-dvk-default-100"])
    assert desk.opened().maximum == 100


def test_general_criteria_without_the_standards_of_the_levels_are_refused(desk):
    desk.enter(ENTRIES["quangngai-2021-2025-general"], missing=NOT_PUBLIC)
    assert NOT_PUBLIC in desk.refusal()


def test_a_sheet_of_which_one_group_is_known_is_refused(desk):
    """90 points are stated; of the first group one criterion of 2 points is known, of the rest nothing."""
    known = ENTRIES["mttq-central-2017"]
    children = [child for group in known["criteria"] for child in group.get("children", ())]
    desk.enter({**known, "criteria": children})
    for number, group in enumerate(known["criteria"], 1):
        desk.send(f"{desk.path}/nhom/{number}", label=group["label_vi"], max_points=str(group["max_points"]))
    desk.send(f"{desk.path}/1", group="1")
    told = desk.refusal()
    assert "“Công tác Tuyên giáo” chưa đủ: các tiêu chí mới có 2 trên 15 điểm" in told
    assert "mới có 0 trên 75 điểm" in told


@pytest.mark.parametrize(("share", "members", "needed"), [("70 %", 10, 7), ("70%", 11, 8), ("2/3", 9, 6)])
def test_vote_gates_are_entered_as_people_write_them(desk, share, members, needed):
    desk.enter(ENTRIES["law2022-art74-household"], vote_share=share)
    vote = desk.opened().vote_rule
    assert vote.judge(members=members, present=members, agreeing=needed).passed is True
    assert vote.judge(members=members, present=members, agreeing=needed - 1).passed is False


def test_a_group_is_changed_and_removed_and_never_given_more_than_its_most(desk):
    desk.enter({**ENTRIES["mttq-central-2017"], "criteria": [{"label_vi": "A", "max_points": 8}]})
    for number, most in ((1, "5"), (2, "8")):
        desk.send(f"{desk.path}/nhom/{number}", label=f"Nhóm {number}", max_points=most)
    answer = desk.client.send_form(f"{desk.path}/1", group="1")
    assert answer.status_code == 422
    assert "vượt mức tối đa 5" in answer.text
    assert desk.stored().rubric.criteria[0].group is None
    desk.send(f"{desk.path}/1", group="2")
    assert desk.client.send_form(f"{desk.path}/nhom/2", max_points="7,5").status_code == 422
    desk.send(f"{desk.path}/nhom/1/bo")
    assert desk.stored().rubric.criteria[0].group.label == "Nhóm 2"
    desk.send(f"{desk.path}/nhom/1/bo")
    assert desk.stored().rubric.criteria[0].group is None
    assert desk.client.get(f"{desk.path}/nhom/1/bo").status_code == 404
    assert desk.client.get(f"{desk.path}/nhom/2").status_code == 404


def test_bonus_and_what_is_only_collected_are_typed_in(desk):
    desk.enter(ENTRIES["vptu-dongnai-default-2026"], bonus_limit="4,5")
    desk.send(f"{desk.path}/1", max_bonus="7,5")
    desk.send(f"{desk.path}/5", use="collected")
    rubric = desk.stored().rubric
    assert (rubric.maximum, rubric.most_bonus) == (90, D("4.5"))
    page = desk.client.get(desk.path).text
    assert "Thưởng đến 7,5" in page
    assert "Chỉ thu thập" in page


@pytest.mark.parametrize(
    ("field", "typed"), [("quorum", "4/3"), ("vote_share", "đa số"), ("bonus_limit", "nhiều"), ("title", "")]
)
def test_a_wrong_rule_is_said_beside_its_field(desk, field, typed):
    desk.send(f"{desk.path}/mau")
    answer = desk.client.send_form(desk.path, **{field: typed, "provenance": "Giữ lại"})
    assert answer.status_code == 422
    assert f'id="{field}-e"' in answer.text
    assert "Giữ lại" in answer.text
    assert desk.stored().rubric.provenance != "Giữ lại"
