"""What models brought in and how fresh what is known of them is, as facts to count."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlalchemy import select

from registry.catalogue.models import ExemplarVersion, Result
from registry.core.clock import today
from registry.core.db import db, is_one_of
from registry.evidence.models import EvidenceItem
from registry.reports.amounts import Told, amounts_of
from registry.reports.facts import Fact, Model, day_of
from registry.reports.states import Booked

Models = Mapping[int, Model]


def amount_facts(models: Models) -> Iterator[Fact]:
    """Money, work, land and households of each model, and the day its newest result tells of.

    A model that a decision found to be another one's double brings in nothing beside that one. A copy brings
    in what its own record tells of; what it reported to its source is not counted once more.
    """
    told = _results({model.version_id for model in models.values()})
    for model in models.values():
        results = told.get(model.version_id, [])
        newest = max((one.as_of for one in results if one.as_of), default=None)
        if newest is not None:
            yield Fact(
                f"{Booked.RESULT}:{model.id}", Booked.RESULT, model.id, newest, max(newest, model.known_on),
                model.dims, is_history=model.is_history,
            )  # fmt: skip
        if model.is_double:
            continue
        for one in amounts_of(results, model.budget, model.community_percent):
            on = max(model.entered_on, one.on or model.entered_on)
            yield Fact(
                f"{one.kind}:{model.id}:{one.part}", one.kind, model.id, on, max(on, model.known_on),
                model.dims, one.amount, one.part, is_history=model.is_history,
            )  # fmt: skip


def _results(version_ids: Collection[int]) -> dict[int, list[Told]]:
    query = select(
        Result.version_id, Result.indicator, Result.measure, Result.before, Result.after, Result.as_of,
        Result.fund_state, Result.fund_community, Result.fund_enterprises, Result.fund_other,
    ).where(is_one_of(Result.version_id, version_ids))  # fmt: skip
    found: dict[int, list[Told]] = defaultdict(list)
    for version_id, indicator, measure, before, after, as_of, *funds in db.session.execute(query):
        paid = tuple(fund or 0 for fund in funds)
        day = min(as_of, today()) if as_of else None
        found[version_id].append(Told(indicator, measure, before, after, day, paid))  # type: ignore[arg-type]
    return found


def evidence_facts(models: Models) -> Iterator[Fact]:
    """The day of each model's newest evidence: when it was taken, or else added."""
    query = (
        select(ExemplarVersion.exemplar_id, EvidenceItem.taken_on, EvidenceItem.added_at)
        .join(ExemplarVersion, ExemplarVersion.id == EvidenceItem.version_id)
        .where(is_one_of(ExemplarVersion.exemplar_id, models), EvidenceItem.removed_at.is_(None))
    )
    newest: dict[int, tuple[date, date]] = {}
    for exemplar_id, taken, at in db.session.execute(query):
        added = day_of(at)
        day = (min(taken, added) if taken else added, added)
        newest[exemplar_id] = max(day, newest.get(exemplar_id, day))
    for exemplar_id, days in newest.items():
        kind, model = Booked.EVIDENCE, models[exemplar_id]
        yield Fact(f"{kind}:{exemplar_id}", kind, exemplar_id, *days, model.dims)
