"""The records of one model: the one that goes on, and those that were given up for it."""

from collections.abc import Callable, Iterable

from registry.catalogue.models import Exemplar

Finder = Callable[[Exemplar], Iterable[Exemplar]]
_finders: list[Finder] = []


def add_finder(finder: Finder) -> None:
    """Let a subject above the catalogue say which records were given up for another one."""
    if finder not in _finders:
        _finders.append(finder)


def records_of(exemplar: Exemplar) -> list[Exemplar]:
    """The model and every record given up for it: what its people did not agree to holds for all of them."""
    found = [exemplar]
    for one in found:
        found += [other for finder in _finders for other in finder(one) if other not in found]
    return found
