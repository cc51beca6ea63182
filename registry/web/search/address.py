"""The address of a search: every state of the page can be shared, and nothing odd in it breaks the page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from werkzeug.datastructures import MultiDict

from registry.discovery.searching import FACETS, SORTS
from registry.discovery.typed_filters import as_typed, read_typed, strange_names
from registry.search.base import Query
from registry.search.parsing import has_words, passed_over
from registry.web.paths import path_to

PAGE_SIZE = 10
DEEPEST_PAGE = 1000
LONGEST_TEXT = 256
MOST_VALUES = 20
# How many of one name are looked at in an address: forms send an empty one beside the values.
MOST_READ = 40
# The names in the address of the pages; the API uses the facets' own names.
NAMES = {
    "field": "linh-vuc",
    "province": "tinh",
    "year": "nam",
    "level": "cap",
    "subject": "doi-tuong",
    "area": "vung",
    "unit": "don-vi",
    "kind": "loai",
    "cost": "kinh-phi",
    "copied": "nhan-rong",
    "proof": "minh-chung",
}
CHOSEN = "so-sanh"
MOST_CHOSEN = 4
# What an address may hold as it is, as `url_for` writes it.
SAFE = "!$'()*,/:;?@"
REFERENCE = re.compile(r"[A-Za-z0-9-]{1,40}")


def chosen_in(args: MultiDict[str, str]) -> tuple[str, ...]:
    """The models that an address names to be compared, no more than stand beside each other."""
    named = [one for one in args.getlist(CHOSEN)[:MOST_READ] if REFERENCE.fullmatch(one)]
    return tuple(dict.fromkeys(named))[:MOST_CHOSEN]


def text_in(args: MultiDict[str, str]) -> str:
    """The words of an address as they were typed, filters among them included."""
    return " ".join(args.get("q", "").replace("\x00", " ").split())[:LONGEST_TEXT]


@lru_cache(maxsize=1024)
def _quoted(text: str) -> str:
    """A text as it stands behind the question mark: a page writes the same ones a hundred times."""
    return quote_plus(text, safe=SAFE)


def asked(values: Mapping[str, Any]) -> str:
    """What stands behind the question mark for some values, as `url_for` writes it."""
    pairs = (
        (name, one)
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
    )
    return "&".join(f"{_quoted(name)}={_quoted(str(one))}" for name, one in pairs)


@dataclass(frozen=True)
class Address:
    """What somebody asks on the search page: words, filters, order and page."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    # The references of models that were ticked to be compared.
    chosen: tuple[str, ...] = ()
    # Filters that were typed with a value nobody knows: facet and value.
    unknown: tuple[tuple[str, str], ...] = ()
    # What was typed as a filter that there is not, with the name that may be meant.
    strange: tuple[tuple[str, str], ...] = ()
    # What stands alone among the words and says nothing.
    alone: tuple[str, ...] = ()
    # The filters of which more values were given than are read; "" for those among the words.
    cut: tuple[str, ...] = ()

    @classmethod
    def from_args(cls, args: MultiDict[str, str], names: Mapping[str, str] = NAMES) -> "Address":
        """Read an address; unknown orders and pages count as the first, too many values are left out.

        A filter typed among the words becomes one like any other.
        """
        typed = read_typed(text_in(args))
        filters, cut = {}, [""] if typed.is_cut else []
        for facet in FACETS:
            given = args.getlist(names[facet])
            values = [v.strip()[:80] for v in given[:MOST_READ] if v.strip(" -")]
            values = list(dict.fromkeys([*values, *typed.filters.get(facet, ())]))
            if len(values) > MOST_VALUES or any(given[MOST_READ:]):
                cut.append(facet)
            if values:
                filters[facet] = tuple(values[:MOST_VALUES])
        sort = args.get("sap-xep", "relevance")
        page = args.get("trang", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        return cls(
            text=typed.text if has_words(typed.text) else "",
            filters=filters,
            sort=sort if sort in SORTS else "relevance",
            page=min(max(1, number), DEEPEST_PAGE),
            chosen=chosen_in(args),
            unknown=typed.unknown,
            strange=strange_names(typed.text),
            alone=passed_over(typed.text),
            cut=tuple(cut),
        )

    def query(self) -> Query:
        """The same as a question to the engine. Without words the newest recognitions come first."""
        sort = "recognised" if self.sort == "relevance" and not self.text else self.sort
        return Query(
            text=self.text,
            filters={name: frozenset(values) for name, values in self.filters.items()},
            sort=sort,
            offset=(self.page - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
        )

    def url(self, endpoint: str = "search.show_results", **more: Any) -> str:
        """The address as a link; `more` goes into the path."""
        path, behind = path_to(endpoint, **more), asked(self.values())
        return f"{path}?{behind}" if behind else path

    def values(self) -> dict[str, Any]:
        """What stands behind the question mark."""
        values: dict[str, Any] = {NAMES[name]: list(chosen) for name, chosen in self.filters.items()}
        if self.text:
            values["q"] = self.text
        if self.sort != "relevance":
            values["sap-xep"] = self.sort
        if self.page > 1:
            values["trang"] = self.page
        if self.chosen:
            values[CHOSEN] = list(self.chosen)
        return values

    def at_page(self, number: int) -> "Address":
        return replace(self, page=number)

    def with_text(self, text: str) -> "Address":
        return replace(self, text=text, page=1)

    def sorted_by(self, sort: str) -> "Address":
        return replace(self, sort=sort, page=1)

    def without(self, facet: str, value: str) -> "Address":
        """The same without one filter value."""
        left = tuple(one for one in self.filters.get(facet, ()) if one != value)
        filters = {name: values for name, values in self.filters.items() if name != facet}
        return replace(self, filters=filters | ({facet: left} if left else {}), page=1)

    def with_only(self, facet: str, value: str | None) -> "Address":
        """The same with one value of a facet alone, or with none of it."""
        filters = {name: values for name, values in self.filters.items() if name != facet}
        return replace(self, filters=filters | ({facet: (value,)} if value else {}), page=1)

    def cleared(self) -> "Address":
        """The words alone."""
        return Address(text=self.text, sort=self.sort, chosen=self.chosen)

    def choosing(self, chosen: tuple[str, ...]) -> "Address":
        """The same with other models ticked."""
        return replace(self, chosen=chosen)

    @property
    def typed(self) -> str:
        """All of it as one line that can be typed: the words, then the filters."""
        return f"{self.text} {as_typed(self.filters)}".strip()

    @property
    def filter_count(self) -> int:
        return sum(len(values) for values in self.filters.values())
