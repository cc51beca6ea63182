"""The council: its sessions, who sits in them, what they vote on, how, and what they move across the line."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = ("council_moves", "council_votes", "agenda_items", "session_members", "council_sessions")


def _word(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=40), nullable=nullable)



def _foreign(table: str, name: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))


def upgrade() -> None:
    _sessions()
    _agenda()
    _votes_and_moves()


def _sessions() -> None:
    op.create_table(
        "council_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        _word("manner"),
        _word("state"),
        sa.Column("chair_id", sa.Integer(), nullable=False),
        sa.Column("secretary_id", sa.Integer(), nullable=False),
        sa.Column("unlock_asked_by_id", sa.Integer(), nullable=True),
        sa.Column("unlock_reason", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("minutes_digest", sa.String(length=64), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _foreign("council_sessions", "campaign_id", "campaigns"),
        _foreign("council_sessions", "chair_id", "users"),
        _foreign("council_sessions", "secretary_id", "users"),
        _foreign("council_sessions", "unlock_asked_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_sessions")),
        sa.UniqueConstraint("reference", name=op.f("uq_council_sessions_reference")),
    )
    op.create_index(op.f("ix_council_sessions_campaign_id"), "council_sessions", ["campaign_id"])
    op.create_table(
        "session_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _word("attendance"),
        _foreign("session_members", "session_id", "council_sessions"),
        _foreign("session_members", "person_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_members")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_session_members_session_id_person_id")),
    )
    op.create_index(op.f("ix_session_members_person_id"), "session_members", ["person_id"])


def _agenda() -> None:
    op.create_table(
        "agenda_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("agree", sa.Integer(), nullable=False),
        sa.Column("disagree", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("carried", sa.Boolean(), nullable=True),
        _foreign("agenda_items", "session_id", "council_sessions"),
        _foreign("agenda_items", "nomination_id", "nominations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
        sa.UniqueConstraint(
            "session_id", "nomination_id", name=op.f("uq_agenda_items_session_id_nomination_id")
        ),
    )
    op.create_index(op.f("ix_agenda_items_nomination_id"), "agenda_items", ["nomination_id"])


def _votes_and_moves() -> None:
    op.create_table(
        "council_votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _word("choice", nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _foreign("council_votes", "item_id", "agenda_items"),
        _foreign("council_votes", "person_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_votes")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_council_votes_item_id_person_id")),
    )
    op.create_table(
        "council_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        _word("side"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _foreign("council_moves", "nomination_id", "nominations"),
        _foreign("council_moves", "moved_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_moves")),
    )
    op.create_index("ix_council_moves_nomination_id", "council_moves", ["nomination_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
