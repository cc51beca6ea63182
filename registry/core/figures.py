"""Numbers as people here write them: 1.284,5 is one thousand two hundred eighty-four and a half; 1,5 tỷ."""

import re
import unicodedata
from decimal import Decimal

from registry.core.i18n import _

MOST_DIGITS = 15
MOST_PLACES = 6
_GAP = re.compile("[ ']")
# Spaces or apostrophes part groups of three, all alike; anything else between digits may be two numbers.
_GAPPED = re.compile(r"-?[1-9]\d{0,2}([ '])\d{3}(\1\d{3})*([.,]\d+)?", re.ASCII)
# Words for large numbers, and how many zeros each stands for.
WORDS = {
    "nghìn": 3, "ngàn": 3, "thousand": 3, "triệu": 6, "tr": 6, "million": 6, "tỷ": 9, "tỉ": 9, "billion": 9,
}  # fmt: skip
_CURRENCY = re.compile(r"\s*(đồng|vnđ|vnd|đ|₫)\.?$")
_WORDED = re.compile(rf"([^a-zà-ỹđ]+?)\s*({'|'.join(WORDS)})(?![a-zà-ỹđ])\s*")
_PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


class NotANumber(ValueError):
    """The text is no number; the message says what one looks like."""


class TooLong(NotANumber):
    """A number with more digits than anything here has."""


def parse_amount(text: str, decimal_mark: str = ",") -> Decimal:
    """As `parse_number`, also with words: 20 triệu, 1,5 tỷ, 1 tỷ 500 triệu đồng."""
    plain = _CURRENCY.sub("", unicodedata.normalize("NFC", text).casefold().strip())
    parts = _WORDED.findall(plain)
    if not parts:
        return parse_number(plain, decimal_mark)
    zeros = [WORDS[word] for _number, word in parts]
    # Largest first, and nothing left over: "500 triệu 1 tỷ" and "2 triệu 5" mean too many things.
    if _WORDED.sub("", plain) or zeros != sorted(set(zeros), reverse=True):
        raise _not_a_number()
    numbers = [
        parse_number(number, decimal_mark).scaleb(n) for (number, _word), n in zip(parts, zeros, strict=True)
    ]
    if len(numbers) > 1 and min(numbers) < 0:
        raise _not_a_number()
    return parse_number(format(sum(numbers, Decimal(0)), "f"), ".")


def parse_number(text: str, decimal_mark: str = ",") -> Decimal:
    """The number in a text; raises NotANumber. `decimal_mark` decides where one mark could mean both."""
    plain = _ungapped(text.strip().replace("−", "-"))
    grouping_mark = "." if decimal_mark == "," else ","
    if "." in plain and "," in plain:
        decimal_mark = max(".,", key=plain.rfind)
        grouping_mark = min(".,", key=plain.rfind)
    elif plain.count(decimal_mark) > 1 or (grouping_mark in plain and not _is_grouped(plain, grouping_mark)):
        decimal_mark, grouping_mark = grouping_mark, decimal_mark
    whole, _mark, fraction = plain.partition(decimal_mark)
    if grouping_mark in fraction or (grouping_mark in whole and not _is_grouped(whole, grouping_mark)):
        raise _not_a_number()
    return _decimal(whole.replace(grouping_mark, "") + (f".{fraction}" if _mark else ""))


def _ungapped(text: str) -> str:
    plain = re.sub(r"\s", " ", text)
    if _GAP.search(plain) and not _GAPPED.fullmatch(plain):
        raise _not_a_number()
    return _GAP.sub("", plain)


def _is_grouped(text: str, mark: str) -> bool:
    return bool(re.fullmatch(rf"-?[1-9]\d{{0,2}}({re.escape(mark)}\d{{3}})+", text, re.ASCII))


def _decimal(plain: str) -> Decimal:
    if not _PLAIN.fullmatch(plain):
        raise _not_a_number()
    whole, _mark, fraction = plain.partition(".")
    if len(whole.lstrip("-0")) > MOST_DIGITS or len(fraction) > MOST_PLACES:
        raise TooLong(_("This number is too long."))
    return Decimal(plain)


def _not_a_number() -> NotANumber:
    return NotANumber(_("Enter a number, for example 1,284.5"))
