"""Rows of lists of units: a unit may stand below one that comes further down in the same list."""

from datetime import date
from typing import Any

from registry.core.clock import today
from registry.core.errors import Faults, InvalidInput
from registry.core.i18n import _
from registry.core.types import unique_key
from registry.legacy.one_by_one import OneByOne
from registry.legacy.places import UnitFinder, plain
from registry.legacy.states import Fate
from registry.legacy.verdict import Values, Verdict, refused, told
from registry.legacy.vocabulary import AREAS, UNIT_KINDS, find_word, words_of
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.service import registering
from registry.units.states import Area, UnitKind


class UnitRows(OneByOne):
    """Judges the rows of one list of units."""

    def _take(self, values: Values) -> Verdict:
        verdict, plan = self._decide(values)
        if verdict.fate is not Fate.NEW:
            return verdict
        self._require_above(values)
        unit = registering.create_unit(
            self._actor,
            parent=self._above(values, "parent"),
            party_parent=self._above(values, "party_parent"),
            **plan,
        )
        self._scope.add(unit.id)
        verdict.subject = unit.code
        return verdict

    def _decide(self, values: Values) -> tuple[Verdict, dict[str, Any]]:
        label = " ".join(values.get("name", "").split())[:300]
        try:
            plan = self._plan(values)
            known = self._known(values, plan)
        except InvalidInput as refusal:
            return refused(told(refusal), label=label), {}
        verdict = Verdict(Fate.NEW, _key(values), label)
        verdict.gives = tuple(
            filter(None, (values.get("code", "").casefold(), plain(values.get("name", ""))))
        )
        if known is not None:
            verdict.fate, verdict.subject = Fate.SAME, known.code
            return verdict, plan
        missing = [
            name for name in ("parent", "party_parent") if values.get(name) and self._absent(values, name)
        ]
        verdict.needs = tuple(_wanted(values[name]) for name in missing)
        return verdict, plan

    def _plan(self, values: Values) -> dict[str, Any]:
        faults, plan = Faults(), dict[str, Any](code=values.get("code", ""), name=values.get("name", ""))
        with faults.gathered():
            if not plan["name"]:
                raise InvalidInput("name", _("Enter the unit's name."))
        with faults.gathered():
            if plan["code"] and not registering.CODE.fullmatch(plan["code"]):
                raise InvalidInput("code", _("Use letters without marks, digits, dots and hyphens."))
        with faults.gathered():
            plan["kind"] = _kind(values.get("kind", ""))
        with faults.gathered():
            if not values.get("parent") and not values.get("party_parent"):
                raise InvalidInput("parent", _("Choose the unit above."))
        with faults.gathered():
            plan["started_on"] = _day(values.get("started_on", ""))
        with faults.gathered():
            plan["areas"] = _areas(values.get("areas", ""))
        faults.refuse()
        return plan

    def _known(self, values: Values, plan: dict[str, Any]) -> Unit | None:
        """The unit that the row means, when it is recorded; raises InvalidInput when it is told otherwise.

        What happens to a unit is recorded as a change of it, never by writing over it.
        """
        known = units.find_unit(plan["code"]) if plan["code"] else self._of_this_name(values)
        if known is None:
            return None
        if known.id not in self._scope:
            raise InvalidInput("code", _("This code is in use."))
        if unique_key(plan["name"]) not in {name.name_key for name in known.names}:
            sentence = _("%(code)s is recorded as %(name)s. Record a change of name instead.",
                         code=known.code, name=known.name)  # fmt: skip
            raise InvalidInput("name", sentence)
        if plan["kind"] is not known.kind:
            raise InvalidInput("kind", _("%(code)s is recorded as another kind of unit.", code=known.code))
        return known

    def _of_this_name(self, values: Values) -> Unit | None:
        if self._absent(values, "parent"):
            return None
        parent, day = self._above(values, "parent"), today()
        below = units.tree().children(parent.id, day) if parent is not None else []
        named = {unit.id: unit for unit in units.find_by_name(values.get("name", ""))}
        return next((named[one] for one in below if one in named), None)

    def _absent(self, values: Values, name: str) -> bool:
        try:
            self._above(values, name)
        except InvalidInput:
            return True
        return False

    def _above(self, values: Values, name: str) -> Unit | None:
        return self._finder.find(values[name], field=name) if values.get(name) else None

    def _require_above(self, values: Values) -> None:
        """Raise InvalidInput for every unit above that is missing still."""
        self._finder = UnitFinder(self._scope)
        faults = Faults()
        for name in ("parent", "party_parent"):
            with faults.gathered():
                self._above(values, name)
        faults.refuse()


def _wanted(text: str) -> str:
    """How another row of the list would be known that this one needs."""
    return text.casefold() if registering.CODE.fullmatch(text) else plain(text.rsplit("(", 1)[0])


def _key(values: Values) -> str:
    code = values.get("code", "").casefold()
    return code or f"{plain(values.get('name', ''))[:39]}|{plain(values.get('parent', ''))[:39]}"


def _kind(text: str) -> UnitKind:
    found = find_word(UNIT_KINDS, text)
    if found is None:
        words = words_of(UNIT_KINDS)
        raise InvalidInput("kind", _("Write one of these, with or without marks: %(words)s", words=words))
    return found


def _day(text: str) -> date | None:
    if not text:
        return None
    day, slash, rest = text.partition("/")
    month, _slash, year = rest.partition("/")
    try:
        return date(int(year), int(month), int(day)) if slash else date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("started_on", _("Enter a real date, for example 22/11/2026")) from None


def _areas(text: str) -> list[Area]:
    found = []
    for part in text.replace(",", ";").split(";"):
        if not part.strip():
            continue
        area = find_word(AREAS, part)
        if area is None:
            words = words_of(AREAS)
            raise InvalidInput(
                "areas", _("Write one of these, with or without marks: %(words)s", words=words)
            )
        found.append(area)
    return [area for area in Area if area in found]
