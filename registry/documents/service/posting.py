"""Papers that hang where people pass by: telling their unit when the thirty days are over."""

from sqlalchemy import select

from registry.core.clock import now, today
from registry.core.db import db
from registry.core.transaction import transaction
from registry.documents import notices
from registry.documents.models import OfficialPaper
from registry.documents.states import PaperState


def tell_over() -> int:
    """Tell of each notice that has hung long enough, once; how many those were."""
    over = select(OfficialPaper).where(
        OfficialPaper.posted_until < today(),
        OfficialPaper.told_over_at.is_(None),
        OfficialPaper.state == PaperState.SIGNED,
    )
    with transaction():
        found = list(db.session.scalars(over))
        for paper in found:
            paper.told_over_at = now()
            notices.tell_over(paper)
    return len(found)
