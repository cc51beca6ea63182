"""How many results have evidence, and what the money adds up to, in words."""

from collections.abc import Callable
from decimal import Decimal

from flask_babel import LazyString

from registry.catalogue.funding import Funding
from registry.catalogue.measures import is_odd_count, is_odd_share
from registry.catalogue.models import ExemplarVersion
from registry.core.i18n import _, _l, _n
from registry.evidence.claims import Coverage
from registry.web.catalogue.words import amount
from registry.web.filters import as_money_full

FUND_LABELS: dict[str, LazyString] = {
    "fund_state": _l("State budget"),
    "fund_community": _l("People’s contributions"),
    "fund_enterprises": _l("Enterprises"),
    "fund_other": _l("Other sources"),
}


def coverage_words(coverage: Coverage) -> str:
    """`7 trên 9 kết quả có minh chứng`; calm when there is no figure at all."""
    if not coverage.total:
        return _("No measured figures: the model says in words what changed.")
    return _n(
        "%(done)s of %(num)s result supported by evidence",
        "%(done)s of %(num)s results supported by evidence",
        coverage.total,
        done=coverage.supported,
    )


def readable_words(coverage: Coverage) -> str:
    """The same for any reader of the page: it counts what they may open, and tells of nothing else."""
    if not coverage.total:
        return _("No measured figures: the model says in words what changed.")
    return _n(
        "%(done)s of %(num)s result has evidence that can be opened here",
        "%(done)s of %(num)s results have evidence that can be opened here",
        coverage.total,
        done=coverage.supported,
    )


def funding_words(funding: Funding) -> str:
    """What to look at when the parts do not add up to the whole; empty when they do."""
    if not funding.differs:
        return ""
    total = as_money_full(funding.total)
    if funding.budget is None:
        return _("The results name %(sum)s of funding; the model names no total cost.", sum=total)
    return _(
        "The funding of the results adds up to %(sum)s, the total cost of the model is %(budget)s.",
        sum=total,
        budget=as_money_full(funding.budget),
    )


# What cannot be true of a kind of figure, and what is said of it.
ODD: tuple[tuple[Callable[[Decimal | None, str], bool], LazyString], ...] = (
    (is_odd_count, _l("%(figure)s. People and households are counted in whole numbers from 0.")),
    (is_odd_share, _l("%(figure)s. A share lies between 0%% and 100%%; if it is of a plan, say of which.")),
)


def odd_figures(version: ExemplarVersion) -> list[str]:
    """What to look at once more: less than no household or a part of one, a share of more than all."""
    figures = [(one, value) for one in version.results for value in (one.before, one.after)]
    return [
        str(words) % {"figure": f"{result.indicator}: {amount(value, result.measure)}"}
        for is_odd, words in ODD
        for result, value in figures
        if is_odd(value, result.measure)
    ]
