"""Initials in place of names, wherever a text has them."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from registry.search.text import normalise

Mask = Callable[[str], str]
LETTER = re.compile(r"[^\W\d_]")
WORD = re.compile(r"[^\W_]+")
# Before a given name alone these say that a person is meant, not the word the name also is (hoa, sen, mai).
FORMS_OF_ADDRESS = (
    "ông", "bà", "anh", "chị", "em", "cô", "chú", "bác", "cụ", "cháu", "thầy", "dì", "cậu", "mợ", "mẹ", "bố",
    "mế", "con", "vợ", "chồng", "bạn", "già làng", "đồng chí", "đ/c", "trưởng thôn", "trưởng bản", "bí thư",
    "chủ tịch", "đảng viên", "hội viên", "đoàn viên", "nghệ nhân", "cựu chiến binh", "cô giáo", "thầy giáo",
    "bác sĩ", "hộ", "chủ hộ", "nhà", "gia đình", "mr", "mrs", "ms",
)  # fmt: skip
# Between two people of whom the first alone is addressed: `bà Lan, Mai và Hoa`.
AND = frozenset({"và", "với", "cùng", "va", "voi", "cung"})
LONGEST_ADDRESS = 3
# Further back than so many words nobody is addressed any more.
FAR = 30
# Written between the words of one name, also in names of files; nothing at all is possible there too.
_WITHIN = re.compile(r"[\s._-]*")
_SPACES = re.compile(r"[^\S\n]+")
_ADDRESS_GAP = re.compile(r"\s+|/")
_LIST_GAP = re.compile(r"\s*,\s*")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


class _Plain(dict[int, str]):
    """Small letters without marks, one for each letter of a text in NFC."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = (unicodedata.normalize("NFD", letter)[0].lower() or letter)[:1]
        self[code] = "d" if plain == "đ" else plain
        return self[code]


_PLAIN = _Plain()


def _plain(text: str) -> str:
    return text.translate(_PLAIN)


def _spoken(forms: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(WORD.findall(form)) for form in forms)


_ADDRESSES = _spoken(FORMS_OF_ADDRESS)
_PLAIN_ADDRESSES = _spoken(map(_plain, FORMS_OF_ADDRESS))


def initials_of(name: str) -> str:
    """`Nguyễn Thị Hoa` becomes `N.T.H.`"""
    return "".join(f"{word[0].upper()}." for word in name.split() if LETTER.match(word))


def mask_of(names: Iterable[str]) -> Mask:
    """A function that puts initials in place of these names wherever a text has them.

    A name of several words is found whatever its case, its marks and what stands between its words; what
    people call somebody for short, its last words, is found behind a form of address. Longer names go first.
    """
    return _mask_of(tuple(sorted({_written(name) for name in names} - {""})))


def _written(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.translate(_INVISIBLE).split()))


@lru_cache(maxsize=256)
def _mask_of(names: tuple[str, ...]) -> Mask:
    known = _Names(names)

    def mask(text: str) -> str:
        seen = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
        parts, last = [], 0
        for start, end, initials in _Reading(seen, known).found():
            # One full stop is enough at the end of a sentence.
            parts += [seen[last:start], initials.rstrip(".") if seen.startswith(".", end) else initials]
            last = end
        return "".join([*parts, seen[last:]]) if parts else text

    return mask


class _Names:
    """The names to find, so that a text is read once however many they are."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.whole: dict[str, list[str]] = {}
        self.short: set[tuple[str, ...]] = set()
        for name in names:
            spoken = WORD.findall(name)
            if len(spoken) > 1:
                self.whole.setdefault(_plain("".join(spoken)), spoken)
            self.short.update(tuple(spoken[at:]) for at in range(len(spoken)))
        self.begun = {letters[:end] for letters in self.whole for end in range(1, len(letters) + 1)}
        self.spelled = {tuple(map(normalise, words)) for words in self.short}
        self.unmarked = {tuple(map(_plain, words)) for words in self.short}
        self.longest = max((len(words) for words in self.short), default=0)


@dataclass
class _Reading:
    """One text word by word, compared with the names."""

    text: str
    names: _Names

    def __post_init__(self) -> None:
        self.spans = [found.span() for found in WORD.finditer(self.text)]
        self.words = [self.text[start:end] for start, end in self.spans]
        plain = _plain(self.text)
        self.plain = [plain[start:end] for start, end in self.spans]
        # Text typed without marks tells hoa from hoà nowhere.
        self.is_unmarked = self.text.isascii()

    def found(self) -> Iterable[tuple[int, int, str]]:
        """(start, end, initials) of every name, in the order of the text."""
        at = 0
        while at < len(self.words):
            end, initials = self._whole(at) or self._short(at) or (0, "")
            if end:
                yield self.spans[at][0], self.spans[end - 1][1], initials
            at = end or at + 1

    def _whole(self, at: int) -> tuple[int, str] | None:
        letters, best = "", None
        for here in range(at, len(self.words)):
            letters += self.plain[here]
            if letters not in self.names.begun or not (here == at or self._joined(here, _WITHIN)):
                break
            spoken = self.names.whole.get(letters)
            if spoken and self._is_meant(at, here + 1, spoken):
                best = here + 1, initials_of(" ".join(spoken))
        return best

    def _is_meant(self, at: int, end: int, spoken: list[str]) -> bool:
        """Not `trăn đạo` for Trần Đạo: written as a name, or with the marks of the name, or as files are."""
        words = self.words[at:end]
        if words[0][0].isupper() and words[-1][0].isupper():
            return True
        if "".join(map(normalise, words)) == "".join(map(normalise, spoken)):
            return True
        between = self.text[self.spans[at][0] : self.spans[end - 1][1]]
        return between.isascii() and (len(spoken) > 2 or not any(map(str.isspace, between)))

    def _short(self, at: int) -> tuple[int, str] | None:
        """The last words of a name behind a form of address; a capital behind them is somebody else."""
        if not self.words[at][0].isupper():
            return None
        wanted, spelled = (
            (self.names.unmarked, self.plain)
            if self.is_unmarked
            else (self.names.spelled, [normalise(word) for word in self.words[at : at + self.names.longest]])
        )
        first = at if self.is_unmarked else 0
        for length in range(min(self.names.longest, len(self.words) - at), 0, -1):
            words = self.words[at : at + length]
            if tuple(spelled[first : first + length]) not in wanted:
                continue
            if not all(self._joined(here, _SPACES) for here in range(at + 1, at + length)):
                continue
            if not self._goes_on(at + length) and self._is_addressed(at):
                return at + length, "".join(f"{word[0].upper()}." for word in words)
        return None

    def _joined(self, here: int, gap: re.Pattern[str]) -> bool:
        """Whether only such a gap is between a word and the one before."""
        return here > 0 and gap.fullmatch(self.text, self.spans[here - 1][1], self.spans[here][0]) is not None

    def _goes_on(self, here: int) -> bool:
        """Whether the next word belongs to the same name; where all is in capitals nobody can tell."""
        if here >= len(self.words) or not self._joined(here, _SPACES):
            return False
        word, before = self.words[here], self.words[here - 1]
        shouted = len(before) > 1 and before.isupper() and word.isupper()
        return word[0].isupper() and not shouted and not self._is_address_from(here)

    def _is_address_from(self, here: int) -> bool:
        ends = range(here + 1, min(here + LONGEST_ADDRESS, len(self.words)) + 1)
        return any(self._is_form(here, end) for end in ends)

    def _is_form(self, start: int, end: int) -> bool:
        if self.is_unmarked:
            return " ".join(self.plain[start:end]) in _PLAIN_ADDRESSES
        return " ".join(word.lower() for word in self.words[start:end]) in _ADDRESSES

    def _is_addressed(self, at: int) -> bool:
        """Whether a form of address stands before a word, or before the first of the list it ends."""
        for _step in range(FAR):
            if self._is_behind_form(at):
                return True
            before = self._last_of_list(at)
            if before is None:
                return False
            at = before
            while at > 0 and self._joined(at, _SPACES) and self.words[at - 1][0].isupper():
                if self._is_behind_form(at):
                    return True
                at -= 1
        return False

    def _is_behind_form(self, at: int) -> bool:
        if not self._joined(at, _ADDRESS_GAP):
            return False
        for length in range(1, min(LONGEST_ADDRESS, at) + 1):
            start = at - length
            gaps = all(self._joined(here, _ADDRESS_GAP) for here in range(start + 1, at))
            if gaps and self._is_form(start, at):
                return True
        return False

    def _last_of_list(self, at: int) -> int | None:
        """The last word of the name before `,` or `và`; None when there is none."""
        if self._joined(at, _LIST_GAP):
            before = at - 1
        elif at > 1 and self._joined(at, _SPACES) and self.words[at - 1].lower() in AND:
            before = at - 2
        else:
            return None
        return before if before >= 0 and self.words[before][0].isupper() else None
