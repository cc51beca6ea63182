"""Who steps aside from a nomination and why; who wrote a model; how long a former role ties."""

import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BEFORE = ("assigned", "declared_conflict", "scoring", "submitted", "cancelled")
ROLES = (
    "unit_member", "unit_lead", "reviewer", "council_secretary", "signer", "registry_staff", "administrator",
)  # fmt: skip
WRITING = ("exemplar.started", "exemplar.edited", "exemplar.begun_from", "exemplar.version_begun")

assignments = sa.table(
    "assignments",
    *map(sa.column, ("id", "nomination_id", "reviewer_id", "state", "conflict_reason", "declared_at")),
    sa.column("submitted_at"),
)
recusals = sa.table(
    "recusals",
    *map(sa.column, ("nomination_id", "person_id", "role", "kind", "detail", "at", "ballot_voided")),
)
nominations = sa.table("nominations", *map(sa.column, ("id", "exemplar_id", "submitted_at", "authors")))
exemplars = sa.table("exemplars", *map(sa.column, ("id", "reference", "registered_by_id")))
versions = sa.table("exemplar_versions", *map(sa.column, ("exemplar_id", "edited_by_id")))
events = sa.table("audit_events", *map(sa.column, ("actor_id", "action", "subject_kind", "subject_ref")))


def _one_of(words: tuple[str, ...]) -> str:
    return "state IN (" + ", ".join(f"'{word}'" for word in words) + ")"


def upgrade() -> None:
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tie_years", sa.Integer(), nullable=False, server_default="3"))
    with op.batch_alter_table("nominations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("authors", sa.JSON(), nullable=False, server_default="[]"))
    _recusals()
    _carry_over()
    _note_authors()
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_column("conflict_reason")
        batch_op.add_column(sa.Column("declined_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("ck_assignments_assignmentstate"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_assignments_assignmentstate"), _one_of((*BEFORE, "voided", "declined"))
        )


def _recusals() -> None:
    role = sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "recusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", role, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ballot_voided", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_recusals_nomination_id_nominations")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_recusals_person_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusals")),
        sa.UniqueConstraint(
            "nomination_id", "person_id", name=op.f("uq_recusals_nomination_id_person_id")
        ),
    )
    op.create_index(op.f("ix_recusals_person_id"), "recusals", ["person_id"])


def _carry_over() -> None:
    """What reviewers declared until now; of what kind it was, nobody had asked them."""
    declared = sa.select(
        assignments.c.nomination_id, assignments.c.reviewer_id, sa.literal("reviewer"), sa.literal("other"),
        assignments.c.conflict_reason, assignments.c.declared_at, assignments.c.submitted_at.is_not(None),
    ).where(assignments.c.state == "declared_conflict", assignments.c.declared_at.is_not(None))  # fmt: skip
    names = ["nomination_id", "person_id", "role", "kind", "detail", "at", "ballot_voided"]
    op.execute(sa.insert(recusals).from_select(names, declared))


def _note_authors() -> None:
    """Who wrote in the models that were signed before, as far as the log and the versions tell."""
    connection = op.get_bind()
    written = (
        sa.select(exemplars.c.id, events.c.actor_id)
        .join(events, events.c.subject_ref == exemplars.c.reference)
        .where(events.c.subject_kind == "exemplar", events.c.action.in_(WRITING))
    )
    edited = sa.select(versions.c.exemplar_id, versions.c.edited_by_id)
    begun = sa.select(exemplars.c.id, exemplars.c.registered_by_id)
    authors = defaultdict(set)
    for query in (written, edited, begun):
        for exemplar_id, person_id in connection.execute(query):
            if person_id is not None:
                authors[exemplar_id].add(person_id)
    signed = sa.select(nominations.c.id, nominations.c.exemplar_id)
    for number, exemplar_id in connection.execute(signed.where(nominations.c.submitted_at.is_not(None))).all():
        people = json.dumps(sorted(authors[exemplar_id]))
        op.execute(sa.update(nominations).where(nominations.c.id == number).values(authors=people))


def downgrade() -> None:
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("conflict_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("ck_assignments_assignmentstate"), type_="check")
    # The older program knows one way to lose a nomination over a tie, and one to lose it otherwise.
    op.execute(sa.text("UPDATE assignments SET state = 'declared_conflict' WHERE state = 'voided'"))
    op.execute(sa.text("UPDATE assignments SET state = 'cancelled' WHERE state = 'declined'"))
    reason = (
        sa.select(recusals.c.detail)
        .where(
            recusals.c.nomination_id == assignments.c.nomination_id,
            recusals.c.person_id == assignments.c.reviewer_id,
        )
        .scalar_subquery()
    )
    op.execute(sa.update(assignments).values(conflict_reason=sa.func.coalesce(reason, "")))
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_column("declined_reason")
        batch_op.create_check_constraint(batch_op.f("ck_assignments_assignmentstate"), _one_of(BEFORE))
    op.drop_table("recusals")
    with op.batch_alter_table("nominations", schema=None) as batch_op:
        batch_op.drop_column("authors")
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_column("tie_years")
