"""A change noted on the way is corrected and withdrawn; what was said before is kept."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied, StaleVersion
from registry.identity.models import Role, User
from registry.identity.queries import list_holders
from registry.notifications.models import Message
from registry.replication import queries
from registry.replication.service import correcting, reporting, running
from registry.replication.states import Cause, ReplicationState

TOLD = running.Change(
    changed_on=today(), what="Họp theo dòng họ", cause=Cause.FORCED, decided_by="Chi bộ bản", keeps_core=True
)


@pytest.fixture
def copy(make):
    return make.replication(state=ReplicationState.CONFIRMED)


@pytest.fixture
def member(copy):
    return db.session.get(User, copy.registered_by_id)


@pytest.fixture
def entry(copy, member):
    return running.log_change(member, copy, TOLD)


def test_both_tellings_are_kept_the_newest_first(copy, member, entry):
    for text in ("Họp theo nhóm hộ", "Họp theo ngõ"):
        correcting.correct_change(member, copy, entry, replace(TOLD, what=text), version=entry.version)

    assert entry.what == "Họp theo ngõ"
    assert [one.what for one in entry.earlier] == ["Họp theo nhóm hộ", "Họp theo dòng họ"]
    assert {"Họp theo dòng họ", "Họp theo ngõ"} <= set(queries.texts_of(copy))


def test_the_same_again_keeps_no_second_telling(copy, member, entry):
    correcting.correct_change(member, copy, entry, TOLD, version=entry.version)

    assert (entry.earlier, entry.version) == ([], 1)


def test_who_corrects_what_another_corrected_learns_of_it(copy, member, entry):
    seen = entry.version
    correcting.correct_change(member, copy, entry, replace(TOLD, what="Họp theo ngõ"), version=seen)

    with pytest.raises(StaleVersion) as refusal:
        correcting.correct_change(member, copy, entry, replace(TOLD, what="Họp chung"), version=seen)

    assert refusal.value.stored["what"] == "Họp theo ngõ"
    assert len(entry.earlier) == 1


def test_a_correction_says_as_much_as_the_note(copy, member, entry):
    with pytest.raises(InvalidInput):
        correcting.correct_change(member, copy, entry, replace(TOLD, decided_by=" "), version=entry.version)

    assert entry.decided_by == "Chi bộ bản"


def test_withdrawn_with_a_reason_once_and_then_left_alone(copy, member, entry):
    with pytest.raises(InvalidInput):
        correcting.withdraw_change(member, copy, entry, reason=" ", version=entry.version)
    correcting.withdraw_change(member, copy, entry, reason="Ghi nhầm xã", version=entry.version)

    assert (entry.withdrawn_on, entry.withdraw_reason) == (today(), "Ghi nhầm xã")
    with pytest.raises(InvalidTransition):
        correcting.correct_change(member, copy, entry, replace(TOLD, what="Khác"), version=entry.version)
    assert entry.what == "Họp theo dòng họ"


def test_the_unit_that_did_it_first_learns_that_a_change_is_withdrawn(copy, member, entry):
    theirs = list_holders([copy.source.lead_unit_id], Role.UNIT_LEAD, Role.UNIT_MEMBER)

    correcting.withdraw_change(member, copy, entry, reason="Ghi nhầm xã", version=entry.version)

    told = db.session.scalars(select(Message).where(Message.kind == "replication.retracted")).all()
    assert {one.to_id for one in told} == {one.id for one in theirs}
    assert ("Họp theo dòng họ" in told[0].body, "Ghi nhầm xã" in told[0].body) == (True, True)
    assert told[0].path == f"/nhan-rong/{copy.reference}"


def test_only_the_unit_that_copies_corrects_and_only_under_way(make, copy, member, entry):
    for stranger in (make.lead(copy.source.lead_unit), make.lead(make.unit())):
        with pytest.raises(PermissionDenied):
            correcting.withdraw_change(stranger, copy, entry, reason="Không đúng", version=entry.version)
    reporting.stop(member, copy, reason="Hết kinh phí")

    with pytest.raises(InvalidTransition):
        correcting.correct_change(member, copy, entry, replace(TOLD, what="Khác"), version=entry.version)
    assert (entry.what, entry.withdrawn_on) == ("Họp theo dòng họ", None)


def test_the_pages_show_both_texts_to_both_units_and_nothing_of_it_to_others(
    app, client, copy, member, entry
):
    page = f"/nhan-rong/{copy.reference}"
    other = running.log_change(member, copy, replace(TOLD, what="Hoãn chia cây giống"))
    client.sign_in(member)
    client.send_form(f"{page}/dieu-chinh/{entry.id}", what="Họp theo ngõ")
    client.send_form(f"{page}/dieu-chinh/{other.id}/rut", reason="Ghi nhầm xã")

    own = client.get(page).get_data(as_text=True)
    elsewhere = app.test_client().get(page).get_data(as_text=True)

    for words in ("Họp theo ngõ", "Họp theo dòng họ", "Hoãn chia cây giống", "Ghi nhầm xã"):
        assert words in own
    assert "Họp theo ngõ" in elsewhere
    for words in ("Họp theo dòng họ", "Hoãn chia cây giống", "Ghi nhầm xã"):
        assert words not in elsewhere
