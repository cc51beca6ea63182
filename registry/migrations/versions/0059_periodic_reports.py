"""Periodic reports: what is asked for, what was filed, reminders, consolidated figures."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0065"
branch_labels = None
depends_on = None


def told() -> list[sa.Column]:
    return [sa.Column(name, sa.JSON(), nullable=False) for name in ("figures", "notes", "prose", "rows")]


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    state = sa.Enum("draft", "filed", name="reportstate", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "report_demands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("demanded_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_report_demands_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["demanded_by_id"], ["users.id"], name=op.f("fk_report_demands_demanded_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_demands")),
        sa.UniqueConstraint("reference", name=op.f("uq_report_demands_reference")),
        sa.UniqueConstraint("unit_id", "form", name=op.f("uq_report_demands_unit_id_form")),
    )
    op.create_table(
        "periodic_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        *told(),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_periodic_reports_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["users.id"], name=op.f("fk_periodic_reports_edited_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periodic_reports")),
        sa.UniqueConstraint("reference", name=op.f("uq_periodic_reports_reference")),
        sa.UniqueConstraint("form", "period", "unit_id", name=op.f("uq_periodic_reports_form_period_unit_id")),
    )
    op.create_index(op.f("ix_periodic_reports_unit_id"), "periodic_reports", ["unit_id"])
    op.create_table(
        "report_filings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *told(),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("filed_by_id", sa.Integer(), nullable=False),
        sa.Column("filed_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["periodic_reports.id"], name=op.f("fk_report_filings_report_id_periodic_reports")
        ),
        sa.ForeignKeyConstraint(["filed_by_id"], ["users.id"], name=op.f("fk_report_filings_filed_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_filings")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_filings_report_id_number")),
    )
    op.create_table(
        "report_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=False),
        sa.Column("reminded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_report_reminders_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["reminded_by_id"], ["users.id"], name=op.f("fk_report_reminders_reminded_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reminders")),
        sa.UniqueConstraint(
            "form", "period", "unit_id", "reminded_on",
            name=op.f("uq_report_reminders_form_period_unit_id_reminded_on"),
        ),
    )  # fmt: skip
    op.create_table(
        "report_consolidations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["demand_id"], ["report_demands.id"], name=op.f("fk_report_consolidations_demand_id_report_demands")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["users.id"], name=op.f("fk_report_consolidations_taken_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_consolidations")),
    )
    op.create_index(op.f("ix_report_consolidations_demand_id"), "report_consolidations", ["demand_id"])


def downgrade() -> None:
    for table in (
        "report_consolidations", "report_reminders", "report_filings", "periodic_reports", "report_demands"
    ):  # fmt: skip
        op.drop_table(table)
