"""What the demonstration has no example of just now, so that every kind of page can be looked at."""

from sqlalchemy import select

from registry.app import create_app
from registry.campaigns.states import CampaignState
from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.identity.queries import get_user
from registry.review.models import Assignment
from registry.review.service import scoring
from registry.review.states import AssignmentState
from registry.settings import load
from registry.units.models import Unit
from registry.units.queries import get_unit
from tests.make import Make
from tests.make.demonstration import ROLES


def main():
    """Add to the installation INSTANCE names: a campaign in preparation, one without nominations, a draft
    that is complete, a ballot that was begun."""
    app = create_app(load())
    with app.app_context():
        make, province = Make(app), get_unit("minh-hoa")
        make.campaign(province, state=CampaignState.DRAFT, title="Đợt xét đang chuẩn bị")
        make.campaign(province, state=CampaignState.OPEN, title="Đợt xét chưa có hồ sơ")
        member = get_user(ROLES["unit_member"])
        make.exemplar(
            unit=db.session.get_one(Unit, member.grants[0].unit_id), actor=member, state=ExemplarState.DRAFT
        )
        reviewer = get_user(ROLES["reviewer"])
        waiting = select(Assignment).where(
            Assignment.reviewer == reviewer, Assignment.state == AssignmentState.ASSIGNED
        )
        assignment = db.session.scalars(waiting.order_by(Assignment.id)).first()
        assert assignment is not None, "the reviewer of the demonstration has nothing to score"
        scoring.declare_no_conflict(reviewer, assignment)


if __name__ == "__main__":
    main()
