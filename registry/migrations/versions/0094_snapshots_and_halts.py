"""What was settled is kept in rows that never change; a campaign can be halted."""

import sqlalchemy as sa
from alembic import op

from registry.core.db import UtcDateTime

revision = "0094"
down_revision = "0093"
branch_labels = None
depends_on = None
REFUSED = "a snapshot is never changed"


def upgrade() -> None:
    op.create_table(
        "campaign_halts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("halted_at", UtcDateTime(), nullable=False),
        sa.Column("halted_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_campaign_halts_campaign_id_campaigns"
        ),
        sa.ForeignKeyConstraint(["halted_by_id"], ["users.id"], name="fk_campaign_halts_halted_by_id_users"),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["users.id"], name="fk_campaign_halts_lifted_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_halts"),
    )
    op.create_index(
        "uq_campaign_halts_open", "campaign_halts", ["campaign_id"], unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"), postgresql_where=sa.text("lifted_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "stage_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("nominations", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_stage_snapshots_campaign_id_campaigns"
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["campaign_stages.id"], name="fk_stage_snapshots_stage_id_campaign_stages"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stage_snapshots"),
        sa.UniqueConstraint("campaign_id", "number", name="uq_stage_snapshots_campaign_id_number"),
    )
    _refuse_changes()


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER stage_snapshots_no_{verb.lower()} BEFORE {verb} ON stage_snapshots "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
        op.execute(
            "CREATE TRIGGER stage_snapshots_no_replace BEFORE INSERT ON stage_snapshots "
            "WHEN EXISTS (SELECT 1 FROM stage_snapshots WHERE id = NEW.id "
            "OR (campaign_id = NEW.campaign_id AND number = NEW.number)) "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
    elif op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_snapshot_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER stage_snapshots_never_change BEFORE UPDATE OR DELETE OR TRUNCATE "
            "ON stage_snapshots FOR EACH STATEMENT EXECUTE FUNCTION refuse_snapshot_change()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER stage_snapshots_never_change ON stage_snapshots")
        op.execute("DROP FUNCTION refuse_snapshot_change()")
    op.drop_table("stage_snapshots")
    op.drop_table("campaign_halts")
