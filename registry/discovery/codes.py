"""From what people and programs write for a filter to the codes the index holds."""

from collections.abc import Iterable, Mapping

from registry.core.ids import slug_of
from registry.units import queries as units
from registry.units.states import PROVINCIAL

# Short and older ways of writing a province that no name in the table covers.
PROVINCE_ALIASES = {
    "tp-hcm": "ho-chi-minh",
    "tphcm": "ho-chi-minh",
    "sai-gon": "ho-chi-minh",
    "br-vt": "ba-ria-vung-tau",
    "tt-hue": "thua-thien-hue",
}
PREFIXES = ("thanh-pho-", "tinh-", "tp-")


def codes_of(filters: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """The filters with every value as its code: `Đắk Lắk` becomes `dak-lak`, underscores become hyphens."""
    return {
        facet: frozenset(_code(facet, _printable(value)) for value in values)
        for facet, values in filters.items()
        if values
    }


def _printable(value: str) -> str:
    return value.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")


def _code(facet: str, value: str) -> str:
    if facet == "field":
        return value.strip().lower().replace("_", "-")
    if facet == "area":
        return value.strip().lower().replace("-", "_")
    if facet == "province":
        return province_code(value)
    return value.strip()


def province_code(text: str) -> str:
    """The code of a province given by code or by any name it has or had; the text's slug when none fits."""
    if units.find_unit(text) is not None:
        return text
    slug = slug_of(text.replace("(cũ)", ""))
    if slug in PROVINCE_ALIASES:
        return PROVINCE_ALIASES[slug]
    for prefix in PREFIXES:
        slug = slug.removeprefix(prefix)
    known = units.find_unit(slug)
    if known is not None and known.kind in PROVINCIAL:
        return slug
    named = units.find_by_name(text, PROVINCIAL)
    return named[0].code if named else slug
