"""The text of a public notice, objections to it, and who objects."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("objection_days", sa.Integer(), nullable=False, server_default="10"))
    op.create_table(
        "notice_sheets",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["stage_visits.id"], name=op.f("fk_notice_sheets_visit_id_stage_visits")
        ),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_notice_sheets")),
    )
    _objections()
    op.create_table(
        "objectors",
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["objections.id"], name=op.f("fk_objectors_objection_id_objections")
        ),
        sa.PrimaryKeyConstraint("objection_id", name=op.f("pk_objectors")),
    )


def _objections() -> None:
    op.create_table(
        "objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            _words("objectionstate", "received", "admitted", "rejected", "answered"),
            nullable=False,
        ),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("gist", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("outcome", _words("objectionoutcome", "upheld", "partly", "dismissed"), nullable=True),
        sa.Column("effect", _words("objectioneffect", "stays", "taken_off", "scored_again"), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["handler_id"], ["users.id"], name=op.f("fk_objections_handler_id_users")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_objections_nomination_id_nominations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.UniqueConstraint("reference", name=op.f("uq_objections_reference")),
    )
    op.create_index(op.f("ix_objections_nomination_id"), "objections", ["nomination_id"])
    op.create_index(op.f("ix_objections_state"), "objections", ["state"])


def downgrade() -> None:
    op.drop_table("objectors")
    op.drop_table("objections")
    op.drop_table("notice_sheets")
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.drop_column("objection_days")
