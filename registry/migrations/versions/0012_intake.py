"""What is known of a stored file: its kind, its scan, its text, its likeness; uploads under way."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KNOWN = (
    ("seconds", sa.Integer()),
    ("perceptual", sa.String(16)),
    ("text_digest", sa.String(64)),
    ("scanned_at", sa.DateTime(timezone=True)),
)
VISIBILITIES = ("public", "council", "internal")
STATES = ("receiving", "checking", "attached", "refused", "ended")


def _words(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=40, name=name)


def upgrade() -> None:
    with op.batch_alter_table("stored_files", schema=None) as batch_op:
        for name, kind in KNOWN:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.add_column(sa.Column("kind", sa.String(40), nullable=False, server_default="document"))
        batch_op.add_column(sa.Column("scan", sa.String(40), nullable=False, server_default="unscanned"))
        batch_op.add_column(sa.Column("scan_found", sa.String(200), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_stored_files_perceptual"), ["perceptual"], unique=False)
        batch_op.create_index(batch_op.f("ix_stored_files_scan"), ["scan"], unique=False)
    op.execute(sa.text("UPDATE stored_files SET kind = 'photo' WHERE media_type LIKE 'image/%'"))
    with op.batch_alter_table("stored_files", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=sa.String(40), server_default=None)
        batch_op.alter_column("scan", existing_type=sa.String(40), server_default=None)
    op.create_table(
        "transfers",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("caption", sa.String(500), nullable=False),
        sa.Column("visibility", _words(VISIBILITIES, "visibility"), nullable=False),
        sa.Column("keep_original", sa.Boolean(), nullable=False),
        sa.Column("state", _words(STATES, "transferstate"), nullable=False),
        sa.Column("item_reference", sa.String(40), nullable=True),
        sa.Column("problem", sa.String(500), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["exemplar_id"], ["exemplars.id"], name=op.f("fk_transfers_exemplar_id_exemplars")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_transfers_owner_id_users")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_transfers")),
    )
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        for column in ("exemplar_id", "owner_id", "expires_at"):
            batch_op.create_index(batch_op.f(f"ix_transfers_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("transfers")
    with op.batch_alter_table("stored_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_files_scan"))
        batch_op.drop_index(batch_op.f("ix_stored_files_perceptual"))
        for name in ("scan_found", "scan", "kind", *(name for name, _kind in reversed(KNOWN))):
            batch_op.drop_column(name)
