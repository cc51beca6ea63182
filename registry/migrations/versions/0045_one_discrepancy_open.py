"""One open disagreement about a nomination, and the points it was closed on; places of a session once."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("state IN ('rereading', 'third_wanted', 'third_reading', 'to_conclude')")
ONCE = (
    ("rereadings", ["discrepancy_id", "assignment_id"]),
    ("session_members", ["session_id", "position"]),
    ("agenda_items", ["session_id", "position"]),
)


def upgrade() -> None:
    with op.batch_alter_table("discrepancies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("points", sa.JSON(), server_default="{}", nullable=False))
    op.create_index(
        "uq_discrepancies_open", "discrepancies", ["nomination_id"], unique=True, sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )  # fmt: skip
    for table, columns in ONCE:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_unique_constraint(batch_op.f(_name(table, columns)), columns)


def downgrade() -> None:
    for table, columns in reversed(ONCE):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(_name(table, columns)), type_="unique")
    op.drop_index("uq_discrepancies_open", table_name="discrepancies")
    with op.batch_alter_table("discrepancies", schema=None) as batch_op:
        batch_op.drop_column("points")


def _name(table: str, columns: list[str]) -> str:
    return f"uq_{table}_{'_'.join(columns)}"
