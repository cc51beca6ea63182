"""One achievement, one award: what was given already to the model, its unit, its person; it only warns."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from registry.catalogue.service.editing import begin_new_version
from registry.catalogue.states import Level, SubjectKind
from registry.consent.service.answering import Telling, record_answers
from registry.consent.service.recording import Details, add_person
from registry.consent.states import Answer, Manner, Purpose
from registry.core.clock import today
from registry.core.db import db
from registry.core.transaction import transaction
from registry.discovery.likeness_rewards import Ground, list_given
from registry.discovery.likeness_texts import read_version
from registry.documents.models import OfficialPaper
from registry.documents.states import Letterhead, PaperKind, PaperState
from registry.review.models import Recognition
from registry.review.queries.rewards import list_rewards
from registry.review.states import NominationState as N
from registry.review.states import RecognitionState
from registry.web.review.given import warnings_of
from tests.make.sessions import sitting

TEXT = (
    "Mỗi tối thứ bảy trưởng thôn đọc công khai số tiền đã thu, đã chi trước toàn thể bà con tại nhà văn hóa."
)


@pytest.fixture
def case(make):
    return make.case(state=N.SUBMITTED)


@pytest.fixture
def recognised(make, case):
    """Gives a recognition to a model, in a year and on a day."""
    issuer = make.unit()

    def give(exemplar, *, year=None, on=None):
        with transaction():
            one = Recognition(
                reference=f"CN-{make.number()}", exemplar=exemplar, level=Level.COMMUNE,
                year=year or today().year, issuer=issuer, state=RecognitionState.IN_FORCE,
                recognised_on=on or today(),
            )  # fmt: skip
            db.session.add(one)
        return one

    return give


def grounds(case):
    return [
        (one.ground, one.is_other, one.is_of_person)
        for one in list_given([case.nomination])[case.nomination.id]
    ]


def test_the_model_itself_in_another_year_is_told_of_only_where_no_result_came_since(case, recognised):
    last = max(one.as_of for one in case.nomination.exemplar_version.results if one.as_of)
    recognised(case.exemplar, year=last.year - 1, on=last - timedelta(days=1))
    assert grounds(case) == []
    recognised(case.exemplar, year=last.year - 2, on=last)
    assert grounds(case) == [(Ground.NOTHING_SINCE, False, False)]


def test_another_record_of_the_unit_is_told_of_by_its_name_or_its_text(make, case, recognised):
    title = case.exemplar.latest.title
    recognised(make.exemplar(unit=case.unit, title="Một việc hoàn toàn khác của xã"))
    recognised(make.exemplar(unit=make.unit(), title=title))
    assert grounds(case) == [], "another achievement, and another unit"
    copy = make.frozen(make.exemplar(unit=case.unit, title="Công khai thu chi ở thôn"))
    recognised(copy)
    assert grounds(case) == []
    read_version(case.nomination.exemplar_version)
    read_version(copy.latest)
    assert (Ground.SAME_TEXT, True, False) in grounds(case)
    recognised(make.exemplar(unit=case.unit, title=f"{title} năm nay"))
    assert (Ground.SAME_NAME, True, False) in grounds(case)


def test_who_gave_it_is_called_as_on_the_paper_of_that_time(app, case, recognised):
    given = recognised(case.exemplar, on=today())
    for name, dated in (("Ban Dân vận thời ấy", today()), ("Ban về sau", today() + timedelta(days=1))):
        with transaction():
            paper = OfficialPaper(
                kind=PaperKind.DECISION, state=PaperState.SIGNED, letterhead=Letterhead.PARTY, about="DX",
                issuer=given.issuer, details={"ten_co_quan": name}, dated=dated, drawn_by=case.secretary,
            )  # fmt: skip
            db.session.add(paper)

    with app.test_request_context():
        told = [one.text for one in warnings_of(case.staff, [case.nomination])[case.nomination.id]]

    assert ["Ban Dân vận thời ấy" in one for one in told] == [True]


def test_a_record_of_the_same_person_elsewhere_is_told_of(make, recognised):
    person = {"subject_kind": SubjectKind.INDIVIDUAL}
    case = make.case(state=N.SUBMITTED, **person)
    other = make.exemplar(unit=make.unit(), **person)
    recognised(other)
    assert grounds(case) == []
    add_person(case.member, case.exemplar, Details("Trần Thị Mẫu"))
    add_person(make.member(other.lead_unit), other, Details("Trần Thị Mẫu"))
    assert grounds(case) == [(Ground.SAME_NAME, True, True)]


def test_verifier_signer_and_council_read_it_and_only_the_code_of_what_they_may_not_read(
    make, app, recognised
):
    council = sitting(make)
    case, session = council.case, council.session
    title = case.exemplar.latest.title
    shown = make.exemplar(unit=case.unit, title=f"{title} năm nay")
    hidden = make.exemplar(unit=case.unit, state="draft", title=f"{title} riêng")
    for one in (shown, hidden):
        recognised(one)
    council.open()
    dossier, sitting_at = case.nomination.reference, f"/phien-hop/{session.reference}"
    for person, *paths in (
        (case.staff, f"/de-cu/{dossier}/ho-so"),
        (case.signer, f"/de-cu/{dossier}/quyet-dinh", f"/dot-xet/{case.campaign.reference}/quyet-dinh"),
        (council.members[0], sitting_at, f"{sitting_at}/bieu-quyet/{dossier}"),
    ):
        client = app.test_client()
        client.sign_in(person)
        for path in paths:
            page = client.get(path).text
            assert f"năm nay ({shown.reference})" in page, path
            assert f'href="/mo-hinh/{shown.reference}"' in page
            assert "Cùng đơn vị; tên gần như nhau" in page
            assert hidden.reference in page
            assert "Điểm giống: tên gần như nhau" in page
            assert f'/mo-hinh/{hidden.reference}"' not in page
            assert f"{title} riêng" not in page, path


@pytest.fixture
def persons(make):
    """A nomination of one person, and a record of another unit that may name the same one."""
    kind = {"subject_kind": SubjectKind.INDIVIDUAL}
    council = sitting(make)
    case = make.case(state=N.VERIFIED, campaign=council.session.campaign, **kind)
    other = make.exemplar(unit=make.unit(), public=True, title=case.exemplar.latest.title, **kind)
    add_person(case.member, case.exemplar, Details("Trần Thị Mẫu"))
    return case, other, council.members[1]


def draft_of(make, exemplar):
    """A new version that the unit alone reads, of a model whose first one is public."""
    return begin_new_version(make.member(exemplar.lead_unit), make.frozen(exemplar))


def told(reader, case):
    return [one.text for one in warnings_of(reader, [case.nomination]).get(case.nomination.id, [])]


def test_who_is_named_elsewhere_is_told_only_to_who_may_read_the_name(make, app, persons, recognised):
    case, other, member = persons
    recognised(other)
    with app.test_request_context("/"):
        nobody_named = told(member, case)
        person = add_person(make.member(other.lead_unit), other, Details("Trần Thị Mẫu"))
        db.session.expire_all()
        assert told(member, case) == nobody_named == []
        (line,) = told(make.staff(other.lead_unit), case)
        assert "cùng một người" in line.lower()
        yes, how = {Purpose.PUBLIC_PAGE: Answer.GIVEN}, Telling(Manner.IN_PERSON, today())
        record_answers(make.member(other.lead_unit), person, yes, how)
        db.session.expire_all()
        (line,) = told(member, case)
        assert "cùng một người" in line.lower()


def test_of_one_unit_that_is_said_instead_of_the_person(make, app, recognised):
    kind = {"subject_kind": SubjectKind.INDIVIDUAL}
    council = sitting(make)
    case = make.case(state=N.VERIFIED, campaign=council.session.campaign, **kind)
    other = make.exemplar(unit=case.unit, public=True, title=case.exemplar.latest.title, **kind)
    recognised(other)
    add_person(case.member, case.exemplar, Details("Trần Thị Mẫu"))
    with app.test_request_context("/"):
        nobody_named = told(council.members[1], case)
        add_person(case.member, other, Details("Trần Thị Mẫu"))
        db.session.expire_all()
        assert told(council.members[1], case) == nobody_named
        assert "Cùng đơn vị" in nobody_named[0]


def test_a_person_is_compared_folded_and_only_where_the_version_that_was_given_it_is_of_one(
    make, persons, recognised
):
    case, other, _member = persons
    recognised(other)
    add_person(make.member(other.lead_unit), other, Details("TRẦN  thị mẫu"))
    assert grounds(case) == [(Ground.SAME_NAME, True, True)]
    group = make.exemplar(unit=make.unit(), public=True, title=case.exemplar.latest.title)
    recognised(group)
    add_person(make.member(group.lead_unit), group, Details("Trần Thị Mẫu"))
    draft_of(make, group).subject_kind = SubjectKind.INDIVIDUAL
    db.session.commit()
    assert len(grounds(case)) == 1


def test_a_title_that_others_cannot_read_is_not_compared(make, case, recognised):
    other = make.exemplar(unit=case.unit, public=True, title="Một việc hoàn toàn khác của xã")
    recognised(other)
    draft_of(make, other).title = case.exemplar.latest.title
    db.session.commit()
    assert grounds(case) == []


def test_thousands_of_ids_are_no_parameters_of_a_statement(app, case):
    most = []

    def note(_connection, _cursor, _statement, parameters, *_rest):
        most.append(len(parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        list_rewards(range(1, 3000), range(1, 3000))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert max(most) < 10
