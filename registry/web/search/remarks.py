"""What of a search was not understood, or not used, in sentences: nothing is passed over in silence."""

import re
from collections.abc import Iterator

from registry.catalogue import queries as catalogue
from registry.core.i18n import _
from registry.discovery.codes import codes_of
from registry.discovery.typed_filters import MOST_FILTERS, NAMES
from registry.search.base import NOT
from registry.web.search.address import MOST_VALUES, Address
from registry.web.search.comparing import shortened
from registry.web.search.facets import label_of, titles

_YEAR = re.compile(r"\d{4}", re.ASCII)
# So many names of filters are told to who typed one that there is not.
MOST_NAMES = 6
LONGEST_SIGN = 40


def remarks_of(address: Address) -> list[str]:
    """A sentence for each thing, in the order of the page."""
    return [*_alone(address), *_strange(address), *_typed(address), *_given(address), *_cut(address)]


def _alone(address: Address) -> Iterator[str]:
    for sign in (shortened(one, LONGEST_SIGN) for one in address.alone):
        if address.text:
            yield _("“%(what)s” stands alone and was passed over.", what=sign)
        else:
            yield _("There is no word to look for in “%(what)s”, so it was passed over.", what=sign)


def _strange(address: Address) -> Iterator[str]:
    for typed, meant in address.strange:
        if meant:
            yield _(
                "“%(typed)s” is no filter, its words are searched for. Perhaps you mean “%(name)s:”?",
                typed=typed,
                name=meant,
            )
        else:
            known = ", ".join(f"{names[0]}:" for names in list(NAMES.values())[:MOST_NAMES])
            yield _(
                "“%(typed)s” is no filter, its words are searched for. Filters are %(names)s and others.",
                typed=typed,
                names=known,
            )


def _typed(address: Address) -> Iterator[str]:
    """Filters that were typed with a value nobody knows."""
    names = titles()
    for facet, value in address.unknown:
        told = {"name": names[facet], "value": value.removeprefix(NOT)}
        if not value.strip(NOT):
            yield _("Write a value after the name of the filter “%(name)s”.", name=names[facet])
        elif value.startswith(NOT):
            yield _("The filter “%(name)s” has no “%(value)s”; what holds these words is left out.", **told)
        else:
            yield _("The filter “%(name)s” has no “%(value)s”; its words are searched for.", **told)


def _given(address: Address) -> Iterator[str]:
    """Values in the address, or typed beside a list, that no model can have."""
    names = titles()
    for facet, values in address.filters.items():
        for value in values:
            told = {"name": names[facet], "value": value.removeprefix(NOT)}
            if is_known(facet, told["value"]):
                continue
            if value.startswith(NOT):
                yield _("The filter “%(name)s” has no “%(value)s”: nothing is left out for it.", **told)
            else:
                yield _("The filter “%(name)s” has no “%(value)s”: no model has it.", **told)


def is_known(facet: str, value: str) -> bool:
    """Whether a value of a filter means anything: what it means has a name."""
    if facet == "year":
        return _YEAR.fullmatch(value) is not None
    codes = codes_of({facet: [value]})[facet]
    if any(label_of(facet, code) != code for code in codes):
        return True
    return facet == "field" and any(one.code in codes for one in catalogue.list_fields(with_retired=True))


def _cut(address: Address) -> Iterator[str]:
    names = titles()
    for facet in address.cut:
        if facet:
            yield _(
                "Only the first %(most)s values of the filter “%(name)s” are used.",
                most=MOST_VALUES,
                name=names[facet],
            )
        else:
            yield _("Only the first %(most)s filters among the words are read.", most=MOST_FILTERS)
