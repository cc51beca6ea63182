"""What the pages of the unit show: where one may register, how far a registration is, what is left."""

from collections.abc import Iterable
from typing import Any

from flask import request, url_for
from flask_babel import LazyString

from registry.catalogue.completeness import Progress, Status, missing_to_register, progress_of
from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.queries import get_exemplar, list_drafts_of
from registry.catalogue.service import drafting, origins
from registry.catalogue.service.holding import list_held
from registry.catalogue.states import EXEMPLAR_LIFE, ExemplarState
from registry.catalogue.visibility import OWNERS
from registry.core.clock import today
from registry.core.i18n import _, _l, _n
from registry.core.permissions import Permission, require
from registry.evidence import queries as evidence
from registry.evidence.claims import coverage_of
from registry.identity.models import User
from registry.identity.queries import names_of
from registry.units import queries as units_
from registry.units.models import Unit
from registry.units.rules import scope_of, units_with_role
from registry.web.catalogue.coverage import coverage_words
from registry.web.catalogue.labels import LABELS, SECTIONS, SLUGS, section_after
from registry.web.catalogue.parts import part_of
from registry.web.guard import actor

TO_COMPLETE = (_l("To complete"), "warn", "alert-triangle")
FROM_CHECK = "kiem-tra"

# Beyond this many units below one's own, only the own ones are offered.
MOST_UNITS = 300
MOST_DRAFTS = 10
GROUPS: tuple[tuple[LazyString, tuple[Section, ...]], ...] = (
    (_l("Information"), (Section.NAME,)),
    (
        _l("Contents"),
        (Section.PROBLEM, Section.METHOD, Section.RESULTS, Section.EVIDENCE, Section.REUSE),
    ),
    (_l("Submit"), (Section.CHECK,)),
)
ARROWS: dict[str, LazyString] = {
    "pause": _l("Pause: the model rests for a while"),
    "resume": _l("Resume: the model goes on"),
    "close": _l("End: the model is no longer kept up"),
}


def own_exemplar(reference: str) -> Exemplar:
    """The model with a reference, for somebody who may change it; raises NotFound or PermissionDenied."""
    exemplar = get_exemplar(actor(), reference)
    require(actor(), Permission.EXEMPLAR_EDIT, exemplar)
    return exemplar


def units_to_register(person: User) -> list[Unit]:
    """The units for which this person may register, existing ones only; their own come first."""
    day, own = today(), units_with_role(person, *OWNERS)
    below = scope_of(person, *OWNERS) - own
    first = units_.list_by_ids(own)
    more = units_.list_by_ids(below) if len(below) <= MOST_UNITS else []
    return [unit for unit in [*first, *more] if unit.exists_on(day)]


def drafts_of(units: Iterable[Unit]) -> list[dict[str, Any]]:
    """Registrations of these units that were begun and not finished, the last changed first."""
    return [
        {
            "href": tasks_url(one),
            "title": title_of(one.latest),
            "unit": one.lead_unit_name,
            "at": one.updated_at,
        }
        for one in list_drafts_of((unit.id for unit in units), MOST_DRAFTS)
    ]


def title_of(version: ExemplarVersion) -> str:
    """The model's name, or words that stand for it."""
    return version.title or _("Model without a name")


def tasks_url(exemplar: Exemplar) -> str:
    """The task list of a model."""
    return url_for("catalogue.show_tasks", reference=exemplar.reference)


def section_url(exemplar: Exemplar, section: Section) -> str:
    """The page on which a section is filled in."""
    if section is Section.EVIDENCE:
        return url_for("evidence.manage_evidence", reference=exemplar.reference)
    if section is Section.CHECK:
        return url_for("catalogue.check_answers", reference=exemplar.reference)
    return url_for("catalogue.edit_section", reference=exemplar.reference, section=SLUGS[section])


def reading_url(exemplar: Exemplar, section: Section) -> str:
    """Where a section is read that cannot be filled in now."""
    if section is Section.EVIDENCE:
        return section_url(exemplar, section)
    return section_url(exemplar, Section.CHECK) + f"#{SLUGS[section]}"


def url_after(exemplar: Exemplar, section: Section) -> str:
    """The page of the next section that can be filled in."""
    following, held = section_after(section), list_held(exemplar)
    while following in held:
        following = section_after(following)
    return section_url(exemplar, following)


def goes_back_to_tasks() -> bool:
    """Whether the person wants the task list after saving."""
    return request.form.get("then") == "tasks"


def came_from_check() -> bool:
    """Whether the person came to a section from the page of all answers, and wants to go back there."""
    return request.args.get("ve") == FROM_CHECK


def correcting_url(exemplar: Exemplar, section: Section) -> str:
    """The page of a section for somebody who corrects one thing while checking all of them."""
    if section in (Section.EVIDENCE, Section.CHECK):
        return section_url(exemplar, section)
    slug = SLUGS[section]
    return url_for("catalogue.edit_section", reference=exemplar.reference, section=slug, ve=FROM_CHECK)


def evidence_count(version: ExemplarVersion) -> int:
    """How many files are attached to a version."""
    return len(evidence.list_items(version))


def tasks_of(actor: User, exemplar: Exemplar) -> dict[str, Any]:
    """Everything the task list shows."""
    version = exemplar.latest
    files = evidence_count(version)
    parts = {part.section: part for part in progress_of(version, files)}
    unchecked = origins.list_unchecked(exemplar)
    done = [part for part in parts.values() if part.section not in unchecked and _is_done(part, exemplar)]
    editor, here = version.edited_by_id or 0, drafting.list_present(actor, exemplar)
    held, returned = list_held(exemplar), part_of("returned", actor, exemplar, version).get("nominations", [])
    asked = {section for one in returned for section in one["untouched"]}
    return {
        "version": version,
        "title": title_of(version),
        "progress": _("%(done)s of %(count)s sections complete", done=len(done), count=len(parts)),
        "deadline": part_of("deadline", actor, exemplar, version),
        "work": part_of("work", actor, exemplar, version),
        "groups": [
            (
                label,
                [
                    _held_task(exemplar, section)
                    if section in held
                    else _with(here.get(section), _task(exemplar, parts[section], files, asked))
                    for section in sections
                ],
            )
            for label, sections in GROUPS
        ],
        "returned": returned,
        "beside": part_of("tasks", actor, exemplar, version).get("rows", []),
        "editor": names_of([editor]).get(editor, ""),
        "has_choice": len(units_to_register(actor)) > 1,
        "standing_in": _stands_in(actor, exemplar.lead_unit),
        "someone_else": editor not in (0, actor.id),
        "can_begin": version.is_frozen and exemplar.state is not ExemplarState.CLOSED,
    }


def _stands_in(actor: User, unit: Unit | None) -> bool:
    """Whether this person fills in for another unit; for one that is no more, its successor goes on."""
    if unit is None or not unit.exists_on(today()):
        return False
    return unit.id not in units_with_role(actor, *OWNERS)


def _is_done(part: Progress, exemplar: Exemplar) -> bool:
    if part.section is Section.CHECK and exemplar.state is ExemplarState.DRAFT:
        return False
    return part.status is Status.DONE


def _held_task(exemplar: Exemplar, section: Section) -> dict[str, Any]:
    """A section that a return does not name: it can be read."""
    href, state = reading_url(exemplar, section), (_("Kept as signed"), "", "lock")
    return {"label": _numbered(section), "href": href, "state": state, "sub": ""}


def _numbered(section: Section) -> str:
    return f"{list(Section).index(section) + 1}. {SECTIONS[section]}"


def _task(exemplar: Exemplar, part: Progress, files: int, asked: set[Section]) -> dict[str, Any]:
    task = {
        "label": _numbered(part.section),
        "href": section_url(exemplar, part.section),
        "state": _state_of(part),
        "sub": "",
    }
    if exemplar.latest.is_frozen and part.section is not Section.CHECK:
        return {**task, "href": None, **(_reopening(exemplar, part.section) if part.section in asked else {})}
    if part.section is Section.CHECK:
        return {**task, **_check_task(exemplar, part)}
    if part.section is Section.EVIDENCE and files:
        task["state"] = (_n("%(num)s file", "%(num)s files", files), "info", "")
    if part.section in asked:
        return {**task, "state": TO_COMPLETE}
    if part.status is Status.DONE and part.section in origins.list_unchecked(exemplar):
        task["state"] = (_("To be checked"), "warn", "alert-triangle")
        task["sub"] = _("As in the earlier model. Look through it, put in what is new, and save.")
        return task
    if part.status is Status.ITEMS_LEFT:
        task["sub"] = "; ".join(item.sentence for item in part.missing)
    if part.section is Section.RESULTS and part.status is not Status.NOT_STARTED:
        told = coverage_words(coverage_of(exemplar.latest))
        task["sub"] = f"{task['sub']}. {told}" if task["sub"] else told
    return task


def _reopening(exemplar: Exemplar, section: Section) -> dict[str, Any]:
    """A section that a return names, while nobody has begun the version that completes it."""
    href = url_for("catalogue.begin_version", reference=exemplar.reference)
    return {"state": TO_COMPLETE, "opens": {"href": href, "part": section.value}}


def _with(names: list[str] | None, task: dict[str, Any]) -> dict[str, Any]:
    """A task, and who else is at its section now."""
    if not names:
        return task
    said = _("%(names)s is filling this in now", names=", ".join(names))
    return {**task, "sub": f"{said}. {task['sub']}" if task["sub"] else said}


def _state_of(part: Progress) -> tuple[str, str, str]:
    if part.status is Status.ITEMS_LEFT:
        left = len(part.missing)
        return _n("%(num)s item left", "%(num)s items left", left), "warn", "alert-triangle"
    return {
        Status.NOT_STARTED: (_("Not started"), "", ""),
        Status.IN_PROGRESS: (_("In progress"), "info", "pencil"),
        Status.DONE: (_("Done"), "ok", "check"),
    }[part.status]


def _check_task(exemplar: Exemplar, part: Progress) -> dict[str, Any]:
    if exemplar.state is not ExemplarState.DRAFT:
        return {} if part.missing else {"state": (_("Done"), "ok", "check")}
    first = missing_to_register(exemplar.latest)
    if not first:
        return {"state": (_("Ready"), "info", "send")}
    needed = ", ".join(str(LABELS[item.field]).lower() for item in first)
    return {
        "href": None,
        "state": (_("Not open yet"), "", ""),
        "sub": _("Opens once these are filled in: %(contents)s", contents=needed),
    }


def arrows_of(exemplar: Exemplar) -> list[str]:
    """What can be done with the model's life now, besides registering it."""
    open_ = EXEMPLAR_LIFE.available(exemplar.state)
    return [arrow.action for arrow in open_ if arrow.permission is Permission.EXEMPLAR_CLOSE]
