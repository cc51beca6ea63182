"""A draft that is deleted takes along all that tells of it alone, and nothing that tells of anything else."""

import os
from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.catalogue.contents import Section
from registry.catalogue.draft_tables import ExemplarOrigin
from registry.catalogue.models import Exemplar
from registry.catalogue.service import drafting, starting
from registry.catalogue.service.removing import delete_draft
from registry.catalogue.service.snapshots import Trace
from registry.catalogue.states import ExemplarState, Level, Visibility
from registry.consent.service.answering import Telling, record_answers
from registry.consent.service.recording import Details, add_person
from registry.consent.states import Answer, Manner, Purpose
from registry.core.clock import now, today, told
from registry.core.db import db
from registry.core.errors import InvalidTransition
from registry.core.transaction import transaction
from registry.discovery.origins import Origin
from registry.discovery.stating import Statement, state_origin
from registry.evidence import claims
from registry.evidence.models import StoredFile
from registry.evidence.service import tidying, uploading
from registry.evidence.service.preparing import Upload, prepare_file
from registry.evidence.service.removing import remove_item
from registry.evidence.service.replacing import replace_file
from registry.evidence.service.uploading import Announced, Part
from registry.evidence.transfers import Transfer
from registry.identity.models import User
from registry.legacy.models import ImportRow
from registry.legacy.service import merging, papers
from registry.replication.models import Replication
from registry.replication.states import ReplicationKind, ReplicationState
from registry.review.models import Recognition
from registry.units.models import Unit
from tests.legacy.conftest import Desk
from tests.make.files import LIMITS
from tests.make.lists import models, workbook

# What stays of a deleted draft: its log, what was announced, and records of files until they are swept.
STAYS = {"audit_events", "audit_personal", "outbox", "jobs", "stored_files", "photo_bands"}
HANGS = {
    "claim_links", "consents", "evidence_items", "exemplar_origins", "exemplar_partners", "exemplar_results",
    "exemplar_versions", "exemplars", "named_people", "origin_statements", "person_photos",
    "section_presences", "section_snapshots", "transfers",
}  # fmt: skip
KEPT_BY_HINDRANCES = {"nominations", "recognitions", "replications", "exemplar_mergers"}
# Books and yearly reviews know a model once it is registered, or recognised.
NEVER_OF_A_DRAFT = {"figure_entries", "stock_entries"}
ONLY_OF_FROZEN = {"read_texts", "sentence_prints", "copied_passages"}
BYTES = b"half a file"


def rows():
    """How many rows each table has."""
    db.session.rollback()
    tables = db.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) for table in tables}


@pytest.fixture
def unit(make):
    return make.unit(name="Xã Mường Đán", code="muong-dan", parent=make.province(code="minh-hoa"))


@pytest.fixture
def member(make, unit):
    return make.member(unit)


@pytest.fixture
def storage(app):
    return app.extensions["registry.storage"]


@pytest.fixture
def parts(app):
    return app.extensions["registry.parts"]


@pytest.fixture
def draft(make, unit, member):
    return make.exemplar(unit=unit, actor=member, state=ExemplarState.DRAFT)


@pytest.fixture
def furnished(make, unit, member, storage, parts):
    """Makes a draft begun from another model, with one at least of everything that can hang on a draft."""

    def furnish(source):
        draft = starting.start_from_own(member, unit, source, title="Đường hoa")
        key = draft.latest.results[0].key
        photo, removed, old = (make.evidence(draft) for _ in range(3))
        claims.link_claim(member, photo, key)
        remove_item(member, removed)
        newer = prepare_file(storage, Upload(BytesIO(make.photo()), "moi.jpg"), LIMITS)
        replace_file(member, old, newer, limits=LIMITS)
        hidden = Visibility.INTERNAL
        scan = make.evidence(draft, content=make.pdf(), file_name="don.pdf", visibility=hidden)
        person = add_person(member, draft, Details("Lò Văn Pọm", photos=(photo.digest,)))
        yes = dict.fromkeys(Purpose, Answer.GIVEN)
        record_answers(member, person, yes, Telling(Manner.PAPER, today(), scan.reference))
        drafting.autosave_section(
            member, draft, Section.PROBLEM, {"goals": "Sáng đường"}, version=None, trace=Trace()
        )
        drafting.note_presence(member, draft, Section.PROBLEM)
        state_origin(member, draft, Statement(Origin.BUILDS_ON, "Làm theo xã bên", source))
        begin_sending(member, draft, parts)
        return draft

    return furnish


def begin_sending(member, draft, parts):
    announced = Announced(2 * len(BYTES), "anh.jpg")
    transfer = uploading.begin_transfer(member, draft, announced, limits=LIMITS)
    return uploading.receive_part(member, transfer, Part(0, BytesIO(BYTES), len(BYTES)), parts=parts)


def test_all_that_hangs_on_a_draft_goes_and_all_else_stays(make, unit, member, furnished):
    source = make.exemplar(unit=unit, actor=member)
    furnished(source)
    before = rows()
    draft = furnished(source)
    reference, together = draft.reference, rows()

    delete_draft(member, draft)

    left = {name for name, count in rows().items() if count != before[name]}
    assert {name for name in before if together[name] > before[name]} >= HANGS
    assert left <= STAYS
    log = list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_ref == reference)))
    assert (log[0], log[-1]) == ("exemplar.started", "exemplar.draft_deleted")


def test_the_files_of_a_deleted_draft_are_swept_and_those_of_others_stay(
    make, unit, member, furnished, storage, parts
):
    source = make.exemplar(unit=unit, actor=member)
    shared = make.photo()
    make.evidence(source, content=shared)
    stay = set(db.session.scalars(select(StoredFile.digest)))
    draft = furnished(source)
    make.evidence(draft, content=shared)
    files = set(db.session.scalars(select(StoredFile.digest)))
    token = db.session.scalar(select(Transfer.token))
    delete_draft(member, draft)

    assert tidying.forget_files() == 0, "a day has to pass"
    os.utime(parts.folder / token, (0, 0))
    tidying.forget_transfers(parts)
    with told(now() + timedelta(days=2)):
        assert tidying.forget_files() == len(files - stay)
        tidying.remove_unused(storage)

    assert set(db.session.scalars(select(StoredFile.digest))) == stay
    assert [storage.has(digest) for digest in stay] == [True]
    assert [digest for digest in files - stay if storage.has(digest)] == []
    assert not (parts.folder / token).exists()


def test_a_draft_that_was_begun_from_the_deleted_one_stays(unit, member, draft):
    other = starting.start_from_own(member, unit, draft, title="Bản khác")
    number, goals = other.id, other.latest.goals

    delete_draft(member, draft)

    assert db.session.get(Exemplar, number).latest.goals == goals
    assert db.session.get(ExemplarOrigin, number) is None


def test_the_report_of_a_copy_stays_without_the_draft(make, unit, member, draft):
    state = ReplicationState.REPORTED
    number = make.replication(unit=unit, state=state, copy=draft, result="Ba đường có hoa").id

    delete_draft(member, draft)

    report = db.session.get(Replication, number)
    assert (report.copy, report.state, report.result) == (None, state, "Ba đường có hoa")


def test_a_draft_from_a_list_goes_and_its_row_of_the_list_stays(app, make, unit):
    lead = make.lead(unit)
    make.field()
    Desk(app).take(lead, unit, workbook(models(2, unit.name)), as_drafts=True)
    first, second = db.session.scalars(select(Exemplar).order_by(Exemplar.id))
    named, lead_id, unit_id = [first.reference, second.reference], lead.id, unit.id

    delete_draft(lead, first)

    assert [row.subject for row in db.session.scalars(select(ImportRow).order_by(ImportRow.number))] == named
    assert [one.reference for one in db.session.scalars(select(Exemplar))] == named[1:]
    lead, unit = db.session.get(User, lead_id), db.session.get(Unit, unit_id)
    Desk(app).take(lead, unit, workbook(models(2, unit.name)), as_drafts=True)
    assert db.session.scalar(select(func.count(Exemplar.id))) == 2


def test_a_draft_from_paper_goes_with_the_paper(make, unit, member):
    make.field()
    staff = make.staff(unit.placements[0].parent)
    paper = papers.Paper(date(2026, 3, 2), "Trưởng ban")
    entry = papers.enter_paper(staff, unit, title="Đường hoa", field="economy", paper=paper, limits=LIMITS)

    delete_draft(member, entry.exemplar)

    assert rows()["paper_entries"] == 0


def _nominated(make, draft, member):
    make.case(unit=draft.lead_unit, campaign=make.campaign(draft.province), exemplar_of=draft)


def _merged(make, draft, member):
    double = make.exemplar(unit=draft.lead_unit, actor=member, state=ExemplarState.DRAFT)
    staff = make.staff(draft.province)
    merging.merge_exemplars(staff, draft, double, merging.Choices(frozenset(), {}, "Ghi hai lần"))


def _copied(make, draft, member):
    with transaction():
        db.session.add(
            Replication(
                reference="NR-1", source=draft, unit=make.unit(), unit_name="Xã", registered_by_id=member.id,
                kind=ReplicationKind.ADAPTED, started_on=today(),
            )
        )  # fmt: skip


def _recognised(make, draft, member):
    with transaction():
        db.session.add(
            Recognition(
                reference="CN-1", exemplar=draft, level=Level.PROVINCE, year=2025, issuer=draft.province,
                recognised_on=today(),
            )
        )  # fmt: skip


@pytest.mark.parametrize("build", [_nominated, _merged, _copied, _recognised])
def test_a_draft_on_which_others_build_is_not_deleted(make, draft, member, build):
    build(make, draft, member)
    before = rows()

    with pytest.raises(InvalidTransition):
        delete_draft(member, draft)

    assert rows() == before


def test_every_table_that_names_a_draft_was_thought_of():
    """A new table must be furnished above, or its rows be kept by a hindrance."""
    ours = {"exemplars", *HANGS}
    naming = {
        (table.name, key.parent.name)
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in ours and not key.parent.nullable
    }
    known = HANGS | KEPT_BY_HINDRANCES | ONLY_OF_FROZEN | NEVER_OF_A_DRAFT | {"paper_entries"}
    assert {name for name, _column in naming} - known == set()
