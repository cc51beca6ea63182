"""Every figure there is, once: its name, its unit, how it is counted, and the words that say so.

Pages, files and programs ask the same definition; none of them counts by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import LazyString

from registry.core.i18n import _l
from registry.reports.figures.counting import By, Counts, count_amounts, count_models, count_standing
from registry.reports.figures.fairness import SIZED
from registry.reports.figures.periods import TIMES, count_by_time
from registry.reports.notes import NO_LEVEL, NO_PART, NO_SIZE, NOTES
from registry.reports.scope import OF_A_LEVEL, Scope
from registry.reports.states import Booked

Counting = Callable[..., Counts]


@dataclass(frozen=True)
class Figure:
    """One figure: what of the books it counts, how, and what it is called."""

    code: str
    kind: Booked
    counting: Counting
    title: LazyString
    unit: LazyString

    @property
    def note(self) -> LazyString:
        """The words that say on the page how it is counted."""
        return NOTES[self.code]

    def count(self, scope: Scope, *by: By) -> Counts:
        """The numbers by what they are divided; undivided the whole, under None.

        By a time each year, or quarter, is told as if it alone were asked for.
        """
        if any(one in TIMES for one in by):
            return count_by_time(self.counting, scope, self.kind, by)
        return self.counting(scope, self.kind, *by)

    def of(self, scope: Scope) -> int:
        """The whole of it."""
        return self.count(scope)[None]

    def why_not(self, by: By) -> LazyString | None:
        """Why it cannot be divided, or narrowed, by this; None where it can."""
        if by is By.LEVEL and self.kind not in OF_A_LEVEL:
            return NO_LEVEL
        if by is By.PART and self.kind is not Booked.MONEY:
            return NO_PART
        if by is By.SIZE and self.kind not in SIZED:
            return NO_SIZE
        return None


_M, _B = _l("models"), Booked
FIGURES: dict[str, Figure] = {
    one.code: one
    for one in (
        Figure("running", _B.RUNNING, count_standing, _l("Running"), _M),
        Figure("registered", _B.REGISTERED, count_models, _l("Registered models"), _M),
        Figure("nominated", _B.NOMINATED, count_models, _l("Put forward"), _M),
        Figure("complete", _B.COMPLETE, count_models, _l("Dossier complete"), _M),
        Figure("appraised", _B.APPRAISED, count_models, _l("Appraised"), _M),
        Figure("recognised", _B.RECOGNISED, count_models, _l("Recognised"), _M),
        Figure("commended", _B.COMMENDED, count_models, _l("Commended"), _M),
        Figure("replicated", _B.COPY_REPORTED, count_models, _l("Replicated"), _M),
        Figure("places", _B.COPIED, count_amounts, _l("Places that follow"), _l("places")),
        Figure("money", _B.MONEY, count_amounts, _l("Money"), _l("VND")),
        Figure("labour", _B.LABOUR, count_amounts, _l("Work given"), _l("days of work")),
        Figure("land", _B.LAND, count_amounts, _l("Land given"), _l("m²")),
        Figure("households", _B.HOUSEHOLDS, count_amounts, _l("Households"), _l("households")),
    )
}

FUNNEL = ("registered", "complete", "appraised", "recognised", "commended", "replicated")
# With a level chosen it begins with what was put forward there: a model is registered for no level.
FUNNEL_OF_A_LEVEL = ("nominated", *FUNNEL[1:])
BROUGHT = ("money", "labour", "land", "households")


def funnel(scope: Scope, codes: Iterable[str] = ()) -> list[tuple[Figure, int]]:
    """The steps from registered to replicated, each with how many models took it in the period."""
    steps = tuple(codes) or (FUNNEL if scope.level is None else FUNNEL_OF_A_LEVEL)
    return [(FIGURES[code], FIGURES[code].of(scope)) for code in steps]
