"""What the registry hides, each in two ways: called with a world and False or True.

Each answers with the references of what it is about.
"""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from registry.catalogue.service import editing
from registry.catalogue.states import ExemplarState
from registry.consent.service.answering import Telling, record_answers
from registry.consent.service.recording import Details, add_person
from registry.consent.states import Answer, Manner, Purpose
from registry.core.clock import today
from registry.core.db import db
from registry.evidence.queries import list_items
from registry.identity.service import accounts
from registry.legacy.service import uploading
from registry.legacy.states import ListKind
from registry.review.council import CouncilSession
from registry.review.models import Assignment
from registry.review.service import (
    announcing,
    appealing,
    asking,
    assigning,
    convening,
    discussing,
    nominating,
    objecting,
    recusing,
    releasing,
    scoring,
    voting,
)
from registry.review.service.objecting import Filing
from registry.review.states import ConflictKind, NominationState, Outcome, Side, VoteChoice
from registry.stock import queries as stock
from registry.stock.service import answering, judging
from registry.stock.states import StockAnswer, StockResult
from tests.make.lists import workbook
from tests.make.scenes import ROLES
from tests.make.worlds import Fact
from tests.review.test_further_stages import campaign_with_notice

OUTSIDE = ("public", "stranger", "neighbour")
UNIT = ("member", "lead", "tied_secretary", "reviewer_tied")
REVIEWERS = ("reviewer", "reviewer_done", "reviewer_other")
OTHERS_OF_THE_COUNCIL = ("staff", "administrator")


def all_but(*roles):
    return tuple(role for role in ROLES if role not in roles)


def _given(world, people):
    """The ballots of some reviewers of the verified nomination, opened."""
    nomination = world.nomination("verified")
    new = assigning.assign_reviewers(world.person("secretary"), nomination, people)
    for one in new:
        scoring.declare_no_conflict(one.reviewer, one)
    return new


def _marks(assignment, total):
    first, second = assignment.nomination.campaign.rubric.criteria
    points = Decimal(total - 30), Decimal(30)
    return {first.id: (points[0], "Số liệu khớp"), second.id: (points[1], "Hai xã làm theo")}


def _hand_in(assignment, total):
    scoring.submit_ballot(
        assignment.reviewer, assignment, marks=_marks(assignment, total), overall_comment=""
    )


def a_score(world, way):
    (ballot,) = _given(world, [world.person("reviewer_other")])
    _hand_in(ballot, 85 if way else 70)


def who_scored(world, way):
    other = world.make().reviewer(world.nomination("verified").campaign.unit, name="Người chấm khác")
    (ballot,) = _given(world, [other if way else world.person("reviewer_other")])
    _hand_in(ballot, 85)


def what_a_begun_ballot_says(world, way):
    begun = world.begun.values["verified"]["ballot"]
    ballot = db.session.scalars(select(Assignment).where(Assignment.reference == begun)).one()
    marks = _marks(ballot, 85 if way else 70)
    scoring.save_ballot(ballot.reviewer, ballot, marks=marks, overall_comment="")


def why_somebody_stepped_aside(world, way):
    reason = "Anh rể tôi làm ở xã ấy" if way else "Cháu tôi viết hồ sơ này"
    kind = ConflictKind.FAMILY if way else ConflictKind.OTHER
    nomination = world.nomination("submitted")
    recusing.step_aside(world.person("administrator"), nomination, kind=kind, reason=reason)
    return world.begun.values["submitted"]


def what_ties_a_reviewer(world, way):
    (ballot,) = _given(world, [world.person("reviewer_other")])
    kind, reason = (ConflictKind.FAMILY, "Vợ tôi ở xã ấy") if way else (ConflictKind.OTHER, "Tôi góp ý hồ sơ")
    recusing.declare_conflict(ballot.reviewer, ballot, reason=reason, kind=kind)


def who_asks(world, way):
    ballots = {one.reviewer_id: one for one in world.nomination("verified").assignments}
    ballot = ballots[world.begun.ids["reviewer" if way else "reviewer_done"]]
    question = asking.ask_unit(ballot.reviewer, ballot, text="Ai giữ sổ quỹ của tổ?")
    asking.forward(world.person("secretary"), question, wording="Ai giữ sổ quỹ?", due_on=today())
    return {"question": question.reference}


def what_is_discussed(world, way):
    text = "Số hộ có vẻ cao hơn thực tế." if way else "Số liệu thuyết phục."
    discussing.say(world.person("reviewer_done"), world.nomination("verified"), text=text)


def where_the_council_puts_it(world, way):
    side = Side.ABOVE if way else Side.BELOW
    try:
        voting.move_across_line(
            world.person("secretary"), world.nomination("verified"), side=side, reason="Theo Hội đồng"
        )
    finally:
        db.session.rollback()


def _session(world, scene):
    reference = world.begun.values[scene]["session"]
    return db.session.scalars(select(CouncilSession).where(CouncilSession.reference == reference)).one()


def _vote(world, choices):
    item = _session(world, "voting").items[0]
    for role, choice in zip(("reviewer_done", "reviewer_other"), choices, strict=True):
        voting.cast_vote(world.person(role), item, choice=choice)
    return world.begun.values["voting"]


def who_voted_how_in_secret(world, way):
    choices = (VoteChoice.AGREE, VoteChoice.DISAGREE)
    return _vote(world, choices if way else choices[::-1])


def how_an_open_vote_stands(world, way):
    return _vote(world, [VoteChoice.AGREE if way else VoteChoice.DISAGREE] * 2)


def how_the_council_voted(world, way):
    values = how_an_open_vote_stands(world, way)
    voting.cast_vote(world.person("reviewer"), _session(world, "voting").items[0], choice=VoteChoice.AGREE)
    convening.lock_results(world.person("secretary"), _session(world, "voting"))
    return values


def what_will_be_decided(world, way):
    """The letters of a decision were shown; it is not made yet."""
    nomination, signer = world.nomination("locked"), world.person("signer")
    if way:
        line = releasing.Line(nomination, Outcome.NOT_CHOSEN, "Theo Hội đồng")
        releasing.check_release(signer, [line], number="77-QĐ/TU", decided_on=today())
    return world.begun.values["locked"]


def what_an_appeal_says(world, way):
    text = "Biên bản ngày 12/3 ghi khác." if way else "Số hộ đã được xác nhận."
    appealing.file_appeal(world.person("lead"), world.nomination("praised"), text=text)
    return world.begun.values["praised"]


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
        "objection": objection.reference, "code": case.nomination.reference,
    }  # fmt: skip


def what_a_draft_is_called(world, way):
    title = "Bí mật thứ nhất của xã" if way else "Điều bí mật thứ hai của thôn"
    draft = world.make().exemplar(
        unit=world.unit(), actor=world.person("member"), state=ExemplarState.DRAFT, title=title
    )
    return {"model": draft.reference, "reference": draft.reference}


def what_is_not_signed_yet(world, way):
    make = world.make()
    model = make.evidence_of(
        make.exemplar(unit=world.unit(), actor=world.person("member"), state=ExemplarState.RUNNING)
    )
    if way:
        campaign = world.nomination("verified").campaign
        nominating.start_nomination(world.person("member"), model, campaign)
    return {"model": model.reference, "reference": model.reference, "nomination": "HS-2026-0014"}


def what_is_kept_inside(world, way):
    make = world.make()
    model = make.exemplar(unit=world.unit(), actor=world.person("member"), public=True)
    make.evidence_of(model)
    (item,) = list_items(model.latest)
    item.caption = "Bí mật: sổ quỹ" if way else "Bí mật: danh sách hộ"
    db.session.commit()
    return {"model": model.reference, "reference": model.reference, "item": item.reference}


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
    return {"model": model.reference, "reference": model.reference}


def where_somebody_is_written_to(world, way):
    somebody, address = world.person("member"), "pao@example.org" if way else "pom@example.org"
    accounts.change_user(
        world.person("administrator"), somebody, version=None, name=somebody.name, email=address
    )


def what_a_list_holds(world, way):
    rows = [[1, "Chợ bí mật" if way else "Suối bí mật", world.unit().name, 2020, "Kinh tế", "Sạch"]]
    storage = world.app.extensions["registry.storage"]
    received = uploading.receive_list(storage, workbook(rows), "bi-mat.xlsx" if way else "so-cu.xlsx")
    council = world.nomination("verified").campaign.unit
    run = uploading.start_run(world.person("staff"), council, ListKind.MODELS, received)
    return {"run": run.reference}


def what_is_to_be_mended(world, way):
    staff, review = world.person("staff"), world.begun.shared["review"]
    model = world.begun.values["verified"]["model"]
    entry = stock.get_entry(staff, review, model)
    answering.answer(
        world.person("member"), entry, StockAnswer.RUNNING, told="Còn làm", why_no_files="Chưa chụp"
    )
    if way:
        by = today() + timedelta(days=60)
        judging.judge(staff, entry, StockResult.STRENGTHEN, reason="Vắng người đến họp", strengthen_by=by)
    return {"review": review, "model": model}


FACTS = [
    Fact("a score", a_score, (*OUTSIDE, *UNIT, *OTHERS_OF_THE_COUNCIL, "reviewer"),
         ("secretary", "reviewer_done")),
    Fact("who scored", who_scored, (*OUTSIDE, *UNIT, *OTHERS_OF_THE_COUNCIL, "reviewer", "reviewer_done"),
         ("secretary",)),
    Fact("what a begun ballot says", what_a_begun_ballot_says, all_but("reviewer"), ("reviewer",)),
    Fact("why somebody stepped aside", why_somebody_stepped_aside,
         all_but("secretary", "administrator"), ("secretary",)),
    Fact("what ties a reviewer", what_ties_a_reviewer, all_but("secretary", "reviewer_other"),
         ("secretary",)),
    Fact("who asks", who_asks,
         (*OUTSIDE, *UNIT, *OTHERS_OF_THE_COUNCIL, "signer", "reviewer_other"), ("secretary",)),
    Fact("what is discussed", what_is_discussed, (*OUTSIDE, *UNIT, "reviewer", "reviewer_other"),
         ("secretary", "reviewer_done")),
    Fact("where the council puts it", where_the_council_puts_it,
         (*OUTSIDE, *UNIT, *OTHERS_OF_THE_COUNCIL, *REVIEWERS), ("secretary", "signer")),
    Fact("who voted how in secret", who_voted_how_in_secret, ROLES, ()),
    Fact("how an open vote stands", how_an_open_vote_stands, ROLES, ()),
    Fact("how the council voted", how_the_council_voted, (*OUTSIDE, *UNIT, *OTHERS_OF_THE_COUNCIL),
         ("secretary", "signer")),
    Fact("what will be decided", what_will_be_decided, ROLES, ()),
    Fact("what an appeal says", what_an_appeal_says, (*OUTSIDE, "reviewer_other"), ("lead",)),
    Fact("who objects", who_objects, all_but("secretary"), ("secretary",)),
    Fact("what a draft is called", what_a_draft_is_called,
         (*OUTSIDE, "secretary", "signer", "reviewer", "reviewer_other"), ("member",)),
    Fact("what is not signed yet", what_is_not_signed_yet,
         (*OUTSIDE, "staff", "secretary", "signer", "administrator", "reviewer"), ("member",),
         # Whoever closes a campaign is told how many are still with their units, whoever merges two records
         # that one of them is being put forward; neither by whom.
         told=r"(?:staff|administrator) /(?:quan-tri/dot-xet|gop-mo-hinh)/"),
    Fact("what is kept inside", what_is_kept_inside, OUTSIDE, ("member",)),
    Fact("who did not agree", who_did_not_agree, OUTSIDE, ("member",)),
    Fact("where somebody is written to", where_somebody_is_written_to,
         all_but("administrator", "member"), ("administrator",)),
    Fact("what is to be mended", what_is_to_be_mended, (*OUTSIDE, *REVIEWERS),
         ("member", "lead", "staff", "secretary", "administrator")),
    Fact("what a list holds", what_a_list_holds, (*OUTSIDE, *UNIT, *REVIEWERS), ("staff",)),
]  # fmt: skip
