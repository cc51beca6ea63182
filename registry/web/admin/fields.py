"""Form fields that name units one administers: typed as a name, old names included, or as a code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from wtforms import Field, StringField, TextAreaField
from wtforms.validators import StopValidation

from registry.core.clock import today
from registry.core.i18n import _
from registry.core.ids import plain_words
from registry.identity.models import Role, User
from registry.units import queries
from registry.units.models import Unit
from registry.units.rules import scope_of
from registry.web.guard import actor
from registry.web.units.present import places_of
from registry.web.words import word

IN_BRACKETS = re.compile(r"\(([A-Za-z0-9][A-Za-z0-9._-]*)\)\s*$")
# Above this many the browser's list of suggestions helps nobody and weighs too much.
SUGGESTED = 300
LONGEST = 400
MOST_LINES = 60
# More than this nobody reads through; another word tells them apart sooner.
OFFERED = 12
OFFERED_IN_WORDS = 4


@dataclass(frozen=True)
class Offer:
    """A unit that may have been meant, with what tells it apart from others of its name."""

    code: str
    name: str
    told: str


class Unclear(StopValidation):
    """A text that names no unit or several; `units` are those that may have been meant."""

    def __init__(self, message: str, units: Sequence[Unit]) -> None:
        super().__init__(message)
        self.units = units


def offer_of(unit: Unit) -> Offer:
    """A unit with its kind, what is above it and its code."""
    above = [one.name for place in places_of(unit)[:1] for one in reversed(place.above)]
    told = ", ".join([str(word(unit.kind)), *above])
    if not _goes_on(unit, today()):
        told += ", " + _("no longer exists")
    return Offer(unit.code, unit.name, _("%(place)s. Code: %(code)s", place=told, code=unit.code))


class UnitField(StringField):
    """One unit; `unit` is what was found, `offered` what may have been meant when that is not just one.

    Whoever chose one of those offered sends its code beside the text; it counts while the text is the same.
    """

    unit: Unit | None = None
    offered: Sequence[Offer] = ()
    _chosen = ""

    def scope(self) -> set[int]:
        """Ids of the units among which one is meant."""
        return my_scope()

    def unknown(self, text: str) -> str:
        """What is said of a text that names none of them."""
        return _unknown(text)

    @property
    def named(self) -> Unit:
        """The unit of a field that must name one; ask only once the form was accepted."""
        return cast(Unit, self.unit)

    @property
    def choice_name(self) -> str:
        """The name of the radio buttons."""
        return f"{self.name}-chon"

    @property
    def asked_name(self) -> str:
        """The name of the text for which they were offered."""
        return f"{self.name}-hoi"

    def process(self, formdata: Any, *values: Any, **more: Any) -> None:
        super().process(formdata, *values, **more)
        if formdata and formdata.get(self.asked_name) == self.data:
            self._chosen = formdata.get(self.choice_name, "")

    def process_data(self, value: Any) -> None:
        self.unit = value if isinstance(value, Unit) else None
        self.data = label_of(value) if isinstance(value, Unit) else value

    def pre_validate(self, form: Any) -> None:
        text = (self.data or "").strip()
        if self._chosen:
            self.unit = self._find(self._chosen)
            self.data = label_of(self.unit)
        elif text:
            try:
                self.unit = self._find(text)
            except Unclear as unclear:
                self.offered = [offer_of(unit) for unit in unclear.units]
                raise

    def _find(self, text: str) -> Unit:
        return _found(text, self.scope(), self.unknown(text[:80]))


class UnitsField(TextAreaField):
    """Several units, one a line; `units` is what was found."""

    units: Sequence[Unit] = ()

    def pre_validate(self, form: Any) -> None:
        lines = [line.strip() for line in (self.data or "").splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise StopValidation(_("Name at most %(n)s units at a time.", n=MOST_LINES))
        self.units = list(dict.fromkeys(_found_in_line(line) for line in lines))


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


def suggestions(within: set[int] | None = None) -> list[str]:
    """What the browser offers while a unit is typed; nothing when there are too many to choose from."""
    scope = my_scope() if within is None else within
    page = queries.search_units(within=scope, with_ended=False)
    if page.total > SUGGESTED:
        return []
    units = queries.list_by_ids(scope)
    return [label_of(unit) for unit in units if _goes_on(unit, today())]


def _goes_on(unit: Unit, day: date) -> bool:
    return unit.ended_on is None or unit.ended_on > day


def _unknown(text: str) -> str:
    return _("You administer no unit of this name or code: %(text)s", text=text)


def _found(text: str, scope: set[int], unknown: str) -> Unit:
    """The one unit a text names. Raises Unclear, saying what to do, unless there is just one."""
    text = text[:LONGEST]
    code = IN_BRACKETS.search(text)
    for candidate in (code[1] if code else "", text, text.casefold()):
        unit = queries.find_unit(candidate) if candidate else None
        if unit is not None and unit.id in scope:
            return unit
    for named in (queries.find_by_name(text), queries.find_by_plain_name(text, scope)):
        mine = [unit for unit in named if unit.id in scope]
        meant = [unit for unit in mine if _goes_on(unit, today())] or mine
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise Unclear(_("Several units are called so. Choose one of them."), meant[:OFFERED])
    raise _guess(text, scope, unknown)


def _guess(text: str, scope: set[int], refusal: str) -> Unclear:
    """The refusal of a text that is no whole name, with what may have been meant: only people choose."""
    likely = queries.list_likely(text, within=scope, limit=OFFERED) if plain_words(text) else []
    if likely:
        return Unclear(_("No unit is called exactly so. Choose the one you mean."), likely)
    near = queries.list_near(text, scope) if plain_words(text) else []
    if near:
        refusal += ". " + _("Choose one of these or type another name.")
    return Unclear(refusal, near)


def _found_in_line(line: str) -> Unit:
    """The same for one line of several: what may have been meant is said in words."""
    try:
        return _found(line, my_scope(), _unknown(line[:80]))
    except Unclear as unclear:
        if not unclear.units:
            raise
        meant = "; ".join(label_of(unit) for unit in unclear.units[:OFFERED_IN_WORDS])
        refusal = _("“%(line)s” may be: %(units)s. Type one of them.", line=line[:80], units=meant)
        raise StopValidation(refusal) from unclear
