"""Figures and days as people say them: "hơn 400 hộ" is a number, how exact it is, and what was counted."""

import enum
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from registry.core.figures import WORDS, NotANumber, parse_amount
from registry.core.ids import plain_words


class Hedge(enum.StrEnum):
    """What a word before a number makes of it."""

    MORE_THAN = "more_than"
    NEARLY = "nearly"
    ABOUT = "about"
    # "Below 400" and "at least 400" name a bound, not a figure.
    BOUND = "bound"


_HEDGES = {
    Hedge.MORE_THAN: ("hon", "tren", "over", "more than", "above"),
    Hedge.NEARLY: ("gan", "ngot", "suyt soat", "nearly", "almost"),
    Hedge.ABOUT: ("khoang", "chung", "tam", "uoc", "uoc tinh", "xap xi", "about", "around", "approximately"),
    Hedge.BOUND: (
        "duoi", "chua den", "chua toi", "khong qua", "toi da", "it nhat", "toi thieu", "tu",
        "below", "under", "less than", "at most", "at least", "up to",
    ),
}  # fmt: skip
_SIGNS = {"~": Hedge.ABOUT, "≈": Hedge.ABOUT, ">": Hedge.MORE_THAN, "<": Hedge.BOUND, "≥": Hedge.BOUND,
          "≤": Hedge.BOUND, ">=": Hedge.BOUND, "<=": Hedge.BOUND}  # fmt: skip
_BY_WORD = {word: hedge for hedge, words in _HEDGES.items() for word in words}
_BEFORE = re.compile(r"(?P<word>[^\d]*?)\s*(?P<rest>[-−]?\d.*)", re.DOTALL)
_BEHIND = re.compile(
    rf"(?P<number>[-−]?\d(?:[\d.,\s']*\d)?(?:\s*(?:{'|'.join(WORDS)})(?![^\W\d]))*)"
    r"(?:\s*(?P<sign>%|(?:m|km|kg|ha)[23]?)|\s+(?P<of>[^\W\d]\D*[23]?))",
    re.IGNORECASE,
)
# Words that would change the number: "2 tỷ rưỡi", "20 trieu" without its marks.
_NO_MEASURE = {*(plain_words(word) for word in WORDS), "ruoi"}

_SAID = re.compile(
    r"(?:([0-9]{1,2})\s+)?(?:(?:tháng|thang)\s*([0-9]{1,2}))?\s*(?:năm|nam|[/,-])?\s*([0-9]{4})",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s*(%|phần trăm|phan tram|percent)$")


@dataclass(frozen=True)
class Spoken:
    """A number, the word before it with what it means, and what stands behind: "hộ", "%"."""

    number: Decimal
    hedge: Hedge | None = None
    word: str = ""
    of: str = ""


def parse_spoken(text: str, decimal_mark: str = ",") -> Spoken:
    """What a figure says with the words around it; raises NotANumber."""
    word, hedge, rest = split_hedge(text)
    try:
        return Spoken(parse_amount(rest, decimal_mark), hedge, word)
    except NotANumber:
        found = _BEHIND.fullmatch(rest.strip())
        of = (found["sign"] or found["of"]).strip() if found else ""
        if found is None or plain_words(of).partition(" ")[0] in _NO_MEASURE:
            raise
        return Spoken(parse_amount(found["number"], decimal_mark), hedge, word, of)


def split_hedge(text: str) -> tuple[str, Hedge | None, str]:
    """The word before a number, what it means, and the rest; without such a word all of it is the rest."""
    plain = unicodedata.normalize("NFC", text).strip()
    found = _BEFORE.fullmatch(plain)
    word = found["word"].strip() if found else ""
    hedge = _SIGNS.get(word) or _BY_WORD.get(plain_words(word)) if word else None
    return (word, hedge, found["rest"]) if found and hedge else ("", None, plain)


def without_percent(text: str) -> str:
    """A share without the sign or the words for per cent behind it."""
    return _PERCENT.sub("", unicodedata.normalize("NFC", text).strip().casefold())


def in_digits(text: str) -> str:
    """A day, month or year said in words, as it is written in digits: tháng 3 năm 2024 is 3/2024."""
    plain = re.sub(r"^(ngày|ngay)\s+", "", unicodedata.normalize("NFC", text).strip(), flags=re.IGNORECASE)
    found = _SAID.fullmatch(plain)
    return "/".join(part for part in found.groups() if part) if found else plain
