"""A withheld name stands in every text of a model; nobody outside reads it at any address."""

import json
import re
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import pytest

from registry.alerts.queries import Asked
from registry.alerts.service import saving
from registry.alerts.states import HowOften
from registry.alerts.stops import Stops
from registry.audit import service as audit
from registry.catalogue.contents import CONTENTS, Kind
from registry.catalogue.initials import FORMS_OF_ADDRESS
from registry.catalogue.rows import PartnerRow, ResultRow
from registry.catalogue.service import editing, starting
from registry.catalogue.states import Visibility
from registry.consent.queries import list_people
from registry.consent.service.answering import Telling, record_answers, withdraw_consent
from registry.consent.service.recording import Details, add_person
from registry.consent.states import Answer, Effect, Manner, Purpose
from registry.core.clock import today
from registry.core.transaction import transaction
from registry.discovery.documents import documents_of
from registry.discovery.indexing import follow
from registry.documents.contents import KINDS
from registry.documents.service.drawing import Wording, draw_paper
from registry.documents.states import Letterhead, PaperKind
from registry.evidence.service import claiming, linking
from registry.evidence.service.editing import Description
from registry.legacy.service.merging import Choices, merge_exemplars
from registry.replication.states import ReplicationState
from registry.review.service import announcing
from registry.review.states import NominationState
from registry.search.text import fold
from registry.web.catalogue.share_card import card_of_name
from tests.make.addresses import PART, routes
from tests.review.test_further_stages import campaign_with_notice

NAME = "Nguyễn Thị Hoà"
TEXT = f"Bà {NAME} ở thôn 3 hiến đất; bà Hoà đã đồng ý, ông bà Hoà ủng hộ."
HOW = Telling(Manner.PAPER, today())
YES = {Purpose.PUBLIC_PAGE: Answer.GIVEN}
# The name however it is written, and the given name behind a form of address.
FORMS = "|".join(sorted({fold(one) for one in FORMS_OF_ADDRESS}, key=len, reverse=True))
THERE = re.compile(rf"nguyen[\W_]*thi[\W_]*hoa\b|\b(?:{FORMS})\s+hoa\b", re.I)
PERMISSIONS = Path(__file__).parents[2] / "checks" / "permissions.json"


def full_of_the_name():
    """Every content that holds words holds the name."""
    lines = {one.name: TEXT for one in CONTENTS if one.kind in {Kind.LINE, Kind.TEXT}}
    return lines | {
        "topics": [f"hiến đất bà {NAME}"],
        "sources": ["https://example.org/ba-nguyen-thi-hoa-hien-dat"],
        "method": f"1. Họp nhà bà Hoà ở đầu bản. {TEXT}\n2. {NAME} ký giấy. {TEXT}",
        "partners": [PartnerRow(f"Tổ bà {NAME}", TEXT)],
        "results": [
            ResultRow(f"Đất bà {NAME} hiến", 0, 412, "m² bà Hoà", of_whom=f"hộ bà {NAME}", of_count=630)
        ],
    }


def words_of(answer):
    """What a page or an answer of the interface says, whatever way its letters are written."""
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("image/") or "pdf" in kind:
        return ""
    said = words_of_office_file(answer.data) if answer.data.startswith(b"PK") else answer.text
    return re.sub(r"\\u[0-9a-f]{4}", lambda one: json.loads(f'"{one[0]}"'), unescape(said))


def words_of_office_file(content):
    """What the parts of a sheet or a text say, tags and all."""
    with ZipFile(BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


class World:
    """A model full of a name, with all that the public can open around it."""

    def __init__(self, make, app):
        self.make, self.app = make, app
        campaign = campaign_with_notice(make)
        case = make.case(campaign=campaign, state=NominationState.VERIFIED, **full_of_the_name())
        self.case, self.model, self.member = case, case.exemplar, case.member
        case.assign()
        case.score_all(85, 91)
        announcing.put_on_notice(case.secretary, campaign)
        with transaction():
            self.model.place = f"Nhà bà {NAME}"
            editing.publish(self.model, self.model.latest)
            audit.record(None, "exemplar.published", self.model)
        editing.begin_new_version(self.member, self.model)
        make.fill(self.member, self.model, {"goals": f"{TEXT} Thêm một mục tiêu."})
        self.items = [*self._evidence()]
        with transaction():
            editing.publish(self.model, self.model.latest)
            audit.record(None, "exemplar.published", self.model)
        texts = {"reason": TEXT, "adaptation": TEXT, "result": TEXT}
        self.copy = make.replication(source=self.model, state=ReplicationState.REPORTED, **texts)
        self.hoa = add_person(self.member, self.model, Details(NAME))
        self.stop = self._stop_of(TEXT)
        slip = KINDS[PaperKind.SLIP].find(self.member, self.model.reference)
        self.paper = draw_paper(self.member, slip, Wording(Letterhead.STATE, {}))

    def _stop_of(self, text):
        """What stands at the end of the address that stops telling of a search for the name."""
        asked = Asked(text, {}, "relevance")
        saved = saving.save_search(self.member, asked, name=text, how=HowOften.WEEKLY, known=frozenset())
        return Stops(self.app.config["SECRET_KEY"]).token([saved.reference])

    def _evidence(self):
        for content, name in ((self.make.photo(), "jpg"), (self.make.pdf(), "pdf")):
            item = self.make.evidence(
                self.model, content=content, file_name=f"ba-nguyen-thi-hoa.{name}", caption=TEXT,
                visibility=Visibility.PUBLIC,
            )  # fmt: skip
            claiming.link_claim(self.member, item, self.model.latest.results[0].key)
            yield item
        about = Description(TEXT, Visibility.PUBLIC)
        yield linking.attach_link(
            self.member, self.model, "https://example.org/ba-nguyen-thi-hoa", about=about
        )

    def addresses(self):
        """Every address the public can ask for, of everything there is here."""
        public = [
            line for line, way in json.loads(PERMISSIONS.read_text()).items() if way.startswith("public")
        ]
        known = {f"GET {rule.rule}": rule for rule in routes(self.app)}
        for line in public:
            if line in known and "/static/" not in line:
                yield from self._filled(known[line].rule)
        yield f"/en/mo-hinh/{self.model.reference}"
        yield from (f"{path}?q=hi%E1%BA%BFn+%C4%91%E1%BA%A5t" for path in ("/tim-kiem", "/api/v1/search"))

    def _filled(self, rule):
        if not PART.search(rule):
            return [rule]
        models = [one.reference for one in self.models]
        owners = {
            "/mo-hinh/": models,
            "/tep/": [one.reference for one in self.items],
            "/minh-chung/": [one.reference for one in self.items],
            "/nhan-rong/": [self.copy.reference],
            "/dot-xet/": [self.case.nomination.campaign.reference],
            "/don-vi/": [self.model.lead_unit.code, self.copy.unit.code],
            "/tim-kiem/ngung-bao/": [self.stop],
            "/mat-khau-moi/": ["x" * 43],
            "/xac-minh/": [self.paper.code],
        }
        [references] = [told for begin, told in owners.items() if rule.startswith(begin)]
        numbers = ("1", "2", "3") if "<int:number>" in rule else ("1",)
        return [
            re.sub("<(?:ref|path):[a-z]+>", reference, rule).replace("<int:number>", number)
            for reference in references
            for number in numbers
        ]

    models = property(lambda self: [self.model, *getattr(self, "others", [])])

    def where_it_stands(self, client):
        """The addresses at which the name is read, and the statuses of all."""
        follow(self.app.extensions["registry.search"])
        found, statuses = [], {}
        for path in self.addresses():
            answer = client.get(path)
            statuses[path] = answer.status_code
            if THERE.search(fold(unquote(f"{words_of(answer)} {answer.headers}"))):
                found.append(path)
        return found, statuses

    def found_by_name(self, client):
        """How many models a search by the name finds, and what it proposes."""
        answer = client.get("/api/v1/search", query_string={"q": f'"{NAME}"'}).json
        slip = client.get("/api/v1/search", query_string={"q": "Nguyễn Thị Hoàz"}).json
        return answer["total"], slip["suggestion"]


@pytest.fixture
def world(make, app):
    return World(make, app)


def test_no_address_tells_a_withheld_name(world, app, make):
    stranger, colleague = app.test_client(), app.test_client()
    colleague.sign_in(make.member(make.unit()))

    found, statuses = world.where_it_stands(stranger)
    assert found == []
    reference = world.model.reference
    for path in ("", "/phien-ban/1", "/phien-ban/2", "/lich-su", "/thu-vien", "/anh-chia-se.jpg"):
        assert statuses[f"/mo-hinh/{reference}{path}"] == 200
    assert [statuses[f"/minh-chung/{one.reference}"] for one in world.items] == [200, 200, 200]
    assert statuses[f"/nhan-rong/{world.copy.reference}"] == 200
    assert statuses[f"/tim-kiem/ngung-bao/{world.stop}"] == 200
    assert world.where_it_stands(colleague)[0] == []
    for path in ("/nhan-rong", f"/mo-hinh/{reference}/nhan-rong"):
        assert not THERE.search(fold(unescape(colleague.get(path).text))), path
    assert world.found_by_name(stranger) == (0, None)


def test_every_address_follows_what_people_answer(world, app):
    stranger = app.test_client()
    record_answers(world.member, world.hoa, YES, HOW)
    assert world.where_it_stands(stranger)[0] != []
    assert world.found_by_name(stranger)[0] == 1

    withdraw_consent(world.member, world.hoa, Purpose.PUBLIC_PAGE, HOW)
    assert world.where_it_stands(stranger)[0] == []
    assert world.found_by_name(stranger) == (0, None)
    [document], _gone = documents_of([world.model.reference])
    assert not THERE.search(fold(repr(document)))

    record_answers(world.member, world.hoa, YES, HOW)
    withdraw_consent(world.member, world.hoa, Purpose.PUBLIC_PAGE, HOW, effect=Effect.PAGE)
    found, statuses = world.where_it_stands(stranger)
    assert found == []
    assert world.found_by_name(stranger) == (0, None)
    own = [
        path
        for path in statuses
        if world.model.reference in path or "/tep/" in path or "/minh-chung/" in path
    ]
    assert {statuses[path] for path in own} == {404}


def test_a_record_given_up_keeps_back_what_the_other_does(world, make, app):
    twin = make.exemplar(unit=world.model.lead_unit, **full_of_the_name())
    item = make.evidence(twin, caption=TEXT, visibility=Visibility.PUBLIC)
    with transaction():
        editing.publish(twin, twin.latest)
        audit.record(None, "exemplar.published", twin)
    merge_exemplars(world.case.staff, world.model, twin, Choices(frozenset(), {}, "Cùng một tổ"))
    world.others = [twin]
    world.items.append(item)
    stranger = app.test_client()

    found, statuses = world.where_it_stands(stranger)
    assert found == []
    assert statuses[f"/mo-hinh/{twin.reference}/phien-ban/1"] == 200

    record_answers(world.member, world.hoa, YES, HOW)
    withdraw_consent(world.member, world.hoa, Purpose.PUBLIC_PAGE, HOW, effect=Effect.PAGE)
    found, statuses = world.where_it_stands(stranger)
    assert found == []
    assert {status for path, status in statuses.items() if twin.reference in path} == {404}


def test_the_picture_for_sharing_has_initials_too(make, app):
    model = make.exemplar(title=f"Bà {NAME} hiến đất", public=True)
    member = make.member(model.lead_unit)
    hoa = add_person(member, model, Details(NAME))
    picture = app.test_client().get(f"/mo-hinh/{model.reference}/anh-chia-se.jpg")
    site = f"Dân vận khéo · {app.extensions['registry.settings'].site_org}"
    assert picture.data == card_of_name("Bà N.T.H. hiến đất", model.lead_unit_name, site)
    # It is asked for anew each time: a copy kept on the way would show what was withdrawn.
    assert picture.headers["Cache-Control"] == "no-cache"

    record_answers(member, hoa, YES, HOW)
    same = {"If-None-Match": picture.headers["ETag"]}
    assert (
        app.test_client().get(f"/mo-hinh/{model.reference}/anh-chia-se.jpg", headers=same).status_code == 200
    )


def test_last_years_people_come_along_and_are_asked_anew(make, app):
    model = make.exemplar(summary=TEXT, public=True)
    member = make.member(model.lead_unit)
    record_answers(member, add_person(member, model, Details(NAME, part="Trưởng thôn")), YES, HOW)
    new = starting.start_from_own(member, model.lead_unit, model, title="Năm sau")

    [person] = list_people(new)
    assert (person.name, person.part, person.consents) == (NAME, "Trưởng thôn", [])
    assert new.withheld_names == [NAME]
    with transaction():
        editing.publish(new, new.latest)
        audit.record(None, "exemplar.published", new)
    assert not THERE.search(fold(app.test_client().get(f"/mo-hinh/{new.reference}").text))
