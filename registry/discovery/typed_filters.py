"""Filters typed among the words, `tỉnh:Gia Lai` or `field:economy`, and filters written as they are typed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from registry.catalogue import queries as catalogue
from registry.catalogue.states import EntryKind, Level, SubjectKind
from registry.core.ids import slug_of
from registry.discovery.codes import province_code
from registry.discovery.filters import COST_BANDS, PROOFS
from registry.units import queries as units
from registry.units.states import PROVINCIAL, Area

# What each filter is called, without marks and hyphens; the first name is the one that is written.
NAMES: Mapping[str, tuple[str, ...]] = {
    "field": ("linhvuc", "lv", "field"),
    "province": ("tinh", "thanhpho", "tinhthanh", "province", "city"),
    "year": ("nam", "year"),
    "level": ("cap", "level"),
    "subject": ("doituong", "subject"),
    "area": ("vung", "diaban", "area"),
    "unit": ("donvi", "unit"),
    "kind": ("loai", "kind"),
    "cost": ("kinhphi", "cost"),
    "copied": ("nhanrong", "copied"),
    "proof": ("minhchung", "proof"),
}
# What the values are called beside their own code.
VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "kind": {
        EntryKind.MODEL: ("mo-hinh",),
        EntryKind.EXEMPLAR: ("dien-hinh",),
        EntryKind.WORK_ITEM: ("viec", "phan-viec"),
        EntryKind.LEADERSHIP: ("lanh-dao", "chi-dao"),
    },
    "cost": dict(
        zip(
            COST_BANDS,
            (
                ("0", "khong"),
                ("50tr", "duoi-50tr"),
                ("200tr", "duoi-200tr"),
                ("1ty", "duoi-1ty"),
                ("tren-1ty",),
            ),
            strict=True,
        )
    ),
    "copied": {"yes": ("co", "da"), "no": ("khong", "chua")},
    "proof": dict(zip(PROOFS, (("moi-ket-qua", "du"), ("mot-so",), ("co",), ("khong", "chua")), strict=True)),
    "level": {
        Level.GRASSROOTS: ("co-so", "cap-co-so"),
        Level.COMMUNE: ("xa", "phuong", "cap-xa"),
        Level.DISTRICT_LEGACY: ("huyen", "quan", "cap-huyen", "district"),
        Level.PROVINCE: ("tinh", "thanh-pho", "cap-tinh"),
        Level.CENTRAL: ("trung-uong", "toan-quoc", "cap-trung-uong", "national"),
    },
    "subject": {
        SubjectKind.COLLECTIVE: ("tap-the",),
        SubjectKind.INDIVIDUAL: ("ca-nhan",),
        SubjectKind.HOUSEHOLD: ("ho", "ho-gia-dinh"),
    },
    "area": {
        Area.ETHNIC_MINORITY: ("dan-toc", "dan-toc-thieu-so", "dtts"),
        Area.MOUNTAINOUS: ("mien-nui", "vung-cao", "nui"),
        Area.BORDER: ("bien-gioi",),
        Area.ISLAND: ("dao", "hai-dao", "bien-dao"),
        Area.RELIGIOUS: ("ton-giao", "dong-bao-ton-giao"),
        Area.URBAN: ("do-thi", "thanh-thi"),
        Area.RURAL: ("nong-thon",),
    },
}
LONGEST_VALUE = 6
MOST_FILTERS = 12
FIRST_YEAR, LAST_YEAR, MOST_YEARS = 1930, 2100, 20
_TOKEN = re.compile(r'(?:(?<=\s)|^)(?P<name>[^\W\d_](?:[^\W_]|-){1,20}):(?P<quoted>"[^"]*"?)?')
_YEARS = re.compile(r"(\d{4})(?:(?:\.\.|-|–)(\d{4}))?")
_BY_NAME = {name: facet for facet, names in NAMES.items() for name in names}


@dataclass(frozen=True)
class Typed:
    """The words that are left of a query, and the filters that stood among them by their codes."""

    text: str
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_typed(text: str) -> Typed:
    """Take the filters out of a query. A name nobody knows stays; of a value nobody knows, its words stay."""
    if ":" not in text:
        return Typed(text)
    rest = unicodedata.normalize("NFC", text).replace("“", '"').replace("”", '"')
    filters: dict[str, list[str]] = {}
    kept: list[str] = []
    # Each filter asks the database what is meant; nobody types a hundred.
    for _filter in range(MOST_FILTERS):
        token = _TOKEN.search(rest)
        if token is None:
            break
        facet = _BY_NAME.get(_plain(token["name"]).replace("-", ""))
        kept.append(rest[: token.start()] + " " if facet else rest[: token.end()])
        after = rest[token.end() :]
        if facet:
            codes, after = _value(facet, token["quoted"], after)
            filters.setdefault(facet, []).extend(codes)
        rest = after
    words = " ".join("".join([*kept, rest]).split())
    return Typed(words, {facet: tuple(dict.fromkeys(codes)) for facet, codes in filters.items() if codes})


def as_typed(filters: Mapping[str, Iterable[str]]) -> str:
    """The filters as they are typed: what `read_typed` reads back."""
    return " ".join(
        f"{NAMES[facet][0]}:" + (f'"{code}"' if " " in code else code)
        for facet, codes in filters.items()
        if facet in NAMES
        for code in codes
    )


def _value(facet: str, quoted: str | None, after: str) -> tuple[list[str], str]:
    """The codes of the value, and the text that follows. Without quotes it is as long as one is known."""
    if quoted is not None:
        return (codes, after) if (codes := _codes(facet, quoted.strip('"'))) else ([], f"{quoted} {after}")
    words = after.split()
    for size in range(min(LONGEST_VALUE, len(words)), 0, -1):
        codes = _codes(facet, " ".join(words[:size]))
        if codes:
            return codes, " ".join(words[size:])
    return [], after


def _codes(facet: str, value: str) -> list[str]:
    """The codes of a value or of several with commas between; none when one of them is unknown."""
    found = [_code(facet, part.strip()) for part in value.split(",") if part.strip()]
    return [code for codes in found for code in codes] if found and all(found) else []


def _code(facet: str, value: str) -> list[str]:
    if facet == "year":
        return _years(value)
    if facet == "unit":
        one = units.find_unit(value) or next(iter(units.find_by_name(value)), None)
        return [one.code] if one is not None else []
    if facet == "province":
        unit = units.find_unit(province_code(value))
        return [unit.code] if unit is not None and unit.kind in PROVINCIAL else []
    wanted = _plain(value)
    if facet == "field":
        known = catalogue.list_fields(with_retired=True)
        return [one.code for one in known if wanted in map(_plain, (one.code, one.name, one.name_en))]
    names = VALUES[facet]
    return [code for code in names if wanted in (_plain(code), *names[code])]


def _years(value: str) -> list[str]:
    """A year, or each of `2020-2024`."""
    match = _YEARS.fullmatch(value)
    if match is None:
        return []
    first, last = int(match[1]), int(match[2] or match[1])
    if not FIRST_YEAR <= first <= last <= LAST_YEAR or last - first >= MOST_YEARS:
        return []
    return [str(year) for year in range(first, last + 1)]


def _plain(text: str) -> str:
    return slug_of(text.replace("_", "-"))
