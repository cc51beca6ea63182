"""A naive recount: every fact in a list, and a photograph of the figures on the day a year is closed."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

FIRST = 2019


@dataclass
class Fact:
    """Something that happened to a model; `counted` is the day in whose figures it is."""

    kind: str
    model: int
    counted: date
    level: object = None
    alive: bool = True


@dataclass
class Recount:
    """What was told so far, and the figures of the years that are closed."""

    day: date
    fields: dict[int, int] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    # [day, model, one more or less]
    runs: list[list] = field(default_factory=list)
    merged: dict[int, int] = field(default_factory=dict)
    closed: dict[int, dict] = field(default_factory=dict)

    def wait(self, day):
        """Close each year whose last day of grace goes by."""
        for year in range(FIRST, day.year):
            if year not in self.closed and day > date(year + 1, 1, 31):
                self.closed[year] = self.figures(year)
        self.day = day

    def is_open(self, year):
        return self.day <= date(year + 1, 1, 31)

    def add(self, kind, model, on, level=None):
        self.facts.append(Fact(kind, model, on if self.is_open(on.year) else self.day, level))
        return self.facts[-1]

    def redate(self, fact, on):
        if self.is_open(fact.counted.year) and self.is_open(on.year):
            fact.counted = on

    def take_back(self, fact):
        """What is closed is photographed already."""
        fact.alive = False

    def merge(self, loser, survivor):
        self.merged[loser] = survivor
        for one in self.facts:
            if one.model == loser and one.kind == "registered":
                one.alive = False
            elif one.model == loser:
                one.model = survivor
        for one in [one for one in self.runs if one[1] == loser]:
            if self.is_open(one[0].year):
                self.runs.remove(one)
            else:
                self.runs.append([self.day, loser, -one[2]])

    def figures(self, year):
        """Every figure of a year, counted one by one."""
        if year in self.closed:
            return self.closed[year]
        found = {}
        for kind in ("registered", "complete", "recognised", "replicated"):
            here = {(one.model, one.level) for one in self.facts if self._counts(one, kind, year)}
            models = {model for model, _level in here}
            found[kind] = len(models)
            found[f"{kind} by field"] = dict(Counter(self.fields[model] for model in models))
            if kind in {"complete", "recognised"}:
                found[f"{kind} by level"] = dict(Counter(level for _model, level in here))
        found["running"] = sum(change for on, _model, change in self.runs if on.year <= year)
        return found

    def _counts(self, fact, kind, year):
        return fact.alive and fact.kind == kind and fact.counted.year == year
