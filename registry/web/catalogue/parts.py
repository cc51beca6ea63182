"""What other subjects add to the pages of a model; each gives its part when its pages are loaded.

A part is a function of (actor or None, exemplar, version) that returns a dict, or None for nothing:

seal       {level ("Cấp tỉnh"), year, text? ("Quyết định số 214-QĐ, ngày 19/5/2025"), href?}
praise     {text ("Được biểu dương năm 2025")}                         a badge; it is no recognition
annulled   {recognitions: [{level, year, issuer, paper, ended_on, by, reason}]}   told above everything else
evidence   {photos: [{href, image, alt, caption}], cards: [for file.grid], count,
            by_result: {key of a result: [(words, href)]}, href?,
            limits: [sentence on files that not everybody sees]}
spread     {root, nodes: for lineage.draw, count, links?: [(words, href)],
            items?: [{text, href?, detail?, state?}], effects?: for effects.draw}
stock      {kind, text, result? (words)}                                  how it stands after yearly reviews
timeline   {items: [for history.draw]}
similar    {hits: [for hit.draw]}
actions    {call?: {title, text}, links: [(words, href, icon)]}        the panel at the top of the side column
work       {links: [(words, href, icon)], note?}                       for people who look after the model
deadline   {text}                                                      on the task list: until when, where to
logged     {subjects: [(kind, reference, what it is called)]}           what else the unit's history tells of
returned   {nominations: [{reference, href, on, parts, untouched, ...}]}   what is open after a return
tasks      {rows: [for tasks.draw], notes: [(sentence, href, words)]}  beside sections, before sending

Several functions under one name are joined: lists grow, other values are taken from the first that has them.
"""

from collections.abc import Callable
from typing import Any

from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.identity.models import User

Part = Callable[[User | None, Exemplar, ExemplarVersion], dict[str, Any] | None]
NAMES = (
    "seal",
    "praise",
    "annulled",
    "evidence",
    "spread",
    "stock",
    "timeline",
    "similar",
    "actions",
    "work",
    "deadline",
    "tasks",
)
# Only the history, the task list and the forms ask for these.
APART = ("logged", "returned")
# `items` is also a method of a dict: templates must never meet that instead.
ALWAYS: dict[str, dict[str, Any]] = {"spread": {"items": []}, "timeline": {"items": []}}
_parts: dict[str, list[Part]] = {name: [] for name in (*NAMES, *APART)}


def add_part(name: str, part: Part) -> None:
    """Have `part` contribute to the pages of models."""
    if part not in _parts[name]:
        _parts[name].append(part)


def part_of(name: str, actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any]:
    """One part, joined; all but empty when nobody adds to it."""
    joined: dict[str, Any] = dict(ALWAYS.get(name, {}))
    for part in _parts[name]:
        for key, value in (part(actor, exemplar, version) or {}).items():
            if isinstance(value, list) and key in joined:
                joined[key] = [*joined[key], *value]
            else:
                joined.setdefault(key, value)
    return joined


def asked_for(actor: User | None, exemplar: Exemplar, section: Section) -> list[dict[str, Any]]:
    """What a return asks for in one section, in words: shown above the answers it has opened."""
    told = part_of("returned", actor, exemplar, exemplar.latest).get("nominations", [])
    return [
        one | {"what": one["asked"][section]} for one in told if section in one["asked"] and one["reason"]
    ]


def parts_of(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, dict[str, Any]]:
    """Every part of a model's page."""
    return {name: part_of(name, actor, exemplar, version) for name in NAMES}
