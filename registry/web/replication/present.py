"""Replications as the pages show them: the tree, the table, what happened when."""

from typing import Any

from flask import url_for
from wtforms import FieldList

from registry.catalogue.models import Exemplar, Result
from registry.catalogue.queries import list_of_unit
from registry.core.clock import today
from registry.core.i18n import _, _l
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.identity.queries import list_holders
from registry.replication.effects import is_percent
from registry.replication.lineage import Branch, Lineage, Link
from registry.replication.measured import is_still_asked
from registry.replication.models import Replication
from registry.replication.plan_tables import ChangeTold
from registry.replication.queries import OWNERS, as_read_by, title_of
from registry.replication.readiness import QUESTIONS as READINESS
from registry.replication.readiness import answers_by_question, gaps_of
from registry.replication.states import REPLICATION_LIFE, ReplicationState
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.naming import at_start, within
from registry.units.rules import units_with_role
from registry.web.catalogue.words import amount, reached
from registry.web.forms import Form
from registry.web.replication.steps import QUESTIONS
from registry.web.words import word, words_of_state

# More copies of one model than this are drawn as one box that says how many.
DRAWN = 12
GIVEN = ("before", "after", "as_of", "of_count")


def link_of(replication: Replication | Link) -> str:
    """The page of a replication."""
    return url_for("replication.show_replication", reference=replication.reference)


def model_link(exemplar: Exemplar) -> str:
    """The page of a model."""
    return url_for("catalogue.show_exemplar", reference=exemplar.reference)


def confirmer_of(source: Exemplar) -> str:
    """Who is asked to confirm a copy of a model: its unit, by what stands in its place today."""
    unit = source.lead_unit
    standing = units.current_successors(unit) if unit else []
    if source.is_imported and not list_holders((one.id for one in standing), *OWNERS):
        place = unit or source.province
        names = ", ".join(one.name for one in units.current_successors(place)) if place else ""
        return _("the registry staff of %(place)s", place=names) if names else _("the registry staff")
    named, now = within(source.lead_unit_name), ", ".join(within(one.name) for one in standing)
    if not now or now.casefold() == named.casefold():
        return named
    return _("%(unit)s (now %(names)s)", unit=named, names=now)


def own_units(actor: User) -> list[Unit]:
    """The units a person works for that exist today."""
    return [unit for unit in units.list_by_ids(units_with_role(actor, *OWNERS)) if unit.exists_on(today())]


def own_models(actor: User, replication: Replication) -> list[Exemplar]:
    """The models of the unit that copies, which may be its model of the copy."""
    found = {
        one.id: one
        for unit in units.current_successors(replication.unit)
        for one in list_of_unit(unit, size=200).items
        if one.id != replication.source_id and allowed(actor, Permission.EXEMPLAR_READ, one)
    }
    return list(found.values())


def tree_of(lineage: Lineage, here: Exemplar | None = None) -> dict[str, Any]:
    """A lineage for `lineage.draw`; the model whose page it is says so."""
    return {"root": root_of(lineage.root, here), "nodes": _nodes(lineage.branches, here)}


def root_of(root: Exemplar, here: Exemplar | None) -> dict[str, str]:
    """The model a tree begins with."""
    origin = _("This model") if root is here else _("Original model")
    year = (root.public_version or root.latest).started_year
    return {"title": at_start(root.lead_unit_name), "detail": f"{origin}, {year}" if year else origin}


def _nodes(branches: list[Branch], here: Exemplar | None) -> list[dict[str, Any]]:
    shown = branches if len(branches) <= DRAWN else branches[: DRAWN - 1]
    nodes: list[dict[str, Any]] = [_node(branch, here) for branch in shown]
    if len(shown) < len(branches):
        nodes.append({"title": _("%(n)s other places", n=len(branches) - len(shown))})
    return nodes


def _node(branch: Branch, here: Exemplar | None) -> dict[str, Any]:
    one = branch.link
    is_here = here is not None and one.copy_id == here.id
    return {
        "title": at_start(one.unit_name),
        "detail": f"{one.started_on.year}, {in_words(one, is_here=is_here)}",
        "href": link_of(one),
        "pending": not one.is_confirmed,
        "ended": is_stopped(one),
        "children": _nodes(branch.branches, here),
    }


def is_stopped(link: Link) -> bool:
    """Whether it is drawn as stopped; what both units have not confirmed is drawn as that."""
    return link.is_confirmed and link.state is ReplicationState.STOPPED


def in_words(link: Link, *, is_here: bool = False) -> str:
    """Where a copy stands, inside a sentence. What both units have not confirmed says so, stopped or not."""
    if is_here:
        return _("this model")
    words = str(word(link.state))
    words = words[:1].lower() + words[1:]
    if link.is_confirmed or link.state is ReplicationState.PROPOSED:
        return words
    return _("%(state)s, not confirmed", state=words)


def rows_of(actor: User, replications: list[Replication]) -> list[dict[str, Any]]:
    """The rows of the table."""
    return [
        {
            "reference": one.reference,
            "title": title_of(one.source),
            "href": link_of(one),
            "source_unit": at_start(one.source.lead_unit_name),
            "unit": at_start(one.unit_name),
            "started_on": one.started_on,
            "state": one.state,
            "adaptation": as_read_by(actor, one, one).adaptation,
            "reported_on": one.reported_on,
        }
        for one in replications
    ]


def history_of(replication: Replication) -> list[dict[str, Any]]:
    """What happened, in order, for `history.draw`."""
    one, events = replication, []
    unit = at_start(one.unit_name)
    if one.proposed_at is None or one.proposed_at > one.created_at:
        events.append({"at": one.created_at, "text": _("%(unit)s began to prepare it", unit=unit)})
    if one.proposed_at:
        events.append({"at": one.proposed_at, "text": _("%(unit)s registered the copy", unit=unit)})
    source = at_start(one.source.lead_unit_name)
    if one.confirmed_at:
        text = _("%(unit)s confirmed it", unit=source)
        events.append({"at": one.confirmed_at, "text": text, "note": one.answer, "on": True})
    elif one.state is ReplicationState.DECLINED:
        text = _("%(unit)s did not confirm it", unit=source)
        events.append({"at": one.updated_at, "text": text, "note": one.answer})
    if one.reported_on:
        events.append({"at": one.reported_on, "text": _("Result reported"), "on": True})
    if one.sustained_on:
        text = _("Said to go on")
        events.append({"at": one.sustained_on, "text": text, "note": one.sustain_note, "on": True})
    if one.stopped_on:
        events.append({"at": one.stopped_on, "text": _("Stopped"), "note": one.stop_reason})
    return events


STATIONS = (
    (ReplicationState.PREPARING, _l("Prepared")),
    (ReplicationState.PROPOSED, _l("Asked to confirm")),
    (ReplicationState.CONFIRMED, _l("Under way")),
    (ReplicationState.REPORTED, _l("Result reported")),
    (ReplicationState.SUSTAINED, _l("Kept going")),
)


def path_of(replication: Replication) -> list[dict[str, Any]]:
    """The stations of a copy: which are behind it, where it stands, which are to come."""
    one, order = replication, [state for state, _label in STATIONS]
    if one.state in order:
        reached, last = order.index(one.state), None
    else:
        reached, last = 1 + bool(one.proposed_at) + bool(one.confirmed_at) + bool(one.reported_on), one.state
    marks = {-1: ("done", "circle-check"), 0: ("now", "clock"), 1: ("later", "circle-dashed")}
    line = []
    for at, (_state, label) in enumerate(STATIONS[:reached] if last else STATIONS):
        kind, icon = marks[(at > reached) - (at < reached)]
        line.append({"label": label, "kind": kind, "icon": icon})
    if last:
        words = words_of_state(last)
        line.append({"label": words[0], "kind": "now", "icon": words[2]})
    return line


def actions_of(actor: User | None, replication: Replication) -> set[str]:
    """The names of the arrows that this person may follow now."""
    return {
        arrow.action
        for arrow in REPLICATION_LIFE.available(replication.state)
        if actor is not None and allowed(actor, arrow.permission, replication)
    }


def figures_of(replication: Replication, indicators: list[Result]) -> list[dict[str, Any]]:
    """What the form of the figures begins with: a row for each indicator, filled where it was measured."""
    rows: list[dict[str, Any]] = []
    for one in indicators:
        known = next((of for of in replication.outcomes if is_still_asked(of, one)), None)
        rows.append({"key": one.key, **({name: getattr(known, name) for name in GIVEN} if known else {})})
    return rows


def measured_rows(fields: FieldList, indicators: list[Result]) -> list[dict[str, Any]]:
    """The rows of the form under the indicator each belongs to, with what was reached at home."""
    named = {one.key: one for one in indicators}
    rows = [(named.get(entry.form.key.data), entry.form) for entry in fields]
    for result, form in rows:
        form.row_name = result.indicator if result is not None else ""
    return [
        {
            "form": form,
            "indicator": result.indicator,
            "measure": result.measure,
            "is_percent": is_percent(result.measure),
            "home": "" if result.before is None else amount(result.before, result.measure),
            "reached": reached(result),
        }
        for result, form in rows
        if result is not None
    ]


def both_texts(form: Form, stored: dict[str, str]) -> list[dict[str, str]]:
    """Both texts of what two people changed; nothing where the form is not stale."""
    if form.stale is None:
        return []
    return [
        {"label": form[name].label.text, "mine": form[name].data or "–", "theirs": text or "–"}
        for name, text in stored.items()
    ]


def can_answer(actor: User | None, replication: Replication) -> bool:
    """Whether this person answers for the source unit."""
    return actor is not None and allowed(actor, Permission.REPLICATION_CONFIRM, replication)


def plan_of(actor: User | None, replication: Replication, *, is_inside: bool) -> dict[str, Any]:
    """The preparation, the plan and what became of it, in texts as this person reads them.

    What was withdrawn is for those inside: both units and whoever looks after them.
    """
    one, known = replication, answers_by_question(replication)

    def read(row: Any) -> Any:
        return as_read_by(actor, replication, row)

    def told(row: ChangeTold) -> dict[str, Any]:
        return {"row": read(row), "of": read(row.component).name if row.component else ""}

    return {
        "checks": [
            {"title": QUESTIONS[question.name][0], "row": read(known[question.name])}
            for question in READINESS
            if question.name in known and known[question.name].answer
        ],
        "gaps": [{"title": QUESTIONS[gap.question][1], "row": read(gap)} for gap in gaps_of(one)],
        "components": [read(part) for part in one.components],
        "checkpoints": [read(day) for day in one.checkpoints],
        "changes": [
            {"earlier": [told(old) for old in entry.earlier] if is_inside else [], **told(entry)}
            for entry in reversed(one.adaptations)
            if entry.withdrawn_on is None or is_inside
        ],
        "questions": [read(question) for question in one.questions],
        "late": [day.id for day in one.checkpoints if day.reported_on is None and day.due_on < today()],
    }
