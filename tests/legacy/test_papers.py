"""Registrations that came on paper: who typed them in, the scan, and the unit's confirmation."""

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar
from registry.catalogue.queries import get_exemplar
from registry.catalogue.service import editing, lifecycle
from registry.catalogue.states import ExemplarState, Visibility
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied
from registry.core.permissions import Permission, allowed
from registry.evidence.checks import Limits
from registry.evidence.service.attaching import Upload, prepare_file
from registry.identity.service import roles
from registry.legacy.service import papers
from registry.notifications.models import Message
from tests.make.exemplars import COMPLETE

LIMITS = Limits(10**7, 10**7, 10**8)
DAY = date(2026, 3, 2)


@pytest.fixture
def staff(make, commune):
    return make.staff(commune.placements[0].parent)


def enter(actor, unit, *, scan=None, day=DAY, title="Đường hoa"):
    paper = papers.Paper(day, "Trưởng ban công tác Mặt trận", scan)
    return papers.enter_paper(actor, unit, title=title, field="economy", paper=paper, limits=LIMITS)


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_staff_open_a_draft_for_the_unit_with_the_scan_inside(app, make, commune, lead, staff):
    scan = prepare_file(app.extensions["registry.storage"], Upload(BytesIO(make.pdf()), "phieu.pdf"), LIMITS)
    entry = enter(staff, commune, scan=scan)

    exemplar = entry.exemplar
    assert (exemplar.lead_unit, exemplar.state, exemplar.latest.title) == (
        commune,
        ExemplarState.DRAFT,
        "Đường hoa",
    )
    assert (entry.typed_by, entry.scan.visibility, entry.received_on) == (staff, Visibility.INTERNAL, DAY)
    assert db.session.scalar(select(Message.to_id)) == lead.id
    assert allowed(staff, Permission.EVIDENCE_READ, entry.scan)
    assert not allowed(make.lead(make.unit()), Permission.EVIDENCE_READ, entry.scan)


def test_whoever_typed_it_in_works_on_it_until_it_is_confirmed(make, commune, lead, staff):
    exemplar = enter(staff, commune).exemplar
    editing.save_section(staff, exemplar, Section.PROBLEM, {"situation": "Đường tối."})
    assert get_exemplar(staff, exemplar.reference) is exemplar
    other = make.staff(commune.placements[0].parent)
    with pytest.raises(PermissionDenied):
        editing.save_section(other, exemplar, Section.PROBLEM, {"situation": "Khác."})
    with pytest.raises(NotFound):
        get_exemplar(other, exemplar.reference)

    papers.confirm_paper(lead, exemplar)
    with pytest.raises(PermissionDenied):
        editing.save_section(staff, exemplar, Section.PROBLEM, {"situation": "Sau đó."})
    assert exemplar.latest.situation == "Đường tối."


def test_only_the_units_lead_confirms_and_only_once(make, commune, lead, staff):
    exemplar = enter(staff, commune).exemplar
    for person in (staff, make.member(commune), make.lead(make.unit())):
        with pytest.raises(PermissionDenied):
            papers.confirm_paper(person, exemplar)
    entry = papers.confirm_paper(lead, exemplar)
    with pytest.raises(InvalidTransition):
        papers.confirm_paper(lead, exemplar)

    assert entry.confirmed_by is lead


def test_nobody_confirms_what_they_typed_in_themselves(commune, lead):
    exemplar = enter(lead, commune).exemplar
    with pytest.raises(PermissionDenied):
        papers.confirm_paper(lead, exemplar)
    assert papers.get_paper(exemplar).confirmed_at is None


@pytest.mark.parametrize(
    ("wrong", "field"), [({"day": date(2030, 1, 1)}, "received_on"), ({"title": " "}, "title")]
)
def test_a_wrong_paper_is_refused_and_nothing_stored(commune, staff, wrong, field):
    with pytest.raises(InvalidInput) as caught:
        enter(staff, commune, **wrong)
    assert caught.value.field == field
    assert count(Exemplar) == 0


def test_who_has_nothing_to_do_with_the_unit_types_nothing_in(make, commune):
    for person in (make.member(commune), make.staff(make.unit())):
        with pytest.raises(PermissionDenied):
            enter(person, commune)
    assert count(Exemplar) == 0


def test_the_unit_registers_it_like_its_own(commune, lead, staff):
    exemplar = enter(staff, commune).exemplar
    editing.save_section(lead, exemplar, Section.PROBLEM, {"situation": "Đường tối."})
    editing.save_section(lead, exemplar, Section.METHOD, {"method": "Thắp đèn."})
    papers.confirm_paper(lead, exemplar)
    lifecycle.move_exemplar(lead, exemplar, "register")
    assert exemplar.state is ExemplarState.RUNNING


def test_nothing_typed_in_from_paper_is_registered_before_the_unit_confirmed_it(make, commune, lead, staff):
    exemplar = enter(staff, commune).exemplar
    make.fill(staff, exemplar, COMPLETE)
    events = count(AuditEvent)
    for person in (staff, lead):
        with pytest.raises(InvalidTransition, match="xác nhận"):
            lifecycle.move_exemplar(person, exemplar, "register")

    assert (exemplar.state, count(AuditEvent)) == (ExemplarState.DRAFT, events)


def test_a_lead_registers_what_they_typed_in_from_their_own_paper(make, commune, lead):
    exemplar = enter(lead, commune).exemplar
    make.fill(lead, exemplar, COMPLETE)
    lifecycle.move_exemplar(lead, exemplar, "register")
    assert exemplar.state is ExemplarState.RUNNING


def test_whoever_typed_it_in_stops_with_the_role(make, commune, staff):
    exemplar = enter(staff, commune).exemplar
    assert allowed(staff, Permission.EXEMPLAR_EDIT, exemplar)
    roles.end_role(None, staff.grants[0])
    assert not allowed(staff, Permission.EXEMPLAR_EDIT, exemplar)
