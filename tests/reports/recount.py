"""A naive recount: every fact in a list, and a photograph of the figures on the day a year is closed."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

FIRST = 2019
OF_NEW = {"registered", "complete", "appraised", "recognised", "commended"}
MODELS = ("registered", "complete", "appraised", "recognised", "commended", "replicated")
AMOUNTS = ("money", "labour", "land", "households")


@dataclass
class Fact:
    """Something that happened to a model; `counted` is the day in whose figures it is."""

    kind: str
    model: int
    on: date
    counted: date
    level: object = None
    alive: bool = True
    # Its model is a copy, and so no new one.
    hidden: bool = False
    # It stands on the photograph of a closed year.
    kept: bool = False


@dataclass
class Recount:
    """What was told so far, and the figures of the years that are closed."""

    day: date
    fields: dict[int, int] = field(default_factory=dict)
    units: dict[int, int] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    # [day, model, one more or less], and the same as the model itself tells it.
    runs: list[list] = field(default_factory=list)
    turns: list[list] = field(default_factory=list)
    # Of each model those of its runs that were not taken back; and what was, with the day it was.
    told: dict[int, list[list]] = field(default_factory=dict)
    stopped: dict[int, tuple] = field(default_factory=dict)
    # [day, model, figure, so much, the day of the first of them]
    amounts: list[list] = field(default_factory=list)
    copies: set[int] = field(default_factory=set)
    closed: dict[int, dict] = field(default_factory=dict)

    def wait(self, day):
        """Close each year whose last day of grace goes by."""
        self.day = day
        for year in range(FIRST, day.year):
            if year not in self.closed and day > date(year + 1, 1, 31):
                self.closed[year] = self.figures(year)
                for one in self.facts:
                    one.kept = one.kept or (self._stands(one) and one.counted.year == year)

    def is_open(self, year):
        return self.day <= date(year + 1, 1, 31)

    def _counts_on(self, on):
        return on if self.is_open(on.year) else self.day

    def add(self, kind, model, on, level=None):
        fact = Fact(kind, model, on, self._counts_on(on), level)
        fact.hidden = kind in OF_NEW and model in self.copies
        self.facts.append(fact)
        return fact

    def redate(self, fact, on):
        fact.on = on
        if not fact.hidden and self.is_open(fact.counted.year) and self.is_open(on.year):
            fact.counted = on

    def take_back(self, fact):
        """What is closed is photographed already."""
        fact.alive = False

    def turn(self, model, change):
        self.turns.append([self.day, model, change])
        if model not in self.copies:
            self._tell(model, [[self.day, model, change]])

    def _tell(self, model, runs):
        self.runs += runs
        self.told.setdefault(model, []).extend(runs)

    def bring(self, model, code, amount):
        """So much from now on; of a closed year the difference counts today."""
        known = [one for one in self.amounts if one[1:3] == [model, code]]
        first = known[0][4] if known else self.day
        if known and self.is_open(first.year):
            self._forget(known)
            self.amounts.append([first, model, code, amount, first])
        else:
            self.amounts.append([self.day, model, code, amount - sum(one[3] for one in known), first])

    def _forget(self, amounts):
        self.amounts = [one for one in self.amounts if not any(one is gone for gone in amounts)]

    def see_copies(self, copies):
        """These models are records of copies now, and no others."""
        for model in copies - self.copies:
            self._hide(model)
        for model in self.copies - copies:
            self._show(model)
        self.copies = set(copies)

    def _hide(self, model):
        for one in self.facts:
            if one.model == model and one.kind in OF_NEW:
                one.hidden = True
        self._stop(model)

    def _stop(self, model):
        """All of a run goes together: as if it had never been, or today where it began in a closed year."""
        told, added = self.told.pop(model, []), []
        if told and self.is_open(told[0][0].year):
            self._drop(told)
        elif told:
            added = [[self.day, model, -sum(one[2] for one in told)]]
            self.runs += added
        self.stopped[model] = self.day, told, added, len(self._turns_of(model))

    def _drop(self, runs):
        self.runs = [one for one in self.runs if not any(one is gone for gone in runs)]

    def _turns_of(self, model):
        return [one for one in self.turns if one[1] == model]

    def _show(self, model):
        for one in self.facts:
            if one.model == model and one.hidden:
                one.hidden = False
                if not one.kept:
                    one.counted = self._counts_on(one.on)
        stopped_on, told, added, known = self.stopped.pop(model, (None, [], [], 0))
        turns = self._turns_of(model)
        if stopped_on == self.day and told:
            # Nothing has happened, but for the turns since.
            self._drop([*told, *added])
            self._tell(model, told + [list(one) for one in turns[known:]])
            return
        first = self._counts_on(turns[0][0]) if turns else None
        self._tell(model, [[max(first, self._counts_on(on)), model, change] for on, _one, change in turns])

    def merge(self, loser, survivor):
        for one in self.facts:
            if one.model != loser:
                continue
            if one.kind in {"registered", "evidence", "result"}:
                one.alive = False
            else:
                one.model = survivor
                one.hidden = one.kind in OF_NEW and survivor in self.copies
        self._stop(loser)
        self.turns = [one for one in self.turns if one[1] != loser]
        for code in AMOUNTS:
            told = [one for one in self.amounts if one[1:3] == [loser, code]]
            if told and self.is_open(told[0][4].year):
                self._forget(told)
            elif told:
                self.amounts.append([self.day, loser, code, -sum(one[3] for one in told), told[0][4]])

    def figures(self, year):
        """Every figure of a year, counted one by one."""
        if year in self.closed:
            return self.closed[year]
        found = {}
        for kind in MODELS:
            here = {(one.model, one.level) for one in self.facts if self._counts(one, kind, year)}
            models = {model for model, _level in here}
            found[kind] = len(models)
            found[f"{kind} by field"] = dict(Counter(self.fields[model] for model in models))
            if kind in {"complete", "recognised", "commended"}:
                found[f"{kind} by level"] = dict(Counter(level for _model, level in here))
        found["running"] = sum(change for on, _model, change in self.runs if on.year <= year)
        found["places"] = sum(self._counts(one, "copied", year) for one in self.facts)
        for code in AMOUNTS:
            found[code] = sum(one[3] for one in self.amounts if one[2] == code and one[0].year == year)
        return found | {"fairness": self._fairness(year), "fresh": self._fresh(year)}

    def _fairness(self, year):
        """By unit: of the models registered in the year, how many were recognised by its end."""
        registered = {one.model for one in self.facts if self._counts(one, "registered", year)}
        given = {
            one.model
            for one in self.facts
            if one.kind == "recognised" and self._stands(one) and one.on.year <= year
        }
        found = {}
        for model in registered:
            number, some = found.get(self.units[model], (0, 0))
            found[self.units[model]] = number + 1, some + (model in given)
        return found

    def _fresh(self, year):
        """How many models ran at the end of the year, with evidence and with results of its last months."""
        end, running = min(date(year, 12, 31), self.day), Counter()
        for on, model, change in self.runs:
            running[model] += change if on.year <= year else 0
        runs = {model for model, number in running.items() if number > 0}
        told = {
            kind: {
                one.model
                for one in self.facts
                if one.kind == kind and self._stands(one) and end - timedelta(days=365) < one.on <= end
            }
            for kind in ("evidence", "result")
        }
        return len(runs), len(runs & told["evidence"]), len(runs & told["result"])

    def _stands(self, fact):
        return fact.alive and not fact.hidden

    def _counts(self, fact, kind, year):
        return self._stands(fact) and fact.kind == kind and fact.counted.year == year
