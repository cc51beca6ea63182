"""Writing a report: its draft, filing it, correcting what was filed."""

from registry.audit import service as audit
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, StaleVersion
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.identity.models import User
from registry.periodic import notices, queries
from registry.periodic.contents import Content, check_whole, differences, store, whole_figures, whole_rows
from registry.periodic.expected import Expected, asks_for
from registry.periodic.heading import heading_of
from registry.periodic.models import PeriodicReport, ReportFiling, Told
from registry.periodic.prefill import known_figures, known_rows
from registry.periodic.states import REPORT_LIFE, ReportState

LONGEST_REASON = 1000


def save_draft(
    actor: User, asked: Expected, content: Content, *, version: int | None = None
) -> PeriodicReport:
    """Keep what was typed so far, complete or not; the first time begins the report.

    `version` is what the person saw, 0 of a report that nobody had begun. Raises StaleVersion with what is
    stored, InvalidTransition once it was filed or before it can be filled in.
    """
    with transaction():
        require(actor, Permission.REPORT_DRAFT, asked.unit)
        report = queries.find_report(asked.form.code, asked.period.code, asked.unit)
        if report is None:
            report = _begin(actor, asked)
        elif version is not None and report.version != version:
            raise stale(report)
        if report.state is not ReportState.DRAFT:
            raise InvalidTransition(
                _("The report is filed and locked. Whoever leads the unit may correct it.")
            )
        form = queries.form_of_report(report)
        store(report, form, content)
        report.form_version, report.edited_by_id = form.version, actor.id
        db.session.flush()
    return report


def stale(report: PeriodicReport) -> StaleVersion:
    """The refusal where somebody else saved meanwhile, with everything that is stored."""
    said = _("Somebody else changed this while you were editing. Choose what to keep.")
    stored: dict[str, object] = {f"figure_{code}": value for code, value in report.figures.items()}
    stored |= {f"note_{code}": text for code, text in report.notes.items()}
    stored |= {f"prose_{code}": text for code, text in report.prose.items()}
    for row in report.rows:
        stored |= {f"row_{row['reference']}_{name}": row[name] for name in row if name != "reference"}
    return StaleVersion(said, stored, report.version)


def _begin(actor: User, asked: Expected) -> PeriodicReport:
    if today() < asked.form.opens_on(asked.period):
        raise InvalidTransition(_("It is too early for this report."))
    report = PeriodicReport(
        reference=next_reference("BC", today()),
        form=asked.form.code,
        form_version=asked.form.version,
        period=asked.period.code,
        unit=asked.unit,
        due_on=asked.due_on,
    )
    db.session.add(report)
    db.session.flush()
    audit.record(actor, "report.begun", report, form=report.form, period=report.period, unit=asked.unit.code)
    return report


def file_report(actor: User, asked: Expected, *, version: int | None = None) -> ReportFiling:
    """File the draft: it is locked, and read by the level above.

    Raises InvalidInput with everything that is missing; what the registry knows is taken over as it is now.
    """
    with transaction():
        report = _found(asked)
        require(actor, Permission.REPORT_FILE, report)
        require_version(report, version)
        REPORT_LIFE.check(REPORT_LIFE["file"], report)
        filing = _filing(actor, asked, report, report)
        report.state = ReportState.FILED
        audit.record(
            actor, "report.filed", report, form=report.form, period=report.period, unit=asked.unit.code,
            figures=_told(filing),
        )  # fmt: skip
        notices.tell_filed(report, str(asked.form.short), asked.period, queries.committees_of(report))
    return filing


def correct_report(
    actor: User, asked: Expected, content: Content, *, reason: str, version: int | None = None
) -> ReportFiling:
    """File a report again with another content and the reason; what was filed before is kept beside it."""
    with transaction():
        report = _found(asked)
        require(actor, Permission.REPORT_FILE, report)
        require_version(report, version)
        REPORT_LIFE.check(REPORT_LIFE["correct"], report)
        why = clean_text(reason)
        if not why:
            raise InvalidInput("reason", _("Say why the report is corrected; the level above reads it."))
        if len(why) > LONGEST_REASON:
            raise InvalidInput("reason", _("At most %(n)s characters", n=LONGEST_REASON))
        before = report.filings[-1]
        form = queries.form_of_report(report)
        store(report, form, content)
        filing = _filing(actor, asked, report, report, reason=why)
        if not (changed := differences(form, before, filing)):
            raise InvalidInput("reason", _("Nothing was changed."))
        audit.record(
            actor, "report.corrected", report, form=report.form, period=report.period,
            unit=asked.unit.code, before=_told(before), figures=_told(filing), changed=len(changed),
            personal={"reason": why},
        )  # fmt: skip
        _tell_corrected(asked, report)
    return filing


def _found(asked: Expected) -> PeriodicReport:
    report = queries.find_report(asked.form.code, asked.period.code, asked.unit)
    if report is None:
        raise InvalidTransition(_("Nothing was written yet."))
    return report


def _filing(
    actor: User, asked: Expected, report: PeriodicReport, told: Told, *, reason: str = ""
) -> ReportFiling:
    """What is filed: every figure, those of the registry as they are known now."""
    form = queries.form_of_report(report)
    known = known_figures(form, asked.unit, asked.period)
    rows = whole_rows(told, known_rows(form, asked.unit, asked.period))
    check_whole(form, told, known, rows)
    filing = ReportFiling(
        number=len(report.filings) + 1,
        figures=whole_figures(form, told, known),
        notes=dict(told.notes),
        prose=dict(told.prose),
        rows=rows,
        known=known,
        reason=reason,
        heading=heading_of(asked.unit),
        filed_by_id=actor.id,
    )
    report.form_version, report.edited_by_id = form.version, actor.id
    report.filings.append(filing)
    db.session.flush()
    return filing


def _told(filing: ReportFiling) -> list[str]:
    """The figures of a filing, for the record of changes."""
    return [f"{code}={value}" for code, value in filing.figures.items()]


def _tell_corrected(asked: Expected, report: PeriodicReport) -> None:
    for demand in queries.demands_on(asked.unit, report.form, asked.period):
        if asks_for(demand, asked.period):
            taken = queries.consolidations_with(demand, report.reference, asked.period)
            notices.tell_corrected(demand, report, str(asked.form.short), asked.period, taken)
