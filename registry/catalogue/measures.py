"""Units of measure to choose from: the usual ones and those of public models. Any other may be typed."""

from sqlalchemy import func, select

from registry.catalogue.models import Exemplar, Result
from registry.core.db import db

# In Vietnamese in every language of the page: they become part of what the unit says.
USUAL = (
    "hộ", "người", "lượt người", "hội viên", "km", "m", "m²", "ha", "%", "đồng", "triệu đồng", "ngày công",
    "buổi", "tấn", "công trình", "tổ", "ngôi nhà", "vụ việc",
)  # fmt: skip
MOST_USED = 30


def suggested_measures() -> list[str]:
    """The usual units of measure first, then those used most."""
    query = (
        select(Result.measure)
        .join(Exemplar, Exemplar.public_version_id == Result.version_id)
        .where(Exemplar.is_public.is_(True), Result.measure != "")
        .group_by(Result.measure)
        .order_by(func.count(Result.id).desc(), Result.measure)
        .limit(MOST_USED)
    )
    return list(dict.fromkeys([*USUAL, *db.session.scalars(query)]))
