"""What the page of a nomination tells of its course: each thing once."""

from sqlalchemy import select

from registry.core.db import db
from registry.notifications.models import Message
from registry.review import queries
from registry.review.states import NominationState
from registry.units.naming import at_start


def test_a_recognition_after_public_notice_is_told_once(make):
    """The decision ends the stay on notice and, at the same moment, that of the decision itself."""
    case = make.case(state=NominationState.RECOGNISED)
    visits = [one.outcome for one in case.nomination.visits]
    assert visits.count("recognise") == 2

    told = [one.kind for one in queries.history(case.nomination, case.staff)]

    assert told.count("recognise") == 1
    assert told.count("sign") == visits.count("sign")
    assert told[-1] == "recognise"


def test_a_message_begins_with_a_capital_however_the_unit_was_written_down(make):
    province = make.province()
    unit = make.unit(parent=province, name="xã Nà Sương")
    case = make.case(state=NominationState.SUBMITTED, unit=unit, campaign=make.campaign(province))
    body = db.session.scalars(
        select(Message.body).where(Message.kind == "nomination.submitted", Message.to_id == case.staff.id)
    ).first()
    assert body.startswith("Xã Nà Sương đã gửi hồ sơ ")
    assert at_start("Ủy ban MTTQ xã") == "Ủy ban MTTQ xã"
