"""The kinds of stages are no longer listed in the database: a further kind needs no migration."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FIRST_KINDS = "kind IN ('registration', 'verification', 'scoring', 'decision')"


def upgrade() -> None:
    with op.batch_alter_table("campaign_stages", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_campaign_stages_stagekind"), type_="check")


def downgrade() -> None:
    # Stages of the later kinds have no place in the older program; what passed through one is not forgotten.
    passed = sa.text(
        f"SELECT count(*) FROM stage_visits WHERE stage_id IN"
        f" (SELECT id FROM campaign_stages WHERE NOT ({FIRST_KINDS}))"
    )
    if op.get_bind().scalar(passed):
        raise RuntimeError("nominations went through stages of kinds that the older program does not know")
    op.execute(sa.text(f"DELETE FROM campaign_stages WHERE NOT ({FIRST_KINDS})"))
    with op.batch_alter_table("campaign_stages", schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f("ck_campaign_stages_stagekind"), FIRST_KINDS)
