"""Public references (MH-2026-00042) and slugs."""

import re
import unicodedata
from datetime import date

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import db

MARKS = str.maketrans("đĐ", "dD")


class ReferenceCounter(db.Model):
    """The last number given out for a prefix and a year."""

    __tablename__ = "reference_counters"

    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


def next_reference(prefix: str, on: date, digits: int = 5) -> str:
    """The next free reference such as MH-2026-00042. Call it inside a transaction."""
    return next_references(prefix, on, 1, digits)[0]


def next_references(prefix: str, on: date, count: int, digits: int = 5) -> list[str]:
    """The next free references, as many as are asked for. Call it inside a transaction."""
    series = f"{prefix}-{on.year}"
    counter = db.session.scalar(
        select(ReferenceCounter).where(ReferenceCounter.series == series).with_for_update()
    )
    if counter is None:
        counter = ReferenceCounter(series=series, last=0)
        db.session.add(counter)
    first = counter.last + 1
    counter.last += count
    db.session.flush()
    return [f"{series}-{number:0{digits}d}" for number in range(first, first + count)]


def slug_of(text: str) -> str:
    """Lower-case ASCII words joined by hyphens: `Xã Hòa Bình` becomes `xa-hoa-binh`."""
    plain = unicodedata.normalize("NFD", text.translate(MARKS).lower())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def plain_words(text: str) -> str:
    """Lower-case ASCII words: what somebody types who leaves the marks out."""
    return slug_of(text).replace("-", " ")


def sort_key(text: str) -> str:
    """A key that sorts Vietnamese names as a Vietnamese dictionary does.

    Letters first (ă and â after a, đ after d, ê after e ...), the tone only among equal letters.
    """
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).lower()):
        if char in _TONES:
            tones.append(_TONES[char])
        elif char in _SHAPES and letters:
            letters[-1] = letters[-1] + _SHAPES[char]
        else:
            letters.append("d1" if char == "đ" else char + "0" if char.isalpha() else char)
    joined = "".join(part if len(part) < 3 else part[0] + part[2:] for part in letters)
    return joined + "\x01" + "".join(tones)


_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = {"\u0306": "1", "\u0302": "2", "\u031b": "3"}
