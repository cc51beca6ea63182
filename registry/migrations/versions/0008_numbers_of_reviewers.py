"""A reviewer's number is written down when the nomination is given: it no longer changes with who is added.

Those who review already keep the number they bear; the secrets that ordered the numbers are needed no more.
"""

import hmac
import secrets
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

assignments = sa.table("assignments", *map(sa.column, ("id", "reference", "nomination_id", "number")))
nominations = sa.table("nominations", *map(sa.column, ("id", "reference", "campaign_id")))
campaigns = sa.table("campaigns", *map(sa.column, ("id", "numbering_secret")))


def upgrade() -> None:
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
    for places in _places().values():
        for number, (_place, row) in enumerate(sorted(places), start=1):
            op.execute(sa.update(assignments).where(assignments.c.id == row).values(number=number))
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.alter_column("number", existing_type=sa.Integer(), nullable=False)
        batch_op.create_unique_constraint("uq_assignments_nomination_id_number", ["nomination_id", "number"])
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_column("numbering_secret")


def _places() -> dict[int, list[tuple[bytes, int]]]:
    """Of each nomination the assignments, with what ordered them until now."""
    rows = op.get_bind().execute(
        sa.select(
            assignments.c.id, assignments.c.reference, nominations.c.id, nominations.c.reference,
            campaigns.c.numbering_secret,
        )
        .join(nominations, nominations.c.id == assignments.c.nomination_id)
        .join(campaigns, campaigns.c.id == nominations.c.campaign_id)
    ).all()  # fmt: skip
    places = defaultdict(list)
    for row, reference, nomination, name, secret in rows:
        place = hmac.digest(secret.encode(), f"{name}:{reference}".encode(), "sha256")
        places[nomination].append((place, row))
    return places


def downgrade() -> None:
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("numbering_secret", sa.String(length=64), nullable=True))
    for (number,) in op.get_bind().execute(sa.select(campaigns.c.id)).all():
        given = sa.update(campaigns).where(campaigns.c.id == number)
        op.execute(given.values(numbering_secret=secrets.token_hex(32)))
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.alter_column("numbering_secret", existing_type=sa.String(length=64), nullable=False)
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_constraint("uq_assignments_nomination_id_number", type_="unique")
        batch_op.drop_column("number")
