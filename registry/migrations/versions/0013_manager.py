"""Links as evidence, redaction, originals, versions of a file."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEYS = {
    "cleared_by_id": "users.id",
    "public_digest": "stored_files.digest",
    "original_digest": "stored_files.digest",
    "replaces_id": "evidence_items.id",
}
PLAIN = (
    ("link", sa.String(2000)),
    ("aspect", sa.String(40)),
    ("taken_on", sa.Date()),
    ("cleared_reason", sa.String(500)),
    ("cleared_by_id", sa.Integer()),
    ("public_digest", sa.String(64)),
    ("original_digest", sa.String(64)),
    ("replaces_id", sa.Integer()),
)


def _name(column: str, target: str) -> str:
    return f"fk_evidence_items_{column}_{target.partition('.')[0]}"


def upgrade() -> None:
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("details", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        for name, kind in PLAIN:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.add_column(
            sa.Column("has_personal_data", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("redaction", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.alter_column("digest", existing_type=sa.String(64), nullable=True)
        for column, target in KEYS.items():
            table, _dot, key = target.partition(".")
            batch_op.create_foreign_key(batch_op.f(_name(column, target)), table, [column], [key])
        batch_op.create_index(batch_op.f("ix_evidence_items_replaces_id"), ["replaces_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.drop_column("details")
    # A link has no file, which the table could not hold before.
    op.execute(sa.text("UPDATE evidence_items SET replaces_id = NULL"))
    op.execute(sa.text("DELETE FROM evidence_items WHERE digest IS NULL"))
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_items_replaces_id"))
        for column, target in KEYS.items():
            batch_op.drop_constraint(batch_op.f(_name(column, target)), type_="foreignkey")
        batch_op.alter_column("digest", existing_type=sa.String(64), nullable=False)
        batch_op.drop_column("redaction")
        batch_op.drop_column("has_personal_data")
        for name, _kind in reversed(PLAIN):
            batch_op.drop_column(name)
