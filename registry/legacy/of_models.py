"""Rows of lists of models: what each would do to the register, and doing it."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from registry.catalogue import queries as catalogue
from registry.catalogue.cleaning import clean, clean_line
from registry.catalogue.models import Exemplar, ExemplarVersion, Field
from registry.catalogue.service import taking_over
from registry.catalogue.service.taking_over import OldModel
from registry.catalogue.states import ExemplarState
from registry.core.errors import Faults, InvalidInput
from registry.core.figures import NotANumber, parse_amount
from registry.core.i18n import _
from registry.core.ids import plain_words
from registry.core.types import unique_key
from registry.identity.models import Role, User
from registry.legacy.columns import zeros_of
from registry.legacy.models import ImportRun
from registry.legacy.places import UnitFinder
from registry.legacy.states import Fate
from registry.legacy.verdict import Values, Verdict, refused, shown, told
from registry.legacy.vocabulary import ENTRY_KINDS, SUBJECT_KINDS, find_word, words_of
from registry.units.models import Unit
from registry.units.rules import scope_of

IMPORTERS = (Role.UNIT_MEMBER, Role.UNIT_LEAD, Role.REGISTRY_STAFF, Role.ADMINISTRATOR)
TEXTS = (
    "summary", "situation", "goals", "target_group", "method", "forces", "resources", "outputs", "outcome",
    "upkeep",
)  # fmt: skip
YEAR = re.compile(r"(?<!\d)(19[4-9]\d|20\d\d)(?!\d)")
LONGEST_NUMBER = 80
DIGITS_ONLY = re.compile(r"[-−\d.,\s']+")
# Less is no sum of money that a model costs; more, below a heading in millions, was written out in dong.
LEAST_MONEY, MOST_IN_UNITS = 1000, 10**12


@dataclass(frozen=True)
class Plan:
    """A row as the register would hold it."""

    unit: Unit
    key: str
    contents: dict[str, Any]
    place: str | None
    label: str


class ModelRows:
    """Judges the rows of one list of models."""

    def __init__(self, run: ImportRun, actor: User) -> None:
        self._run, self._actor = run, actor
        self._finder = UnitFinder(scope_of(actor, *IMPORTERS))
        self._fields: dict[str, Field | None] = {}
        place = run.columns.get("budget_vnd", len(run.headings))
        self._zeros = zeros_of(run.headings[place]) if place < len(run.headings) else 0

    def judge(self, rows: Sequence[Values]) -> list[Verdict]:
        """What would become of each row; stores nothing."""
        return [verdict for verdict, _plan, _known in self._decide(rows)]

    def take(self, rows: Sequence[Values]) -> list[Verdict]:
        """Judge rows again and record what they say. Part of a command."""
        verdicts: list[Verdict] = []
        new: list[tuple[Verdict, Plan]] = []
        for verdict, plan, known in self._decide(rows):
            verdicts.append(verdict)
            if verdict.fate is Fate.NEW and plan is not None:
                new.append((verdict, plan))
            elif verdict.fate is Fate.CHANGED and plan is not None and known is not None:
                taking_over.renew_model(self._actor, known, contents=plan.contents, place=plan.place)
        told = [OldModel(plan.unit, plan.key, plan.contents, plan.place or "") for _verdict, plan in new]
        made = taking_over.take_over_models(self._actor, told, as_drafts=self._run.as_drafts) if told else []
        for (verdict, _plan), exemplar in zip(new, made, strict=True):
            verdict.subject = exemplar.reference
        return verdicts

    def _decide(self, rows: Sequence[Values]) -> list[tuple[Verdict, Plan | None, Exemplar | None]]:
        plans: list[Plan | Verdict] = []
        for values in rows:
            label = " ".join(values.get("title", "").split())[:300]
            try:
                plans.append(self._plan(values, label))
            except InvalidInput as refusal:
                plans.append(refused(told(refusal), label=label))
        known = taking_over.find_by_sources(one.key for one in plans if isinstance(one, Plan))
        plans = self._without_doubles(plans, known)
        return [
            (one, None, None)
            if isinstance(one, Verdict)
            else (_verdict(one, known.get(one.key)), one, known.get(one.key))
            for one in plans
        ]

    def _without_doubles(
        self, plans: Sequence[Plan | Verdict], known: Mapping[str, Exemplar]
    ) -> list[Plan | Verdict]:
        """The plans; those of a model that its unit registered here by itself are refused."""
        new = [one for one in plans if isinstance(one, Plan) and one.key not in known]
        recorded = taking_over.find_registered((one.unit.id, one.contents["title"]) for one in new)
        kept: list[Plan | Verdict] = []
        for one in plans:
            code = _double(one, recorded) if isinstance(one, Plan) and one.key not in known else ""
            kept.append(refused([["title", _registered_already(code)]], label=one.label) if code else one)
        return kept

    def _plan(self, values: Values, label: str) -> Plan:
        faults, contents = Faults(), dict[str, Any]()
        cleaners: dict[str, Callable[[], Any]] = {
            "title": lambda: _needed("title", clean("title", values["title"])),
            "started_year": lambda: _year(values["year"]),
            "field": lambda: self._field(values["field"]),
            "entry_kind": lambda: _word("entry_kind", ENTRY_KINDS, values["entry_kind"]),
            "subject_kind": lambda: _word("subject_kind", SUBJECT_KINDS, values["subject_kind"]),
            "budget_vnd": lambda: clean("budget_vnd", _money(values["budget_vnd"], self._zeros)),
            "sources": lambda: clean("sources", values["sources"].split()),
            **{name: partial(_text, name, values) for name in TEXTS},
        }
        for name, cleaner in cleaners.items():
            column = "year" if name == "started_year" else name
            if values.get(column) or name == "title":
                with faults.gathered():
                    contents[name] = cleaner()
        unit = self._run.unit
        with faults.gathered():
            unit = self._unit(values, contents.get("started_year"))
        place = None
        with faults.gathered():
            place = clean_line("place", values["place"], 300) if values.get("place") else None
        with faults.gathered():
            number = clean_line("number", values.get("number", ""), LONGEST_NUMBER)
        faults.refuse()
        return Plan(unit, _key(unit, number, contents), contents, place, label)

    def _unit(self, values: Values, year: int | None) -> Unit:
        if not values.get("unit"):
            return self._finder.find(self._run.unit.code, field="unit", year=year)
        return self._finder.find(values["unit"], field="unit", year=year)

    def _field(self, text: str) -> Field:
        if not self._fields:
            for one in catalogue.list_fields():
                for name in (one.code, one.name, one.name_en):
                    self._fields[plain_words(name)] = one
        found = self._fields.get(plain_words(text))
        if found is None:
            names = ", ".join(one.name for one in catalogue.list_fields())
            raise InvalidInput("field", _("There is no such field. Write one of: %(names)s", names=names))
        return found


def _double(plan: Plan, recorded: Mapping[tuple[int, str], Sequence[tuple[str, int | None]]]) -> str:
    """The code of the model that this would be once more; the same name in another year is another model."""
    year = plan.contents.get("started_year")
    found = recorded.get((plan.unit.id, plan.contents["title"]), ())
    return next((code for code, begun in found if not year or not begun or begun == year), "")


def _registered_already(code: str) -> str:
    return _("The unit registered %(code)s under this name. If it is another model, rename it.", code=code)


def _verdict(plan: Plan, known: Exemplar | None) -> Verdict:
    verdict = Verdict(Fate.NEW, plan.key, plan.label)
    if known is None:
        return verdict
    verdict.subject = known.reference
    verdict.changes = _changes(known, plan) if known.state is not ExemplarState.MERGED else []
    verdict.fate = Fate.CHANGED if verdict.changes else Fate.SAME
    if verdict.changes and known.state is ExemplarState.CLOSED:
        sentence = _("%(code)s is discontinued. Resume it before changing it.", code=known.reference)
        return refused([["title", sentence]], key=plan.key, label=plan.label)
    return verdict


def _text(name: str, values: Values) -> Any:
    return clean(name, values[name])


def _needed(column: str, text: str) -> str:
    if not text:
        raise InvalidInput(column, _("Enter the name of the model"))
    return text


def _word(column: str, words: dict[str, Any], text: str) -> Any:
    found = find_word(words, text)
    if found is None:
        known = words_of(words)
        raise InvalidInput(column, _("Write one of these, with or without marks: %(words)s", words=known))
    return found


def _year(text: str) -> int:
    found = YEAR.search(text)
    if not found:
        raise InvalidInput("year", _("There is no year in “%(text)s”.", text=text[:40]))
    try:
        year: int = clean("started_year", int(found[0]))
    except InvalidInput as refusal:
        raise InvalidInput("year", refusal.message) from None
    return year


def _money(text: str, zeros: int) -> Decimal:
    """An amount in dong; below a heading in million dong 250 is 250 million, and 250 triệu is so anyway."""
    try:
        money = parse_amount(text)
        if DIGITS_ONLY.fullmatch(text.strip()):
            money = money.scaleb(zeros)
    except NotANumber as fault:
        raise InvalidInput("budget_vnd", fault) from None
    if 0 < money < LEAST_MONEY or (zeros and money >= MOST_IN_UNITS):
        sentence = _("That would be %(n)s dong. Write the amount with its unit: 250 million.", n=f"{money:f}")
        raise InvalidInput("budget_vnd", sentence)
    return money


def _key(unit: Unit, number: str, contents: dict[str, Any]) -> str:
    """By what the row is known again: the unit and its own number, or the unit, the title and the year."""
    own = f"n|{unique_key(number)}" if number else f"t|{unique_key(contents['title'])}"
    if not number:
        own += f"|{contents.get('started_year') or ''}"
    return "list-" + hashlib.sha256(f"{unit.id}|{own}".encode()).hexdigest()[:40]


def _changes(known: Exemplar, plan: Plan) -> list[list[str]]:
    version = known.latest
    changes = [
        ["year" if name == "started_year" else name, _shown(version, name), shown(_plain(value))]
        for name, value in plan.contents.items()
        if getattr(version, name) != value
    ]
    if plan.place is not None and plan.place != known.place:
        changes.append(["place", shown(known.place), shown(plan.place)])
    return changes


def _shown(version: ExemplarVersion, name: str) -> str:
    return shown(_plain(getattr(version, name)))


def _plain(value: Any) -> Any:
    if isinstance(value, Field):
        return value.name
    return " ".join(value) if isinstance(value, list) else value
