"""What can be typed into the search box beside words."""

from flask_babel import LazyString

from registry.core.i18n import _l

SYNTAX: tuple[tuple[str, LazyString], ...] = (
    ('"hu gao tinh thuong"', _l("these words, one after the other")),
    ("hien dat -hem", _l("without the word after the minus sign")),
    ("hu gao OR heo dat", _l("one or the other; OR in capitals")),
    ("khuyen*", _l("every word that begins so")),
    ("tinh:Gia Lai", _l("a filter; others are field:, year:, level:, area: and subject:")),
    ("nam:2020-2024", _l("each of these years")),
    ('-tinh:"Nghe An"', _l("everything but these; a minus sign before any filter")),
)
