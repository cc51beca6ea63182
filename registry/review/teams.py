"""Appraisal teams of a campaign: who scores what comes from which fields."""

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.campaigns.models import Campaign
from registry.core.db import db
from registry.core.types import Timestamps, Version


class AppraisalTeam(Timestamps, Version, db.Model):
    """Some reviewers of a council and the fields whose nominations are proposed to them first."""

    __tablename__ = "appraisal_teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    # The fields of the movement and the people, by id. A field belongs to one team of a campaign at most.
    fields: Mapped[list[int]] = mapped_column(JSON, default=list)
    reviewers: Mapped[list[int]] = mapped_column(JSON, default=list)

    campaign: Mapped[Campaign] = relationship()


def list_teams(campaign: Campaign) -> list[AppraisalTeam]:
    """The teams of a campaign, in the order they were made."""
    query = select(AppraisalTeam).where(AppraisalTeam.campaign_id == campaign.id)
    return list(db.session.scalars(query.order_by(AppraisalTeam.id)))


def team_for(teams: list[AppraisalTeam], field_id: int | None) -> AppraisalTeam | None:
    """The team among these that appraises a field, or None."""
    return next((one for one in teams if field_id in one.fields), None)
