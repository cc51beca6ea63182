"""Two worlds that differ in one hidden fact answer alike, byte for byte, whoever may not know it.

And differently whoever may: a fact that changes nothing for anybody would prove nothing.
"""

import re
from dataclasses import replace

import pytest

from registry.catalogue.service import editing
from registry.catalogue.states import ExemplarState
from registry.consent.service.answering import Telling, record_answers
from registry.consent.service.recording import Details, add_person
from registry.consent.states import Answer, Manner, Purpose
from registry.core.clock import today
from registry.core.db import db
from registry.evidence.queries import list_items
from registry.review.service import announcing, assigning, nominating, objecting, recusing, scoring
from registry.review.service.objecting import Filing
from registry.review.states import ConflictKind, NominationState
from tests.make.matrix import ROLES
from tests.make.worlds import Fact, Worlds
from tests.review.test_further_stages import campaign_with_notice

OUTSIDE = ("public", "stranger", "neighbour")
UNIT = ("member", "lead", "tied_secretary", "reviewer_tied")
# Where reviews are read; the rest of the addresses is asked in the long suite.
OF_THE_REVIEW = re.compile(
    r"/(?:$|viec-can-lam|binh-xet|cham-diem|de-cu|dot-xet|phan-anh|mo-hinh|tim-kiem|api)(?:[/?]|$)"
)


def _given(world, roles):
    """The ballots of some reviewers of the verified nomination, opened."""
    nomination = world.nomination("verified")
    people = [world.person(role) for role in roles]
    new = assigning.assign_reviewers(world.person("secretary"), nomination, people)
    for one in new:
        scoring.declare_no_conflict(one.reviewer, one)
    return nomination, new


def _hand_in(assignment, total):
    first, second = assignment.nomination.campaign.rubric.criteria
    marks = {first.id: (total - 30, "Số liệu khớp"), second.id: (first.max_points - 30, "Hai xã làm theo")}
    scoring.submit_ballot(assignment.reviewer, assignment, marks=marks, overall_comment="")


def a_score(world, way):
    _nomination, (ballot,) = _given(world, ["reviewer_other"])
    _hand_in(ballot, ballot.nomination.campaign.rubric.criteria[0].max_points + (25 if way else 10))


def who_scored(world, way):
    other = world.make().reviewer(world.nomination("verified").campaign.unit, name="Người chấm khác")
    nomination = world.nomination("verified")
    new = assigning.assign_reviewers(
        world.person("secretary"), nomination, [world.person("reviewer_other"), other]
    )
    for one in new:
        scoring.declare_no_conflict(one.reviewer, one)
    _hand_in(new[int(way)], 85)


def why_somebody_stepped_aside(world, way):
    reason = "Anh rể tôi làm ở xã ấy" if way else "Cháu tôi viết hồ sơ này"
    kind = ConflictKind.FAMILY if way else ConflictKind.OTHER
    nomination = world.nomination("submitted")
    recusing.step_aside(world.person("administrator"), nomination, kind=kind, reason=reason)
    return {"nomination": nomination.reference, "model": nomination.exemplar.reference}


def who_objects(world, way):
    make = world.make()
    campaign = campaign_with_notice(make, unit=world.nomination("verified").campaign.unit)
    case = make.case(state=NominationState.VERIFIED, campaign=campaign, unit=world.unit())
    case.assign()
    case.score_all(85, 91)
    announcing.put_on_notice(world.person("secretary"), campaign)
    name, contact = ("Lò Văn Ba", "0912 000 001") if way else ("Quàng Thị Tư", "tu@example.org")
    text = "Số hộ tham gia trong báo cáo cao hơn số hộ của cả thôn."
    objection, _code = objecting.file_objection(
        case.nomination, Filing(text, True, name, contact), address="203.0.113.9"
    )
    objecting.take_up(world.person("secretary"), objection)
    return {
        "nomination": case.nomination.reference, "campaign": campaign.reference,
        "objection": objection.reference,
    }  # fmt: skip


def what_a_draft_is_called(world, way):
    title = "Bí mật thứ nhất của xã" if way else "Điều bí mật thứ hai của thôn"
    draft = world.make().exemplar(
        unit=world.unit(), actor=world.person("member"), state=ExemplarState.DRAFT, title=title
    )
    return {"model": draft.reference}


def what_is_not_signed_yet(world, way):
    make = world.make()
    model = make.evidence_of(
        make.exemplar(unit=world.unit(), actor=world.person("member"), state=ExemplarState.RUNNING)
    )
    if way:
        campaign = world.nomination("verified").campaign
        nominating.start_nomination(world.person("member"), model, campaign)
    return {"model": model.reference, "nomination": "HS-2026-0009"}


def what_is_kept_inside(world, way):
    make = world.make()
    model = make.exemplar(unit=world.unit(), actor=world.person("member"), public=True)
    make.evidence_of(model)
    (item,) = list_items(model.latest)
    item.caption = "Bí mật: sổ quỹ" if way else "Bí mật: danh sách hộ"
    db.session.commit()
    return {"model": model.reference, "item": item.reference}


def who_did_not_agree(world, way):
    make, name = world.make(), "Lò Văn Pọm" if way else "Lò Văn Páo"
    model = make.exemplar(
        unit=world.unit(), actor=world.person("member"), state=ExemplarState.RUNNING,
        method=f"Ông {name} đi từng nhà vận động.",
    )  # fmt: skip
    member = world.person("member")
    person = add_person(member, model, Details(name))
    no = {Purpose.PUBLIC_PAGE: Answer.REFUSED}
    record_answers(member, person, no, Telling(Manner.IN_PERSON, today()))
    editing.publish(model, model.latest)
    db.session.commit()
    return {"model": model.reference}


NOT_THE_SECRETARY = tuple(role for role in ROLES if role != "secretary")
FACTS = [
    Fact("a score", a_score, (*OUTSIDE, *UNIT, "reviewer"), ("secretary", "reviewer_done")),
    Fact("who scored", who_scored, (*OUTSIDE, *UNIT, "reviewer"), ("secretary",)),
    Fact(
        "why somebody stepped aside", why_somebody_stepped_aside,
        tuple(one for one in NOT_THE_SECRETARY if one != "administrator"), ("secretary",),
    ),
    Fact("who objects", who_objects, NOT_THE_SECRETARY, ("secretary",)),
    Fact(
        "what a draft is called", what_a_draft_is_called,
        (*OUTSIDE, "secretary", "signer", "reviewer", "reviewer_other"), ("member",),
    ),
    Fact(
        "what is not signed yet", what_is_not_signed_yet,
        (*OUTSIDE, "staff", "secretary", "signer", "administrator", "reviewer"), ("member",),
    ),
    Fact("what is kept inside", what_is_kept_inside, OUTSIDE, ("member",)),
    Fact("who did not agree", who_did_not_agree, ("public",), ("member",)),
]  # fmt: skip
QUICK = ("a score", "who objects")


def differences(worlds, fact, roles, wanted=None):
    """{role: the addresses that answer otherwise in the other world}."""
    one, other = (worlds.answers(fact, way, roles, wanted) for way in (False, True))
    return {
        role: [path for path in sorted(one[role].keys() | other[role].keys())
               if one[role].get(path) != other[role].get(path)]
        for role in roles
    }  # fmt: skip


@pytest.fixture
def worlds(app):
    return Worlds(app)


def check(worlds, fact, hidden_from, wanted=None):
    found = differences(worlds, fact, (*hidden_from, *fact.known_to), wanted)
    assert {role: found[role] for role in hidden_from if found[role]} == {}
    assert [role for role in fact.known_to if not found[role]] == []


@pytest.mark.parametrize("fact", [one for one in FACTS if one.name in QUICK], ids=lambda one: one.name)
def test_reviews_tell_nothing_of(worlds, fact):
    hidden_from = [one for one in ("reviewer", "signer", "member") if one in fact.hidden_from]
    check(worlds, replace(fact, known_to=fact.known_to[:1]), hidden_from[:1], OF_THE_REVIEW)


@pytest.mark.slow
@pytest.mark.parametrize("fact", FACTS, ids=lambda one: one.name)
def test_no_page_tells_anything_of(worlds, fact):
    check(worlds, fact, fact.hidden_from)


@pytest.mark.slow
def test_equal_worlds_answer_alike(worlds):
    same = Fact("nothing", lambda world, way: None, (), ())
    assert differences(worlds, same, ("public", "secretary"), OF_THE_REVIEW) == {
        "public": [],
        "secretary": [],
    }
