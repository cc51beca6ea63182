"""People who lead the movement are entries of their own."""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

KINDS = ("model", "exemplar", "work_item")
NAME = "ck_exemplar_versions_entrykind"


def _check(kinds: tuple[str, ...]) -> None:
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("exemplar_versions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(NAME), type_="check")
        batch_op.create_check_constraint(batch_op.f(NAME), f"entry_kind IN ({words})")


def upgrade() -> None:
    _check((*KINDS, "leadership"))


def downgrade() -> None:
    op.execute("UPDATE exemplar_versions SET entry_kind = 'exemplar' WHERE entry_kind = 'leadership'")
    _check(KINDS)
