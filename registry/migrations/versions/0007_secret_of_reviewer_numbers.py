"""Each campaign keeps a secret of its own, so that nobody can work out which number a reviewer bears.

In campaigns that exist already the reviewers' numbers are given anew, once.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("numbering_secret", sa.String(length=64), nullable=True))
    campaigns = sa.table("campaigns", sa.column("id"), sa.column("numbering_secret"))
    for (number,) in op.get_bind().execute(sa.select(campaigns.c.id)).all():
        given = sa.update(campaigns).where(campaigns.c.id == number)
        op.execute(given.values(numbering_secret=secrets.token_hex(32)))
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.alter_column("numbering_secret", existing_type=sa.String(length=64), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_column("numbering_secret")
