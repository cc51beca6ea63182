"""What a change of a unit will do, in sentences, for the page that asks for confirmation."""

from collections.abc import Iterable, Sequence
from datetime import date

from registry.catalogue.queries import count_led_by
from registry.core.i18n import _, _n
from registry.identity.queries import list_grants_at
from registry.review.queries import count_open_of_units
from registry.units import queries
from registry.units.models import Unit
from registry.units.states import Tree
from registry.web.filters import as_date


def of_rename(unit: Unit, name: str, on: date) -> list[str]:
    """A new name changes how the unit is shown from a day on, and nothing else."""
    return [
        _("From %(day)s the unit is called %(name)s.", day=as_date(on), name=name),
        _(
            "What is dated earlier keeps the name %(name)s, and that name still finds it.",
            name=unit.name_on(on),
        ),
        _("Roles, models and the place of the unit stay as they are."),
    ]


def of_merger(ending: Sequence[Unit], into: Unit, on: date) -> list[str]:
    """Everything of the units that end passes to the one that goes on."""
    ids = [unit.id for unit in ending]
    names = ", ".join(unit.name for unit in ending)
    return [
        _("%(units)s: the last day is the one before %(day)s.", units=names, day=as_date(on)),
        _("%(unit)s goes on and stands in their place.", unit=into.name),
        _roles(ids, on, into),
        _models(ids, into.name),
        *_reviews(ids),
        *_below(ending, on, into.name),
        _("The old names still find the models."),
    ]


def of_split(unit: Unit, into: Sequence[Unit], heir: Unit | None, on: date) -> list[str]:
    """The unit ends; its records can be reached from all that follow."""
    names = ", ".join(one.name for one in into)
    return [
        _("%(units)s: the last day is the one before %(day)s.", units=unit.name, day=as_date(on)),
        _("%(units)s follow it.", units=names),
        _("Roles are not passed on: grant them anew at the units that follow. Until then whoever holds one"
          " keeps it for the old records."),
        _models([unit.id], names),
        *_reviews([unit.id]),
        *_below([unit], on, (heir or into[0]).name),
    ]  # fmt: skip


def of_end(unit: Unit, on: date) -> list[str]:
    """The unit ends; its records stay and are read only by those who held a role there."""
    above = queries.tree().parents(unit.id, on)
    up = queries.list_by_ids(above[:1])
    return [
        _("%(units)s: the last day is the one before %(day)s.", units=unit.name, day=as_date(on)),
        _("Nothing follows it. Its models and decisions stay, under its name."),
        *_reviews([unit.id]),
        *_below([unit], on, up[0].name if up else _("no unit")),
    ]


def of_move(unit: Unit, parent: Unit, tree: Tree, on: date) -> list[str]:
    """Another place means other administrators, staff and councils."""
    before = queries.list_by_ids(queries.tree().parents(unit.id, on, tree))
    old, new = before[0].name if before else _("no unit"), parent.name
    return [
        _(
            "From %(day)s the unit stands below %(unit)s instead of %(old)s.",
            day=as_date(on),
            unit=new,
            old=old,
        ),
        _(
            "Who administers, verifies or decides at %(unit)s or above it does so for this unit too.",
            unit=new,
        ),
        _("What is below the unit moves with it."),
    ]


def _roles(ids: list[int], on: date, into: Unit) -> str:
    grants = list_grants_at(ids, on)
    if not grants:
        return _("Nobody holds a role there that would pass on.")
    people = sorted({grant.user.name for grant in grants})
    return _n(
        "%(num)s role passes to %(unit)s: %(people)s.",
        "%(num)s roles pass to %(unit)s: %(people)s.",
        len(grants),
        unit=into.name,
        people=", ".join(people),
    )


def _models(ids: list[int], into: str) -> str:
    return _n(
        "%(num)s model keeps the name it was registered under; from then on %(unit)s looks after it.",
        "%(num)s models keep the name they were registered under; from then on %(unit)s looks after them.",
        count_led_by(ids),
        unit=into,
    )


def _reviews(ids: list[int]) -> list[str]:
    count = count_open_of_units(ids)
    if not count:
        return []
    return [
        _n(
            "%(num)s nomination is in review: it goes on, with its ballots.",
            "%(num)s nominations are in review: they go on, with their ballots.",
            count,
        )
    ]


def _below(ending: Iterable[Unit], on: date, to: str) -> list[str]:
    tree = queries.tree()
    ids = {one for unit in ending for one in tree.children(unit.id, on)}
    if not ids:
        return []
    names = ", ".join(unit.name for unit in queries.list_by_ids(ids)[:12])
    return [
        _n(
            "%(num)s unit below moves below %(unit)s: %(names)s.",
            "%(num)s units below move below %(unit)s: %(names)s.",
            len(ids),
            unit=to,
            names=names,
        )
    ]
