"""One recognition of a level and year is in force; one that was annulled leaves its place to another."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IN_FORCE = sa.text("state = 'in_force'")


def upgrade() -> None:
    with op.batch_alter_table("recognitions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_recognitions_exemplar_id_level_year"), type_="unique")
    op.create_index(
        "uq_recognitions_in_force",
        "recognitions",
        ["exemplar_id", "level", "year"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )


def downgrade() -> None:
    op.drop_index("uq_recognitions_in_force", table_name="recognitions")
    with op.batch_alter_table("recognitions", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_recognitions_exemplar_id_level_year"), ["exemplar_id", "level", "year"]
        )
