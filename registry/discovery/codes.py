"""From what people and programs write for a filter to the codes the index holds."""

import re
from collections.abc import Container, Iterable, Mapping
from functools import lru_cache

from sqlalchemy import select

from registry.audit.unchanged import while_unchanged
from registry.core.db import db
from registry.core.ids import slug_of
from registry.discovery.models import SearchTerm
from registry.discovery.origins import TermKind
from registry.search.base import NOT
from registry.units import queries as units

# Short and older ways of writing a province that no name in the table covers.
PROVINCE_ALIASES = {
    "tp-hcm": "ho-chi-minh",
    "tphcm": "ho-chi-minh",
    "hcm": "ho-chi-minh",
    "sai-gon": "ho-chi-minh",
    "saigon": "ho-chi-minh",
    "br-vt": "ba-ria-vung-tau",
    "tt-hue": "thua-thien-hue",
}
CODE = re.compile(r"[A-Z]{2}-\d{4}-\d{4,8}")
# A code as people write it from memory: without hyphens or noughts.
_LOOSE_CODE = re.compile(r"([A-Z]{2})[-. ]?((?:19|20)\d{2})[-. ]?0*(\d{1,8})")
PREFIXES = ("thanh-pho-", "tinh-", "tp-")
# So many slugs are remembered, of texts no longer than a name is.
NAMES_REMEMBERED, LONGEST_NAME = 4096, 80
_KNOWN, _CALLED = "provinces_known", "provinces_by_popular_names"


def reference_meant(text: str, known: Container[str]) -> str | None:
    """The code that a text is, and nothing else, of those that are known; as it is where no other fits."""
    code = text.strip().upper()
    loose = _LOOSE_CODE.fullmatch(code)
    if loose is None or code in known:
        return code if CODE.fullmatch(code) else None
    kind, year, number = loose.groups()
    meant = (f"{kind}-{year}-{number.zfill(width)}" for width in range(4, 9))
    return next((one for one in meant if one in known), code if CODE.fullmatch(code) else None)


def codes_of(filters: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """The filters with every value as its code: `Đắk Lắk` becomes `dak-lak`, underscores become hyphens."""
    known = provinces_known() if filters.get("province") else {}
    called = provinces_called() if known else {}
    return {
        facet: frozenset(code for value in values for code in _codes(facet, _printable(value), known, called))
        for facet, values in filters.items()
        if values
    }


def _printable(value: str) -> str:
    return value.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")


def _codes(facet: str, value: str, known: Mapping[str, str], called: Mapping[str, list[str]]) -> list[str]:
    sign = NOT if value.startswith(NOT) else ""
    value = value.removeprefix(NOT)
    found = find_province_codes(value, known, called) if facet == "province" else []
    return [sign + code for code in found or [code_of(facet, value, known)]]


def code_of(facet: str, value: str, known: Mapping[str, str] | None = None) -> str:
    """The code of one value without a sign."""
    if facet == "field":
        return value.strip().lower().replace("_", "-")
    if facet == "area":
        return value.strip().lower().replace("-", "_")
    if facet == "province":
        return province_code(value, known)
    return value.strip()


def squashed(text: str) -> str:
    """Letters and digits alone, without marks: `Kinh tế`, `kinh-te` and `kinhte` are one."""
    return _slug_of(text.replace("_", "-")).replace("-", "")


def _slug_of(text: str) -> str:
    """The slug; of names it is remembered, as the same hundreds are compared again and again."""
    return _slug_of_name(text) if len(text) <= LONGEST_NAME else slug_of(text)


_slug_of_name = lru_cache(NAMES_REMEMBERED)(slug_of)


def provinces_known() -> Mapping[str, str]:
    """The code of every province by its code and by each name it has or had; kept until something changes."""
    return while_unchanged(_KNOWN, _read_known)


def _read_known() -> dict[str, str]:
    known: dict[str, str] = {}
    named = units.list_provincial_names()
    for code, name in named:
        known.setdefault(squashed(name), code)
    # What is called so today goes before what once was.
    return known | {squashed(code): code for code, _name in named}


def find_province_code(text: str, known: Mapping[str, str]) -> str | None:
    """The code of the province that a text names by code or by any name it has or had."""
    slug = _slug_of(text.replace("(cũ)", ""))
    bare = slug
    for prefix in PREFIXES:
        bare = bare.removeprefix(prefix)
    wanted = (text, PROVINCE_ALIASES.get(slug, slug), PROVINCE_ALIASES.get(bare, bare))
    return next((known[key] for key in map(squashed, wanted) if key in known), None)


def provinces_called() -> Mapping[str, list[str]]:
    """The codes of the provinces for each popular or former name in the table of words; kept likewise."""
    return while_unchanged(_CALLED, _read_called)


def _read_called() -> dict[str, list[str]]:
    known = provinces_known()
    query = select(SearchTerm.term, SearchTerm.means).where(SearchTerm.kind == TermKind.SYNONYM)
    called: dict[str, list[str]] = {}
    for term, means in db.session.execute(query):
        found = [code for name in means if (code := find_province_code(name, known))]
        if found:
            called[_bare(term)] = list(dict.fromkeys(found))
    return called


def find_province_codes(text: str, known: Mapping[str, str], called: Mapping[str, list[str]]) -> list[str]:
    """The code of the province that a text names; else those of what the table of words calls it today."""
    code = find_province_code(text, known)
    return [code] if code else list(called.get(_bare(text), ()))


def _bare(text: str) -> str:
    slug = _slug_of(text.replace("(cũ)", ""))
    for prefix in PREFIXES:
        slug = slug.removeprefix(prefix)
    return squashed(slug)


def province_code(text: str, known: Mapping[str, str] | None = None) -> str:
    """The code of a province given by code or by any name it has or had; the text's slug when none fits."""
    code = find_province_code(text, provinces_known() if known is None else known)
    slug = _slug_of(text.replace("(cũ)", ""))
    return code or PROVINCE_ALIASES.get(slug, slug)
