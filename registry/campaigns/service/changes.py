"""What a change of a draft did to its stages or its scoring sheet, named for the log."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from registry.campaigns.service.plans import CriterionPlan, RubricRules
from registry.campaigns.service.stages import StagePlan

RULES = ("kind", "origin", "missing", "bonus_limit", "ranks_only", "agreement", "quorum", "vote_share")


def changes_of_stages(before: Sequence[StagePlan], after: Sequence[StagePlan]) -> dict[str, Any]:
    """The names of the stages that were added, removed, moved or changed; empty lists are left out."""
    old, new = ({one.kind: one for one in plans} for plans in (before, after))
    stayed = [kind for kind in old if kind in new]
    order = [kind for kind in new if kind in old]
    moved = [new[there].title for here, there in zip(stayed, order, strict=True) if here is not there]
    return _told(_titles(old, new) | {"moved": moved})


def changes_of_rubric(
    before: tuple[str, RubricRules, Sequence[CriterionPlan]],
    after: tuple[str, RubricRules, Sequence[CriterionPlan]],
) -> dict[str, Any]:
    """Which criteria and groups were added, removed or changed, and which rules; empty lists are left out."""
    old, new = _parts(before), _parts(after)
    rules = [name for name in RULES if getattr(before[1], name) != getattr(after[1], name)]
    return _told(_titles(old, new) | {"rules": [*(["title"] if before[0] != after[0] else []), *rules]})


def _parts(sheet: tuple[str, RubricRules, Sequence[CriterionPlan]]) -> dict[str, Any]:
    _title, rules, criteria = sheet
    return {one.label: one for one in rules.groups} | {one.label: one for one in criteria}


def _titles(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> dict[str, list[str]]:
    return {
        "added": [_name(key, one) for key, one in new.items() if key not in old],
        "removed": [_name(key, one) for key, one in old.items() if key not in new],
        "changed": [_name(key, one) for key, one in new.items() if key in old and one != old[key]],
    }


def _name(key: Hashable, one: Any) -> str:
    return str(getattr(one, "title", key))


def _told(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: titles for name, titles in found.items() if titles}
