"""How many models one unit, and one commune, may put forward in a campaign."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("campaign_stages", schema=None) as batch_op:
        for name in ("unit_quota", "commune_quota"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("campaign_stages", schema=None) as batch_op:
        for name in ("commune_quota", "unit_quota"):
            batch_op.drop_column(name)
