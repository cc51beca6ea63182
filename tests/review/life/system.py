"""The same review in the registry: a world that begins anew for each example, and its commands."""

import shutil
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.campaigns.models import Campaign
from registry.campaigns.service.plans import RubricRules
from registry.campaigns.service.stages import StagePlan
from registry.campaigns.states import StageKind
from registry.catalogue.models import Exemplar
from registry.core import clock
from registry.core.db import db
from registry.core.errors import DomainError
from registry.identity.models import Role, RoleGrant, User
from registry.identity.service import roles
from registry.review.models import Assignment, Nomination, Recognition
from registry.review.objections import Objection
from registry.review.queries.appeals import find_appeal
from registry.review.service import (
    announcing,
    appealing,
    assigning,
    convening,
    correcting,
    deciding,
    nominating,
    objecting,
    recognising,
    recusing,
    scoring,
    verifying,
    voting,
)
from registry.review.states import (
    Attendance,
    ConflictKind,
    ObjectionEffect,
    ObjectionOutcome,
    Outcome,
    VoteChoice,
    VoteManner,
)
from registry.units.models import Unit
from registry.units.service import reorganising
from tests.review.life.model import ANSWERS, BAD, DONE, NOTICE_LASTS, PEOPLE

OFFICES = {
    "staff": Role.REGISTRY_STAFF,
    "secretary": Role.COUNCIL_SECRETARY,
    "signer": Role.SIGNER,
    "r3": Role.REVIEWER,
}
# Long enough for everything that days may pass for.
LATER = 60
# A Monday without holidays near.
BEGAN = datetime(2026, 3, 2, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    """How far a life had come: the database, the model and what was accepted until then."""

    file: Path
    model: object
    accepted: object
    nomination: int
    moment: datetime
    first_event: int


class World:
    """Two communes of a province, its council, three campaigns: made once, and copied back as it was."""

    def __init__(self, make):
        self.file = make.app.extensions["registry.settings"].instance / "registry.db"
        self.copy, self.kept = self.file.with_suffix(".begun"), {}
        with clock.told(BEGAN):
            self._build(make)
        self._close()
        shutil.copy(self.file, self.copy)

    def _build(self, make):
        province = make.province()
        self.campaigns = {route: _campaign(make, province, route).id for route in ("plain", "vote", "notice")}
        first = db.session.get_one(Campaign, self.campaigns["plain"])
        case = make.case(start=False, reviewers=3, campaign=first)
        other = make.unit(parent=province)
        people = {name: getattr(case, name) for name in ("member", "lead", "staff", "secretary", "signer")}
        people |= dict(zip(("r1", "r2", "r3"), case.reviewers, strict=True))
        make.member(other, user=people["r2"])
        people["neighbour"] = make.lead(other)
        people["both"] = make.signer(province, user=make.staff(province))
        people["admin"], people["stranger"] = make.administrator(province), make.user()
        people["tied"] = make.reviewer(province, user=make.member(case.unit))
        people["tied_secretary"] = make.secretary(province, user=make.member(case.unit))
        self.people = {name: people[name].id for name in PEOPLE}
        self.voters = [make.reviewer(province).id for _one in range(3)]
        self.units = (case.unit.id, other.id, province.id)
        self.exemplar = case.exemplar.id

    def _close(self):
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()

    def begin(self, copy=None):
        """Everything as it was at first, or as it was kept."""
        self._close()
        for name in ("-wal", "-shm"):
            self.file.with_name(self.file.name + name).unlink(missing_ok=True)
        shutil.copy(copy or self.copy, self.file)

    def keep(self, name, life):
        """Remember how far a life has come: others go on from there."""
        self._close()
        file, system = self.copy.with_suffix(f".{len(self.kept)}"), life.system
        shutil.copy(self.file, file)
        self.kept[name] = Kept(
            file, deepcopy(life.model), life.accepted.copy(), system.number, system.moment, system.first_event
        )


def _campaign(make, province, route):
    plan = make.plan(register_until=LATER, verify_until=LATER, score_until=LATER, decide_until=2 * LATER)
    register, verify, score, decide = plan
    if route == "vote":
        vote = replace(
            score, kind=StageKind.COUNCIL_VOTE, title="Bỏ phiếu", acting_role=Role.COUNCIL_SECRETARY
        )
        rules = RubricRules(vote_share="1/2", quorum="2/3")
        return make.campaign(province, stages=[register, verify, score, vote, decide], rules=rules)
    if route == "notice":
        day = clock.today()
        score = replace(score, ends_on=day - timedelta(days=1))
        last = day + timedelta(days=NOTICE_LASTS)
        notice = StagePlan(StageKind.PUBLIC_NOTICE, "Công khai", day, last, Role.COUNCIL_SECRETARY)
        decide = replace(decide, starts_on=day)
        return make.campaign(province, stages=[register, verify, score, notice, decide])
    return make.campaign(province, stages=plan)


def answer(command):
    """How the registry answers: "done" or the name of the refusal."""
    try:
        command()
    except DomainError as refusal:
        db.session.rollback()
        kind = type(refusal).__name__
        return BAD if kind in {"BallotRefused", "InvalidInputs"} else kind
    return DONE


class System:
    """One nomination of the world; every method is a command of the registry by a person."""

    def __init__(self, world, route, kept=None):
        world.begin(kept and kept.file)
        self.world, self.route = world, route
        self.moment = kept.moment if kept else BEGAN
        self.objection, self.filed = None, 0
        if kept:
            self.number, self.first_event = kept.nomination, kept.first_event
        else:
            self.first_event = db.session.scalar(select(func.max(AuditEvent.seq)))
            self.number = self._start()
        self.load()

    def _start(self):
        campaign = db.session.get_one(Campaign, self.world.campaigns[self.route])
        member = db.session.get_one(User, self.world.people["member"])
        with self.now():
            exemplar = db.session.get_one(Exemplar, self.world.exemplar)
            return nominating.start_nomination(member, exemplar, campaign).id

    def load(self):
        """Everybody and everything, from the database."""
        self.people = {name: db.session.get_one(User, one) for name, one in self.world.people.items()}
        self.unit, self.other, self.province = (db.session.get_one(Unit, one) for one in self.world.units)
        self.campaign = db.session.get_one(Campaign, self.world.campaigns[self.route])
        self.nomination = db.session.get_one(Nomination, self.number)

    @contextmanager
    def now(self):
        """A second after whatever was last."""
        self.moment += timedelta(seconds=1)
        db.session.rollback()
        with clock.told(self.moment):
            yield

    def wait(self, days):
        self.moment += timedelta(days=days)

    def _version(self, record, stale):
        return record.version - 1 if stale else record.version

    def move(self, person, action, *, silent, stale):
        module = verifying if action in {"verify", "return_to_unit"} else nominating
        reason = {"reason": "" if silent else "Vì thế"}
        needs = action in {"send_back", "withdraw", "return_to_unit"}
        if action == "return_to_unit":
            reason["sections"] = ["method"]
        version = self._version(self.nomination, stale)
        # Signed once more after a return, it says what was done about it.
        answered = {"answer": "Đã bổ sung"} if action == "sign" and self.nomination.submitted_at else {}
        command = getattr(module, action)
        command(self.people[person], self.nomination, version=version, **(reason if needs else answered))

    def assign(self, person, reviewer):
        assigning.assign_reviewers(self.people[person], self.nomination, [self.people[reviewer]])

    def assignment_of(self, reviewer):
        return db.session.scalar(
            select(Assignment).where(
                Assignment.nomination_id == self.nomination.id,
                Assignment.reviewer_id == self.people[reviewer].id,
            )
        )

    def marks(self):
        first, second = self.campaign.rubric.criteria
        return {first.id: (first.max_points, "Số liệu khớp"), second.id: (Decimal(30), "Hai xã đã làm theo")}

    def ballot(self, person, act, owner, *, stale):
        actor, assignment = self.people[person], self.assignment_of(owner)
        if act == "clear":
            scoring.declare_no_conflict(actor, assignment)
        elif act == "conflict":
            recusing.declare_conflict(actor, assignment, reason="Người nhà")
        elif act in {"submit", "part"}:
            marks = dict(list(self.marks().items())[: 1 if act == "part" else 2])
            version = self._version(assignment, stale)
            scoring.submit_ballot(actor, assignment, marks=marks, overall_comment="", version=version)
        elif act in {"cancel", "give_back"}:
            command = assigning.cancel_assignment if act == "cancel" else assigning.give_back_ballot
            command(actor, assignment, reason="Bận")
        else:
            getattr(scoring, act)(actor, assignment, reason="Bận")

    def step_aside(self, person):
        recusing.step_aside(
            self.people[person], self.nomination, kind=ConflictKind.FAMILY, reason="Người nhà"
        )

    def hold_vote(self, person, *, agreeing):
        actor = self.people[person]
        voters = [db.session.get_one(User, number) for number in self.world.voters]
        plan = convening.SessionPlan(
            held_on=clock.today(), place="Phòng họp", manner=VoteManner.OPEN, members=voters,
            chair=voters[0], nominations=[self.nomination],
        )  # fmt: skip
        session = convening.plan_session(actor, self.campaign, plan)
        came = {one.username: Attendance.PRESENT for one in voters}
        convening.mark_attendance(actor, session, came)
        convening.open_voting(actor, session)
        for place, voter in enumerate(voters):
            choice = VoteChoice.AGREE if place < agreeing else VoteChoice.DISAGREE
            voting.cast_vote(voter, session.items[0], choice=choice)
        convening.lock_results(actor, session)

    def announce(self, person):
        announcing.put_on_notice(self.people[person], self.campaign)

    def file_objection(self):
        self.filed += 1
        filing = objecting.Filing("Số hộ trong báo cáo cao hơn số hộ của cả thôn.", True)
        address = f"203.0.113.{self.filed % 200}"
        self.objection, _code = objecting.file_objection(self.nomination, filing, address=address)

    def take_up(self, person):
        objecting.take_up(self.people[person], self.objection)

    def settle(self, person, how):
        actor = self.people[person]
        if how == "admit":
            objecting.admit(actor, self.objection, gist="Về số hộ tham gia.")
        elif how == "reject":
            objecting.reject(actor, self.objection, reason="Không liên quan đến hồ sơ.")
        else:
            outcome, effect = ANSWERS[how]
            objecting.answer(
                actor, self.objection, text="Đã đối chiếu sổ.",
                outcome=ObjectionOutcome(outcome), effect=ObjectionEffect(effect),
            )  # fmt: skip

    def decide(self, person, outcome, *, stale, late):
        deciding.decide(
            self.people[person],
            self.nomination,
            outcome=Outcome(outcome),
            number="01-QĐ/TU",
            decided_on=clock.today() + timedelta(days=int(late)),
            reason="Theo Hội đồng",
            version=self._version(self.nomination, stale),
        )

    def correct(self, person, number, *, stale):
        decision = self.nomination.decision
        correcting.correct_decision(
            self.people[person],
            self.nomination,
            number=number,
            decided_on=decision.decided_on if decision else clock.today(),
            reason="Gõ nhầm",
            version=self._version(self.nomination, stale),
        )

    def file_appeal(self, person, *, stale):
        version = self._version(self.nomination, stale)
        appealing.file_appeal(self.people[person], self.nomination, text="Xin xem lại.", version=version)

    def answer_appeal(self, person, *, stale):
        appeal = find_appeal(self.nomination)
        appealing.answer_appeal(
            self.people[person], appeal, outcome=ObjectionOutcome.DISMISSED, text="Giữ nguyên.",
            version=self._version(appeal, stale),
        )  # fmt: skip

    def recognition(self):
        query = select(Recognition).where(Recognition.nomination_id == self.nomination.id)
        return db.session.scalar(query)

    def end_recognition(self, person, action, *, stale):
        found = self.recognition()
        version = self._version(found, stale)
        recognising.end_recognition(
            self.people[person],
            found,
            action,
            reason="Hết hạn",
            number="02-QĐ/TU",
            dated=clock.today(),
            version=version,
        )

    def merge(self):
        reorganising.merge_units(None, [self.unit], into=self.other, on=clock.today())

    def belong(self, person):
        roles.grant_role(None, self.people[person], role=Role.UNIT_MEMBER, unit_id=self.unit.id)

    def change_office(self, person, *, holds):
        user, role = self.people[person], OFFICES[person]
        if holds:
            roles.grant_role(None, user, role=role, unit_id=self.province.id)
            return
        grants = select(RoleGrant).where(RoleGrant.user_id == user.id, RoleGrant.role == role)
        for grant in db.session.scalars(grants):
            if grant.holds_on(clock.today()):
                roles.end_role(None, grant)

    def recheck(self):
        return recusing.void_all_tied()

    def count_objections(self):
        return db.session.scalar(select(func.count()).select_from(Objection))
