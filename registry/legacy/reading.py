"""Reading lists: a child process opens the file, and what it says comes back as sheets and rows."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, BinaryIO

from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.evidence.child import MEGABYTE, Bounds, answer_of

READER = "registry.legacy.sheet_reader"
OF_LISTS = Bounds(memory=768 * MEGABYTE, cpu=60, seconds=90, answer=512 * MEGABYTE)
MOST_ROWS = 20_000
LARGEST = 20 * MEGABYTE


@dataclass(frozen=True)
class SheetRow:
    """One row of a sheet: its number there, its cells as text, which of them are formulas."""

    number: int
    cells: list[str]
    formulas: list[int]


class UnreadableList(InvalidInput):
    """The file is not taken; the message says why and what to do."""

    def __init__(self, message: object) -> None:
        super().__init__("file", message)


def survey(file: BinaryIO) -> list[dict[str, Any]]:
    """The sheets of a file with their names and first rows. Raises UnreadableList."""
    with _asked(file, "survey") as lines:
        said = next(lines, {"refused": "damaged"})
    _refuse(said)
    return list(said["sheets"])


def read_rows(file: BinaryIO, sheet: str, header: int) -> Iterator[SheetRow]:
    """Every row below the header that says something. Raises UnreadableList, perhaps after many rows."""
    ended = False
    with _asked(file, "rows", sheet, str(header), str(MOST_ROWS)) as lines:
        for said in lines:
            _refuse(said)
            ended = "end" in said
            if not ended:
                yield SheetRow(said["number"], said["cells"], said["formulas"])
    if not ended:
        _refuse({"refused": "slow"})


@contextmanager
def _asked(file: BinaryIO, *words: str) -> Iterator[Iterator[dict[str, Any]]]:
    with answer_of(READER, file, OF_LISTS, *words) as answer:
        yield _lines(answer)


def _lines(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    for line in stream:
        try:
            yield json.loads(line)
        except ValueError:
            return


def _refuse(said: dict[str, Any]) -> None:
    word = said.get("refused")
    if word:
        raise UnreadableList(sentence_of(word))


def sentence_of(word: str) -> str:
    """What people read for the reader's word."""
    sentences = {
        "bomb": _("The file unpacks to far more than a list needs. Copy the table into a new file."),
        "entities": _("The file declares things that a list has no use for. Copy the table into a new file."),
        "active": _("The file carries macros or other files. Save it as .xlsx without them."),
        "rows": _(
            "The sheet has more than %(n)s rows, perhaps empty ones. Delete the rows below the table, or"
            " divide the list.",
            n=MOST_ROWS,
        ),
        "cell": _("A cell holds more text than a list needs. Shorten it."),
        "kind": _("This is no spreadsheet. Save the list as .xlsx or .csv."),
        "old": _("Files of Excel 97-2003 (.xls) are not read, nor locked ones. Save the list as .xlsx."),
        "letters": _("The letters of the file cannot be read. Save it as “CSV UTF-8” or as .xlsx."),
        "sheet": _("The file has no sheet of this name."),
        "slow": _("Reading the file takes too long. Copy the table into a new file."),
    }
    return sentences.get(word, _("The file is damaged. Open it, save it as .xlsx and choose it again."))
