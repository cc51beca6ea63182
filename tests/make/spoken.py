"""What the pages say in Vietnamese for an English text of the code, so that tests follow the catalogue."""

from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).resolve().parents[2] / "registry/translations/vi/LC_MESSAGES/messages.po"


@lru_cache
def catalogue():
    """The Vietnamese catalogue."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="vi")


def vi(text, **values):
    """The Vietnamese for `text`; fails when the catalogue does not know it."""
    message = catalogue().get(text)
    assert message, f"the catalogue does not have {text!r}"
    assert message.string, f"{text!r} is not translated"
    return message.string % values if values else message.string
