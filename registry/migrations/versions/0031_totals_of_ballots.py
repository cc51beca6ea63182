"""What the marks of a ballot come to stands beside them."""

from collections import defaultdict
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# Sheets without points came with the release of this migration: no ballot of theirs is to be looked at again.
MARKS = """
SELECT marks.assignment_id, marks.points, marks.bonus, criteria.is_condition, criteria.is_counted,
       rubrics.bonus_limit
FROM marks
JOIN criteria ON criteria.id = marks.criterion_id
JOIN rubrics ON rubrics.id = criteria.rubric_id
WHERE rubrics.kind = 'points'
"""


def upgrade() -> None:
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("total", sa.String(40), server_default="0", nullable=False))
        for name in ("is_excluded", "is_met"):
            batch_op.add_column(sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    connection = op.get_bind()
    totals: dict[int, Decimal] = defaultdict(Decimal)
    bonuses: dict[int, Decimal] = defaultdict(Decimal)
    limits: dict[int, str | None] = {}
    excluded: set[int] = set()
    for ballot, points, bonus, is_condition, is_counted, limit in connection.execute(sa.text(MARKS)):
        limits[ballot] = limit
        bonuses[ballot] += Decimal(bonus or 0)
        if is_condition:
            excluded |= {ballot} if points is not None and Decimal(points) == 0 else set()
        elif is_counted and points is not None:
            totals[ballot] += Decimal(points)
    rows = []
    for ballot, limit in limits.items():
        bonus = bonuses[ballot] if limit is None else min(bonuses[ballot], Decimal(limit))
        total = format(totals[ballot] + bonus, "f")
        rows.append({"id": ballot, "total": total, "is_excluded": ballot in excluded})
    if rows:
        change = "UPDATE assignments SET total = :total, is_excluded = :is_excluded WHERE id = :id"
        connection.execute(sa.text(change), rows)


def downgrade() -> None:
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        for name in ("is_met", "is_excluded", "total"):
            batch_op.drop_column(name)
