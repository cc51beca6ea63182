"""Form fields that name units one administers: typed as a name, old names included, or as a code."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from wtforms import Field, StringField, TextAreaField
from wtforms.validators import StopValidation

from registry.core.clock import today
from registry.core.i18n import _
from registry.identity.models import Role, User
from registry.units import queries
from registry.units.models import Unit
from registry.units.rules import scope_of
from registry.web.guard import actor

IN_BRACKETS = re.compile(r"\(([A-Za-z0-9][A-Za-z0-9._-]*)\)\s*$")
# Above this many the browser's list of suggestions helps nobody and weighs too much.
SUGGESTED = 300
LONGEST = 400
MOST_LINES = 60


class UnitField(StringField):
    """One unit; `unit` is what was found."""

    unit: Unit | None = None

    @property
    def named(self) -> Unit:
        """The unit of a field that must name one; ask only once the form was accepted."""
        return cast(Unit, self.unit)

    def process_data(self, value: Any) -> None:
        self.unit = value if isinstance(value, Unit) else None
        self.data = label_of(value) if isinstance(value, Unit) else value

    def pre_validate(self, form: Any) -> None:
        text = (self.data or "").strip()
        self.unit = _found(text) if text else None


class UnitsField(TextAreaField):
    """Several units, one a line; `units` is what was found."""

    units: Sequence[Unit] = ()

    def pre_validate(self, form: Any) -> None:
        lines = [line.strip() for line in (self.data or "").splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise StopValidation(_("Name at most %(n)s units at a time.", n=MOST_LINES))
        self.units = list(dict.fromkeys(_found(line) for line in lines))


def needs_unit(message: object) -> Any:
    """The validator "a unit must be named"."""

    def check(form: Any, field: Field) -> None:
        if not (field.data or "").strip():
            raise StopValidation(str(message))

    return check


def label_of(unit: Unit) -> str:
    """How a unit stands in a field: its name, and its code in brackets."""
    return f"{unit.name} ({unit.code})"


def my_scope(person: User | None = None) -> set[int]:
    """Ids of the units somebody administers."""
    return scope_of(person or actor(), Role.ADMINISTRATOR)


def suggestions() -> list[str]:
    """What the browser offers while a unit is typed; nothing when there are too many to choose from."""
    page = queries.search_units(within=my_scope(), with_ended=False)
    if page.total > SUGGESTED:
        return []
    units = queries.list_by_ids(my_scope())
    return [label_of(unit) for unit in units if _goes_on(unit, today())]


def _goes_on(unit: Unit, day: date) -> bool:
    return unit.ended_on is None or unit.ended_on > day


def _found(text: str) -> Unit:
    """The one unit a text names. Raises StopValidation, saying what to type, unless there is just one."""
    scope = my_scope()
    code = IN_BRACKETS.search(text[:LONGEST])
    for candidate in (code[1] if code else "", text):
        unit = queries.find_unit(candidate) if candidate else None
        if unit is not None and unit.id in scope:
            return unit
    named = [unit for unit in queries.find_by_name(text[:LONGEST]) if unit.id in scope]
    living = [unit for unit in named if _goes_on(unit, today())]
    if len(living or named) == 1:
        return (living or named)[0]
    if named:
        raise StopValidation(_("Several units are called so. Type the code: %(codes)s", codes=_codes(named)))
    raise StopValidation(_("You administer no unit of this name or code: %(text)s", text=text[:80]))


def _codes(units: Iterable[Unit]) -> str:
    return ", ".join(unit.code for unit in units)
