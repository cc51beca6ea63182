"""The life of a model."""

import pytest

from registry.audit.queries import list_history
from registry.catalogue.service import lifecycle
from registry.catalogue.states import EXEMPLAR_LIFE, ExemplarState
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied, StaleVersion

S = ExemplarState


def test_a_draft_with_its_first_contents_is_registered(make):
    exemplar = make.exemplar(state=S.DRAFT)
    lifecycle.move_exemplar(make.member(exemplar.lead_unit), exemplar, "register")

    assert exemplar.state is S.RUNNING
    assert list_history("exemplar", exemplar.reference)[-1].action == "exemplar.registered"


def test_a_draft_without_them_is_not(make):
    exemplar = make.exemplar(state=S.DRAFT, complete=False)

    with pytest.raises(InvalidInput) as refusal:
        lifecycle.move_exemplar(make.member(exemplar.lead_unit), exemplar, "register")

    assert (refusal.value.field, exemplar.state) == ("situation", S.DRAFT)


@pytest.mark.parametrize("action", ["register", "pause", "resume", "close"])
@pytest.mark.parametrize("state", [one for one in S if one is not S.MERGED])
def test_only_the_arrows_of_the_life_are_followed(make, action, state):
    exemplar = make.exemplar(state=state)
    lead = make.lead(exemplar.lead_unit)
    arrow = EXEMPLAR_LIFE[action]

    if state in arrow.sources:
        assert lifecycle.move_exemplar(lead, exemplar, action, reason="Lý do").state is arrow.target
    else:
        with pytest.raises(InvalidTransition):
            lifecycle.move_exemplar(lead, exemplar, action, reason="Lý do")
        assert exemplar.state is state


@pytest.mark.parametrize("action", ["register", "pause", "resume", "close"])
def test_nothing_more_happens_to_what_was_merged(make, action):
    exemplar = make.exemplar(state=S.RUNNING)
    exemplar.state = S.MERGED
    db.session.commit()
    with pytest.raises((InvalidTransition, PermissionDenied)):
        lifecycle.move_exemplar(make.lead(exemplar.lead_unit), exemplar, action, reason="Lý do")
    assert exemplar.state is S.MERGED


def test_members_register_and_leads_or_staff_end(make):
    exemplar = make.exemplar()

    with pytest.raises(PermissionDenied):
        lifecycle.move_exemplar(make.member(exemplar.lead_unit), exemplar, "close", reason="Không được")
    assert exemplar.state is S.RUNNING
    lifecycle.move_exemplar(make.staff(exemplar.lead_unit), exemplar, "close", reason="Hết hiệu quả")
    assert exemplar.state is S.CLOSED


def test_a_pause_needs_a_reason_and_the_present_version(make):
    exemplar = make.exemplar()
    lead = make.lead(exemplar.lead_unit)

    with pytest.raises(InvalidInput):
        lifecycle.move_exemplar(lead, exemplar, "pause", reason="  ")
    with pytest.raises(StaleVersion):
        lifecycle.move_exemplar(lead, exemplar, "pause", reason="Mùa mưa", version=exemplar.version - 1)
    assert exemplar.state is S.RUNNING


def test_the_reason_stands_in_the_log_as_a_commitment_only(make):
    exemplar = make.exemplar()
    lifecycle.move_exemplar(make.lead(exemplar.lead_unit), exemplar, "pause", reason="Ông A nghỉ ốm")

    event = list_history("exemplar", exemplar.reference)[-1]
    assert "commitment" in event.detail
    assert "Ông A" not in event.detail
