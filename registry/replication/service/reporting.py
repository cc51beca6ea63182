"""What came of a copy: its result, or why it was stopped."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, NotRequired, TypedDict, Unpack

from registry.catalogue.models import Exemplar
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.core.transaction import transaction
from registry.identity.models import User
from registry.replication import queries
from registry.replication.lineage import descends_from
from registry.replication.measured import measured_in, words_of
from registry.replication.models import Outcome, Replication
from registry.replication.notices import tell_source_of_result, tell_source_of_stop
from registry.replication.service.adopting import text_of
from registry.replication.service.lifecycle import move_replication, require_arrow
from registry.units import queries as units


class Figures(NamedTuple):
    """What was measured at the copy on one indicator of the model: `key` is that of the model's result.

    `of_count` says of how many, where the figures are percentages.
    """

    key: str
    before: Decimal | None
    after: Decimal
    as_of: date | None = None
    of_count: int | None = None


class Report(TypedDict):
    """What a unit says of its copy.

    `copy` is its own model of it, when it registered one; so chains of copies form. `figures` are what was
    measured here on the indicators of the model that is copied.
    """

    adaptation: str
    result: str
    copy: NotRequired[Exemplar | None]
    figures: NotRequired[Sequence[Figures]]


def report_result(
    actor: User, replication: Replication, *, version: int | None = None, **report: Unpack[Report]
) -> Replication:
    """Say what was changed and what came of it; a later report replaces the one before.

    Raises InvalidInput for a figure of an indicator the model does not have, and for a day still to come.
    """
    copy, figures = report.get("copy"), report.get("figures", ())
    with transaction():
        require_arrow(actor, replication, "report", version=version)
        result = text_of("result", report["result"])
        if not result:
            raise InvalidInput("result", _("Say what came of it"))
        _check_copy(actor, replication, copy)
        _write_figures(replication, figures)
        replication.adaptation = text_of("adaptation", report["adaptation"])
        replication.result, replication.copy = result, copy
        replication.reported_on = today()
        move_replication(
            actor, replication, "report", copy=copy.reference if copy else "",
            figures=[[text_for_log(part) for part in one] for one in figures],
            personal={"adaptation": replication.adaptation, "result": result},
        )  # fmt: skip
        tell_source_of_result(actor, replication)
    return replication


def _write_figures(replication: Replication, figures: Sequence[Figures]) -> None:
    known = {one.key: one for one in measured_in(replication.source)}
    if len({one.key for one in figures}) < len(figures):
        raise InvalidInput("figures", _("The same indicator stands here twice."))
    for one in figures:
        if one.key not in known:
            raise InvalidInput("figures", _("The model has no such indicator."))
        if one.as_of is not None and one.as_of > today():
            raise InvalidInput(f"figures-{one.key}-as_of", _("This day is still to come"))
    # What was measured of an indicator that is worded otherwise by now was not asked for: it stays.
    asked_now = {words_of(one) for one in known.values()}
    kept = [one for one in replication.outcomes if words_of(one) not in asked_now]
    replication.outcomes[:] = kept
    # The old rows go first: one for each indicator.
    db.session.flush()
    for one in figures:
        asked = known[one.key]
        replication.outcomes.append(
            Outcome(**one._asdict(), indicator=asked.indicator, measure=asked.measure)
        )


def text_for_log(part: object) -> str:
    """A figure as the log keeps it; nothing where there is none."""
    return "" if part is None else str(part)


def _check_copy(actor: User, replication: Replication, copy: Exemplar | None) -> None:
    if copy is None:
        return
    tree, day = units.tree(), today()
    ours = tree.successors(replication.unit_id, day)
    theirs = tree.successors(copy.lead_unit_id, day) if copy.lead_unit_id else set()
    if ours.isdisjoint(theirs) or not allowed(actor, Permission.EXEMPLAR_READ, copy):
        raise InvalidInput("copy", _("Choose one of your unit's own models"))
    if copy.id == replication.source_id or descends_from(replication.source, copy):
        raise InvalidInput("copy", _("The copied model comes from this one, so it cannot be its copy"))
    if rivals := queries.rivals_of(replication, queries.list_origins(copy)):
        raise InvalidInput("copy", _("This model is already the copy in %(ref)s", ref=rivals[0].reference))


def stop(actor: User, replication: Replication, *, reason: str, version: int | None = None) -> Replication:
    """End the copy and say why. It stays visible: the reason is a lesson for others."""
    with transaction():
        require_arrow(actor, replication, "stop", version=version)
        text = text_of("reason", reason)
        if not text:
            raise InvalidInput("reason", _("Say why it was stopped"))
        replication.stop_reason, replication.stopped_on = text, today()
        move_replication(actor, replication, "stop", personal={"reason": text})
        tell_source_of_stop(actor, replication)
    return replication
