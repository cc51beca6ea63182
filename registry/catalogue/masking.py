"""What everybody reads of a model in which somebody is named who did not agree to that: initials."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.visibility import Standing, standing_of
from registry.identity.models import User
from registry.search.text import normalise

Mask = Callable[[str], str]
Row = TypeVar("Row")
# Before a given name alone these say that a person is meant, not the word the name also is (hoa, sen, mai).
FORMS_OF_ADDRESS = (
    "ông", "bà", "anh", "chị", "em", "cô", "chú", "bác", "cụ", "cháu", "thầy", "dì", "cậu", "già làng",
    "đồng chí", "đ/c", "trưởng thôn", "trưởng bản", "bí thư", "chủ tịch", "hộ", "gia đình",
)  # fmt: skip
LETTER = re.compile(r"[^\W\d_]")
_BASES = str.maketrans("đĐ", "dd")


def initials_of(name: str) -> str:
    """`Nguyễn Thị Hoa` becomes `N.T.H.`"""
    return "".join(f"{word[0].upper()}." for word in name.split() if LETTER.match(word))


def mask_of(names: Iterable[str]) -> Mask:
    """A function that puts initials in place of these names wherever a text has them.

    A name of several words is found whatever its case, its marks and the spaces between its words; what
    people call somebody for short is found behind a form of address. Longer names go first.
    """
    known = sorted({" ".join(name.split()) for name in names if name.strip()}, key=len, reverse=True)
    rules = [rule for name in known for rule in _rules_of(name)]

    def mask(text: str) -> str:
        text = unicodedata.normalize("NFC", text)
        for find, initials in rules:
            text = find(text, initials)
        return text

    return mask


def _rules_of(name: str) -> list[tuple[Callable[[str, str], str], str]]:
    words = unicodedata.normalize("NFC", name).split()
    rules = [(_whole(words), initials_of(name))] if len(words) > 1 else []
    given = words[-1]
    return [*rules, (_addressed(given), f"{given[0].upper()}.")]


def _whole(words: list[str]) -> Callable[[str, str], str]:
    pattern = re.compile(
        r"(?<!\w)" + r"[\s\u00a0._-]+".join(re.escape(_folded(w)) for w in words) + r"(?!\w)"
    )

    def replace(text: str, initials: str) -> str:
        # Folding keeps every letter in its place, so what is found there is cut out here.
        parts, last = [], 0
        for found in pattern.finditer(_folded(text)):
            parts += [text[last : found.start()], _before(text[found.end() :], initials)]
            last = found.end()
        return "".join([*parts, text[last:]])

    return replace


def _addressed(given: str) -> Callable[[str, str], str]:
    address = "|".join(re.escape(form) for form in FORMS_OF_ADDRESS)
    # A capital behind it belongs to a longer name: that is somebody else.
    pattern = re.compile(rf"(?<!\w)((?i:{address})[\s\u00a0]+)(\w+)(?![\s\u00a0]+[A-ZĐÀ-Ỹ])")
    spelling = normalise(given)

    def replace(text: str, initials: str) -> str:
        def one(found: re.Match[str]) -> str:
            meant = found[2][0].isupper() and normalise(found[2]) == spelling
            return found[1] + _before(text[found.end() :], initials) if meant else found[0]

        return pattern.sub(one, text)

    return replace


def _before(following: str, initials: str) -> str:
    """One full stop is enough at the end of a sentence."""
    return initials.rstrip(".") if following.startswith(".") else initials


def _folded(text: str) -> str:
    """Small letters without marks, one for each letter of a text in NFC."""
    return "".join((unicodedata.normalize("NFD", c)[0].lower() or c)[:1] for c in text).translate(_BASES)


class Masked:
    """A row whose texts are masked; otherwise, and when compared, it is that row."""

    def __init__(self, row: Any, mask: Mask) -> None:
        self._row, self._mask = row, mask

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._row, name)
        # The words of an enum are strings too, and nobody's name.
        return self._mask(value) if type(value) is str else value

    def __eq__(self, other: object) -> bool:
        return self._row is getattr(other, "_row", other)

    def __hash__(self) -> int:
        return hash(self._row)


class _Face(Masked):
    """A version as those read it who are not of the unit or the council."""

    def __getattr__(self, name: str) -> Any:
        if name in {"results", "partners"}:
            return [Masked(row, self._mask) for row in getattr(self._row, name)]
        if name in {"topics", "sources"}:
            return [self._mask(one) for one in getattr(self._row, name)]
        return super().__getattr__(name)


def mask_for(exemplar: Exemplar) -> Mask:
    """The mask of a model; for most it changes nothing."""
    names = exemplar.withheld_names
    return mask_of(names) if names else _unchanged


def _unchanged(text: str) -> str:
    return text


def face_of(version: ExemplarVersion) -> ExemplarVersion:
    """The version as everybody reads it: the version itself unless a name in it is withheld."""
    names = version.exemplar.withheld_names
    return cast(ExemplarVersion, _Face(version, mask_of(names))) if names else version


def mask_as_read_by(actor: User | None, exemplar: Exemplar) -> Mask:
    """The mask for one reader: the unit and the people of the review read every name."""
    if not exemplar.withheld_names or standing_of(actor, exemplar) >= Standing.INSIDE:
        return _unchanged
    return mask_for(exemplar)


def masked_for(actor: User | None, exemplar: Exemplar, row: Row) -> Row:
    """Something that belongs to a model, as this person reads it."""
    mask = mask_as_read_by(actor, exemplar)
    return row if mask is _unchanged else cast(Row, Masked(row, mask))
