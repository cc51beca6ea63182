"""Filters typed among the words, `tỉnh:Gia Lai` or `-field:economy`, and filters written as typed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from registry.catalogue import queries as catalogue
from registry.catalogue.states import EntryKind, Level, SubjectKind
from registry.core.ids import slug_of
from registry.discovery.codes import find_province_codes, provinces_called, provinces_known, squashed
from registry.discovery.filters import COST_BANDS, PROOFS
from registry.search.base import NOT
from registry.units import queries as units
from registry.units.states import Area

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
MOST_PARTS = 20
# How often one query may ask the database for a unit; nobody types more.
MOST_LOOKUPS = 24
FIRST_YEAR, LAST_YEAR, MOST_YEARS = 1930, 2100, 20
# A phrase in quotes, or up to three words before a colon: the last of them may be the name of a filter.
_PIECE = re.compile(r'"[^"]*"?|(?<!\S)(?P<name>-?[^\W\d_](?:[^\W_]|-){0,20}(?: (?:[^\W_]|-){1,21}){0,2}):')
# A value stands right behind the colon: "hũ gạo: tình thương" and an address on the web are none.
_LIKE_A_FILTER = re.compile(r'"[^"]*"?|(?<!\S)-?(?P<name>[^\W\d_](?:[^\W_]|-){0,20}):(?=[^\s/:])\S+')
_VALUE = re.compile(r'\s*(?P<quoted>"[^"]*"?)')
_YEARS = re.compile(r"(\d{4})(?:(?:\.\.|-|–)(\d{4}))?")
NEARLY = 0.75
_BY_NAME = {name: facet for facet, names in NAMES.items() for name in names}


@dataclass(frozen=True)
class Typed:
    """The words that are left of a query, and the filters that stood among them by their codes.

    A filter whose value nobody knows stays in `text` as typed and is told in `unknown`, by facet and value.
    """

    text: str
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[tuple[str, str], ...] = ()
    # More of them were typed than one query may have.
    is_cut: bool = False


@dataclass(frozen=True)
class _Token:
    """The name of a filter, where it begins and where its value may begin; a minus sign before it is its
    `sign`, which stands before each code."""

    facet: str
    start: int
    end: int
    sign: str


def read_typed(text: str) -> Typed:
    """Take the filters out of a query; what stands in quotes, and a name or value nobody knows, stays."""
    if ":" not in text:
        return Typed(text)
    text = _plain_quotes(text)
    meanings = _Meanings()
    filters: dict[str, list[str]] = {}
    unknown: list[tuple[str, str]] = []
    kept: list[str] = []
    at = 0
    for _filter in range(MOST_FILTERS):
        token = _next_token(text, at)
        if token is None:
            break
        codes, end, value = _value(meanings, token, text)
        kept += [text[at : token.start], " "] if codes else [text[at : token.end]]
        if codes:
            filters.setdefault(token.facet, []).extend(token.sign + code for code in codes)
        else:
            unknown.append((token.facet, token.sign + value))
        at = end if codes else token.end
    words = " ".join("".join([*kept, text[at:]]).split())
    return Typed(
        words,
        {facet: tuple(dict.fromkeys(codes)) for facet, codes in filters.items()},
        tuple(unknown),
        _next_token(text, at) is not None,
    )


def strange_names(text: str) -> tuple[tuple[str, str], ...]:
    """What is typed like a filter but with a name of none: as typed, and the name that may be meant."""
    text, at = _plain_quotes(text), 0
    known: set[int] = set()
    while token := _next_token(text, at):
        at = token.end
        known.add(at)
    found: dict[str, str] = {}
    for piece in _LIKE_A_FILTER.finditer(text):
        if piece["name"] and piece.end("name") + 1 not in known:
            near = get_close_matches(squashed(piece["name"]), _BY_NAME, 1, NEARLY)
            found.setdefault(piece[0], NAMES[_BY_NAME[near[0]]][0] if near else "")
    return tuple(found.items())[:MOST_FILTERS]


def without_names(text: str) -> str:
    """The words to search for: the names of filters that were not understood are none of them.

    What stood after one with a minus sign keeps the sign.
    """
    if ":" not in text:
        return text
    text, kept, at = _plain_quotes(text), [], 0
    while token := _next_token(text, at):
        kept += [text[at : token.start], f" {token.sign}"]
        at = token.end
        while token.sign and text[at : at + 1].isspace():
            at += 1
    return " ".join("".join([*kept, text[at:]]).split())


def as_typed(filters: Mapping[str, Iterable[str]]) -> str:
    """The filters as they are typed in Vietnamese: what `read_typed` reads back."""
    return " ".join(
        f"{sign}{NAMES[facet][0]}:" + (f'"{value}"' if " " in value else value)
        for facet, codes in filters.items()
        if facet in NAMES
        for sign, value in _written(facet, codes)
    )


def _written(facet: str, codes: Iterable[str]) -> list[tuple[str, str]]:
    """The codes as people write them, each with the sign before the name of its filter."""
    names = {code: said[0] for code, said in VALUES.get(facet, {}).items()}
    if facet == "field":
        names = {one.code: slug_of(one.name) for one in catalogue.list_fields(with_retired=True)}
    signed = [(NOT if code.startswith(NOT) else "", code.removeprefix(NOT)) for code in codes]
    return [(sign, names.get(code, code)) for sign, code in signed]


def _plain_quotes(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("“", '"').replace("”", '"')


def _next_token(text: str, at: int) -> _Token | None:
    """The next name of a filter that stands outside of quotes: of one, two or three words."""
    for piece in _PIECE.finditer(text, at):
        words = (piece["name"] or "").split(" ")
        for first in range(len(words)):
            name = " ".join(words[first:])
            facet = _BY_NAME.get(squashed(name))
            if facet and name:
                sign = NOT if name.startswith(NOT) else ""
                return _Token(facet, piece.end() - 1 - len(name), piece.end(), sign)
    return None


def _value(meanings: "_Meanings", token: _Token, text: str) -> tuple[list[str], int, str]:
    """The codes of the value, where it ends, and how it was typed. Without quotes it is as long as one
    is known."""
    if quoted := _VALUE.match(text, token.end):
        value = quoted["quoted"].strip('"')
        return meanings.codes(token.facet, value), quoted.end(), value
    following = _next_token(text, token.end)
    words = list(re.finditer(r"\S+", text[: following.start if following else len(text)][token.end :]))
    for size in range(min(LONGEST_VALUE, len(words)), 0, -1):
        codes = meanings.codes(token.facet, " ".join(word[0] for word in words[:size]))
        if codes:
            return codes, token.end + words[size - 1].end(), ""
    return [], token.end, words[0][0] if words else ""


class _Meanings:
    """What values mean, asked of the database no more often than one query may."""

    def __init__(self) -> None:
        self._units: dict[str, list[str]] = {}

    def codes(self, facet: str, value: str) -> list[str]:
        """The codes of a value or of several with commas between; none when one of them is unknown."""
        parts = list(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
        if len(parts) > MOST_PARTS:
            return []
        codes: list[str] = []
        for part in parts:
            found = self._code(facet, part)
            if not found:
                return []
            codes += found
        return codes

    def _code(self, facet: str, value: str) -> list[str]:
        if facet == "year":
            return _years(value)
        if facet == "unit":
            return self._of_unit(value)
        wanted = squashed(value)
        if facet == "province":
            return find_province_codes(value, self._provinces, self._called) if wanted else []
        if facet == "field":
            return [code for code, names in self._fields if wanted and wanted in names]
        names = VALUES[facet]
        return [code for code in names if wanted in map(squashed, (code, *names[code]))]

    def _of_unit(self, value: str) -> list[str]:
        if value not in self._units and len(self._units) < MOST_LOOKUPS:
            self._units[value] = [unit.code for unit in units.find_called(value)[:MOST_PARTS]]
        return self._units.get(value, [])

    @cached_property
    def _provinces(self) -> Mapping[str, str]:
        return provinces_known()

    @cached_property
    def _called(self) -> Mapping[str, list[str]]:
        return provinces_called()

    @cached_property
    def _fields(self) -> list[tuple[str, set[str]]]:
        known = catalogue.list_fields(with_retired=True)
        return [(one.code, {squashed(said) for said in (one.code, one.name, one.name_en)}) for one in known]


def _years(value: str) -> list[str]:
    """A year, or each of `2020-2024`."""
    match = _YEARS.fullmatch(value)
    if match is None:
        return []
    first, last = int(match[1]), int(match[2] or match[1])
    if not FIRST_YEAR <= first <= last <= LAST_YEAR or last - first >= MOST_YEARS:
        return []
    return [str(year) for year in range(first, last + 1)]
