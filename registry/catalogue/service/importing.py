"""Taking over models that public sources tell of. They are marked as imported and may be incomplete."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from sqlalchemy import select

from registry.audit import service as audit
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.places import find_province
from registry.catalogue.rows import ResultRow, replace_results, result_rows
from registry.catalogue.service import editing
from registry.catalogue.service.changes import note_change
from registry.catalogue.source_rows import RefusedRow, SourceModel, read_line
from registry.catalogue.states import ExemplarState
from registry.core.clock import today
from registry.core.db import db
from registry.core.i18n import _
from registry.core.ids import next_reference
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.identity.models import User

# The write lock is given back between batches, so that people can go on working.
BATCH = 100


@dataclass
class ImportReport:
    """What an import did, or would do; `refused` holds (line number, reason)."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_models(actor: User | None, lines: Iterable[str | bytes], *, dry_run: bool = False) -> ImportReport:
    """Add or update a model for each line of JSON, known again by its `id`; a line that is wrong is refused.

    The same file again changes nothing. Other contents under a known id become a new version.
    """
    if actor is not None:
        require(actor, Permission.FIELD_ADMINISTER)
    report = ImportReport()
    models = _read(lines, report)
    while batch := list(islice(models, BATCH)):
        if dry_run:
            for model in batch:
                _count(report, model, _known(model.source_id))
            continue
        with transaction():
            for model in batch:
                known = _known(model.source_id)
                _count(report, model, known)
                _store(actor, model, known)
    return report


def _read(lines: Iterable[str | bytes], report: ImportReport) -> Iterator[SourceModel]:
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            model = read_line(line)
            if first := seen.get(model.source_id):
                raise RefusedRow(_("id: line %(n)s has the same.", n=first))
        except RefusedRow as refusal:
            report.refused.append((number, str(refusal)))
            continue
        seen[model.source_id] = number
        yield model


def _known(source_id: str) -> Exemplar | None:
    return db.session.scalar(select(Exemplar).where(Exemplar.source_id == source_id))


def _count(report: ImportReport, model: SourceModel, known: Exemplar | None) -> None:
    if known is None:
        report.added += 1
    elif _says_the_same(known.latest, model) and not _frame(model).items() - _stored_frame(known).items():
        report.unchanged += 1
    else:
        report.updated += 1


def _store(actor: User | None, model: SourceModel, known: Exemplar | None) -> None:
    frame = _frame(model)
    if known is None:
        exemplar = Exemplar(
            reference=next_reference("MH", today()),
            source_id=model.source_id,
            is_imported=True,
            state=ExemplarState.RUNNING,
            versions=[ExemplarVersion(number=1)],
            **frame,
        )
        db.session.add(exemplar)
        _fill(actor, exemplar, exemplar.latest, model)
        return
    if changed := dict(frame.items() - _stored_frame(known).items()):
        for name, value in changed.items():
            setattr(known, name, value)
        note_change(known)
        audit.record(actor, "exemplar.placed", known, contents=sorted(changed))
    if not _says_the_same(known.latest, model):
        _fill(actor, known, editing.add_version(known, known.latest), model)


def _fill(actor: User | None, exemplar: Exemplar, version: ExemplarVersion, model: SourceModel) -> None:
    keys = {result.indicator: result.key for result in version.results}
    for name, value in model.contents.items():
        setattr(version, name, value)
    replace_results(version, [_with_key(row, keys) for row in model.results])
    db.session.flush()
    editing.publish(exemplar, version)
    audit.record(actor, "exemplar.imported", exemplar, source=model.source_id, number=version.number)


def _with_key(row: ResultRow, keys: dict[str, str]) -> ResultRow:
    return replace(row, key=keys.pop(row.indicator, ""))


def _frame(model: SourceModel) -> dict[str, Any]:
    """What of the record is not in its versions."""
    province = find_province(model.province)
    place = model.place if province else ", ".join(part for part in (model.place, model.province) if part)
    return {
        "lead_unit_name": model.unit,
        "province_id": province.id if province else None,
        "place": place,
    }


def _stored_frame(exemplar: Exemplar) -> dict[str, Any]:
    return {name: getattr(exemplar, name) for name in ("lead_unit_name", "province_id", "place")}


def _says_the_same(version: ExemplarVersion, model: SourceModel) -> bool:
    stored = [(row.indicator, row.after, row.measure, row.qualifier) for row in result_rows(version)]
    told = [(row.indicator, row.after, row.measure, row.qualifier) for row in model.results]
    return stored == told and all(getattr(version, name) == value for name, value in model.contents.items())
