"""What there is to ask about, in every state: nominations, models, campaigns, sessions, a public notice.

All of it belongs to one unit, or to the province whose council appraises it.
"""

import shutil
from dataclasses import replace
from datetime import date

from sqlalchemy import event, select

from registry.alerts.queries import Asked
from registry.alerts.service.saving import save_search
from registry.alerts.states import HowOften
from registry.alerts.stops import Stops
from registry.calendar import service as calendar
from registry.campaigns.service.plans import RubricRules
from registry.campaigns.states import CampaignState, StageKind
from registry.catalogue.queries import find_exemplar
from registry.catalogue.states import ExemplarState, Level
from registry.consent.service.answering import Telling, record_answers
from registry.consent.service.recording import Details, add_person
from registry.consent.states import Answer, Manner, Purpose
from registry.core.clock import today
from registry.core.db import db
from registry.core.permissions import PUBLIC, allowed
from registry.core.transaction import transaction
from registry.documents.contents import KINDS
from registry.documents.service import drawing
from registry.documents.states import Letterhead, PaperKind
from registry.evidence.queries import list_items
from registry.identity.models import User
from registry.legacy.service import uploading
from registry.legacy.states import ListKind
from registry.reports.builder import Question
from registry.reports.figures.counting import By
from registry.reports.service.keeping import save_table
from registry.review.models import Recognition
from registry.review.service import (
    announcing,
    appealing,
    asking,
    convening,
    discussing,
    objecting,
    scoring,
    teaming,
    voting,
)
from registry.review.service.objecting import Filing
from registry.review.states import Attendance, Outcome, VoteChoice, VoteManner
from registry.review.states import NominationState as N
from registry.stock.models import StockEntry
from registry.web.guard import access_of
from tests.make import Make
from tests.make.lists import workbook
from tests.make.nominations import ROADS
from tests.make.reports import report
from tests.make.sessions import plan_of, stages_with_vote
from tests.review.test_further_stages import campaign_with_notice

# In this order the letters of a row stand.
ROLES = (
    "public", "stranger", "neighbour", "member", "lead", "staff", "secretary", "tied_secretary", "signer",
    "administrator", "reviewer", "reviewer_done", "reviewer_other", "reviewer_tied",
)  # fmt: skip
STATES = (
    N.DRAFT, N.TO_SIGN, N.RETURNED, N.SUBMITTED, N.VERIFIED, N.RECOGNISED, N.PRAISED, N.NOT_CHOSEN,
    N.WITHDRAWN,
)  # fmt: skip
CAMPAIGNS = ("preparing", "verified", "closed")
SESSIONS = ("planned", "voting", "locked")
SAID = "Hai bảng thu chi của quý III không khớp nhau."


class Scenes:
    """`people` by role; `values` by scene: the references of what is there."""

    def __init__(self, make):
        self.make, self.values, self.shared = make, {}, {}
        self.case = make.case(start=False, reviewers=4)
        self.people = self._people()
        self.case.reviewers = [self.people["reviewer_done"], self.people["reviewer"]]
        self._whatever_else()
        for number, state in enumerate(STATES):
            self._nomination(state, number)
        for name in ("preparing", "closed"):
            self._campaign(name)
        for name in SESSIONS:
            self._session(name)
        self._notice()
        self._review_of_stock()
        self._reports()

    def _people(self):
        make, case, council = self.make, self.case, self.case.campaign.unit
        done, waiting, other, tied = case.reviewers
        make.member(case.unit, user=tied)
        self.neighbour = make.unit(parent=council)
        return {
            "public": None, "stranger": make.user(), "neighbour": make.lead(self.neighbour),
            "member": case.member, "lead": case.lead, "staff": case.staff, "secretary": case.secretary,
            "tied_secretary": make.secretary(council, user=make.member(case.unit)), "signer": case.signer,
            "administrator": make.administrator(council), "reviewer": waiting, "reviewer_done": done,
            "reviewer_other": other, "reviewer_tied": tied,
        }  # fmt: skip

    def _whatever_else(self):
        """What is there once: accounts, a field, a free day, a list, a copy, a team, what is kept."""
        make, case, people = self.make, self.case, self.people
        calendar.add_day(people["administrator"], date(2027, 3, 3), is_free=True, name="Hội xuân")
        storage = make.app.extensions["registry.storage"]
        rows = [[1, "Chợ phiên sạch", case.unit.name, 2020, "Kinh tế", "Sạch"]]
        received = uploading.receive_list(storage, workbook(rows, more=("Ghi chú",)), "so-cu.xlsx")
        run = uploading.start_run(people["staff"], case.campaign.unit, ListKind.MODELS, received)
        copied = make.replication(unit=case.unit, source=make.exemplar(unit=self.neighbour, public=True))
        asked = Asked("chợ phiên", {}, "relevance")
        saved = save_search(
            people["member"], asked, name="Chợ", how=HowOften.WEEKLY, known=frozenset()
        ).reference
        question = Question(By.FIELD, ("registered",))
        table = save_table(people["staff"], question, name="Theo lĩnh vực", unit=case.campaign.unit)
        self.shared = {
            "table": table.reference,
            "saved": saved, "token": Stops(make.app.config["SECRET_KEY"]).token([saved]),
            "campaign": case.campaign.reference, "unit": case.unit.code, "user": case.member.username,
            "field": "economy", "day": "2027-03-03", "run": run.reference, "section": "name",
            "replication": copied.reference, "other": copied.source.reference, "kind": "docx",
            "purpose": Purpose.PUBLIC_PAGE.value, "word": "mo-hinh", "person": people["reviewer"].username,
            "team": self._team(case.campaign), "term": "1", "step": "nhu-cau",
            "paper": self._paper(case.campaign), "template": "quyet-dinh-cong-nhan", "letterhead": "party",
            "about": case.campaign.reference,
        }  # fmt: skip

    def _paper(self, campaign):
        secretary = self.people["secretary"]
        subject = KINDS[PaperKind.DECISION].find(secretary, campaign.reference)
        return drawing.draw_paper(secretary, subject, drawing.Wording(Letterhead.PARTY, {})).code

    def _team(self, campaign):
        reviewers, secretary = [self.people["reviewer_other"]], self.people["secretary"]
        self.make.field()
        team = teaming.create_team(
            secretary, campaign, name="Tổ kinh tế", fields=["economy"], reviewers=reviewers
        )
        return team.reference

    def _model(self):
        make, case = self.make, self.case
        exemplar = make.exemplar(unit=case.unit, actor=case.member, state=ExemplarState.DRAFT)
        make.evidence(exemplar, actor=case.member)
        return exemplar

    def _begin(self, exemplar, campaign=None):
        """A nomination of a model, and the references of both and of what belongs to them."""
        campaign = campaign or self.case.campaign
        case = replace(self.case, exemplar=exemplar, campaign=campaign, assignments=[])
        nomination = case.start()
        person = add_person(case.member, exemplar, Details("Lò Văn Pọm"))
        yes = {Purpose.PUBLIC_PAGE: Answer.GIVEN}
        record_answers(case.member, person, yes, Telling(Manner.IN_PERSON, today()))
        return case, {
            "nomination": nomination.reference, "reference": exemplar.reference, "model": exemplar.reference,
            "item": list_items(exemplar.latest)[0].reference, "someone": person.reference,
            "key": exemplar.latest.results[0].key, "code": nomination.reference,
        }  # fmt: skip

    def _nomination(self, state, number):
        case, values = self._begin(self._model())
        for step in ROADS[state]:
            if step == "decide":
                case.decide(Outcome(state.value), number=f"{number}-QĐ/BTGDVTU")
            else:
                getattr(case, step)()
        if state is N.VERIFIED:
            values |= self._at_work(case)
        if state is N.NOT_CHOSEN:
            appealing.file_appeal(case.lead, case.nomination, text=SAID)
        if case.assignments:
            values |= {"ballot": case.assignments[1].reference, "assignment": case.assignments[1].reference}
        found = db.session.scalar(select(Recognition).where(Recognition.nomination_id == case.nomination.id))
        if found is not None:
            self.shared["recognition"] = found.reference
        self.values[state.value] = values

    def _at_work(self, case):
        """One ballot is in, another is begun; a question is asked, something is discussed."""
        first, second = case.assign()
        case.score(first, 85)
        scoring.declare_no_conflict(second.reviewer, second)
        question = asking.ask_unit(second.reviewer, second, text=SAID)
        remark = discussing.say(first.reviewer, case.nomination, text=SAID)
        return {"question": question.reference, "remark": remark.reference}

    def _campaign(self, name):
        make, states = self.make, {"preparing": CampaignState.DRAFT, "closed": CampaignState.CLOSED}
        campaign = make.campaign(self.case.campaign.unit, state=states[name])
        if name == "preparing":
            make.grouped(campaign)
        self.values[name] = {"campaign": campaign.reference, "team": "TD-2026-0000"}

    def _scored(self, campaign):
        """A verified nomination of a campaign with both of its ballots."""
        case, values = self._begin(self._model(), campaign)
        for step in (*ROADS[N.VERIFIED], "assign", "score_all"):
            getattr(case, step)()
        return case, values | {"campaign": campaign.reference}

    def _session(self, name):
        people = self.people
        rules, council = RubricRules(vote_share="7/10", quorum="2/3"), self.case.campaign.unit
        campaign = self.make.campaign(council, stages=stages_with_vote(self.make), rules=rules)
        case, values = self._scored(campaign)
        members = [people[role] for role in ("reviewer_other", "reviewer", "reviewer_done")]
        plan = plan_of(members, [case], manner=VoteManner.SECRET)
        session = convening.plan_session(people["secretary"], campaign, plan)
        assert campaign.stages[3].kind is StageKind.COUNCIL_VOTE
        if name != "planned":
            self._vote(session, members, locks=name == "locked")
        self.values[name] = values | {"session": session.reference}

    def _vote(self, session, members, *, locks):
        secretary = self.people["secretary"]
        convening.mark_attendance(secretary, session, {one.username: Attendance.PRESENT for one in members})
        convening.open_voting(secretary, session)
        if locks:
            for one in members:
                voting.cast_vote(one, session.items[0], choice=VoteChoice.AGREE)
            convening.lock_results(secretary, session)

    def _review_of_stock(self):
        """The yearly review, with the model of what is verified in it."""
        make, model = self.make, find_exemplar(self.values[N.VERIFIED.value]["model"])
        make.recognised(self.case.campaign.unit)
        review = make.review_of_stock(self.case.campaign.unit, staff=self.people["staff"])
        with transaction():
            review.entries.append(
                StockEntry(
                    exemplar=model, title=SAID, unit_name=model.lead_unit_name, level=Level.PROVINCE,
                    recognised_in=today().year - 1,
                )
            )  # fmt: skip
        self.shared["review"] = review.reference

    def _reports(self):
        """The monthly report of the last month but one, filed by the unit of the case."""
        period = report(self.make, self.case, self.people["staff"])
        self.shared |= {"report": "thang", "period": period.code, "demand": f"YC-{today().year}-0001"}

    def _notice(self):
        campaign = campaign_with_notice(self.make, unit=self.case.campaign.unit)
        case, values = self._scored(campaign)
        announcing.put_on_notice(self.people["secretary"], campaign)
        objection, _code = objecting.file_objection(
            case.nomination, Filing(SAID, True), address="203.0.113.9"
        )
        objecting.take_up(self.people["secretary"], objection)
        self.values["notice"] = values | {"objection": objection.reference}


def _hurry(connection, _record):
    # What the disk does with thousands of requests is another test's business.
    connection.execute("PRAGMA synchronous=OFF")


class Begun:
    """The database of the scenes as it was at first, with everybody signed in."""

    def __init__(self, app):
        self.app = app
        event.listen(db.engine, "connect", _hurry)
        self._close()
        self.file = app.extensions["registry.settings"].instance / "registry.db"
        self.copy = self.file.with_suffix(".begun")
        make = Make(app)
        # What the builders number stays clear of what the registry numbers.
        make.count = 500
        scenes = Scenes(make)
        self.values, self.shared, people = scenes.values, scenes.shared, scenes.people
        self.cookies = {role: self._cookie(person) for role, person in people.items()}
        self.ids = {role: person.id for role, person in people.items() if person is not None}
        self._close()
        shutil.copy(self.file, self.copy)

    def end(self):
        """The next test asks the disk again."""
        event.remove(db.engine, "connect", _hurry)
        self._close()

    def _cookie(self, person):
        client = self.app.test_client()
        if person is not None:
            client.sign_in(person)
        return "; ".join(f"{one.key}={one.value}" for one in client._cookies.values())

    def _close(self):
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()

    def begin(self):
        """Everything as it was at first."""
        self._close()
        for name in ("-wal", "-shm"):
            self.file.with_name(self.file.name + name).unlink(missing_ok=True)
        shutil.copy(self.copy, self.file)

    def is_let_in(self, role, rule):
        """Whether the guard lets a role reach the address at all, whatever it is about."""
        access = access_of(self.app.view_functions[rule.endpoint])
        person = db.session.get(User, self.ids[role]) if role in self.ids else None
        return access == PUBLIC or (person is not None and allowed(person, access))

    def send(self, role, method, path, data=None):
        """What an address answers to a role."""
        client = self.app.test_client(use_cookies=False)
        return client.open(path, method=method, data=data, headers={"Cookie": self.cookies[role]})
