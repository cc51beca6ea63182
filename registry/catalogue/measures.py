"""Units of measure to choose from: the usual ones and those of public models. Any other may be typed."""

from decimal import Decimal

from sqlalchemy import func, select

from registry.catalogue.models import Exemplar, Result
from registry.core.db import db
from registry.core.ids import plain_words

# In Vietnamese in every language of the page: they become part of what the unit says.
USUAL = (
    "hộ", "người", "lượt người", "hội viên", "km", "m", "m²", "ha", "%", "đồng", "triệu đồng", "ngày công",
    "buổi", "tấn", "công trình", "tổ", "ngôi nhà", "vụ việc",
)  # fmt: skip
MOST_USED = 30
# What is counted one by one: no part of it, and never less than none.
COUNTED = frozenset((
    "hộ", "người", "lượt", "em", "cháu", "cụ", "hội viên", "đảng viên", "đoàn viên", "học sinh", "gia đình",
    "household", "households", "person", "persons", "people", "family", "families",
))  # fmt: skip


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


def same_measure(one: str, other: str) -> bool:
    """Whether two units of measure are the same, or the second says the first more exactly: hộ, hộ dân."""
    first, second = (plain_words(text.casefold().replace("%", "phan tram")) for text in (one, other))
    return f"{second} ".startswith(f"{first} ")


def is_odd_share(value: Decimal | None, measure: str) -> bool:
    """Whether a percentage is below 0 or above 100: told of, never refused, as plans are exceeded."""
    return value is not None and measure.strip() == "%" and not 0 <= value <= 100


def is_odd_count(value: Decimal | None, measure: str) -> bool:
    """Whether a number of people or households is broken or below none: told of, never refused."""
    said = " ".join(measure.casefold().split())
    counted = said in COUNTED or said.partition(" ")[0] in COUNTED
    return value is not None and counted and (value < 0 or value != int(value))
