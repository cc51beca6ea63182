"""Opens one Word, Excel or OpenDocument file: what it is, what it holds besides text, and the text itself."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO

from registry.evidence.readers import frame
from registry.evidence.readers.archive import DEEPEST, Archive, Budget, refuse_program
from registry.evidence.readers.frame import Refusal
from registry.evidence.readers.markup import Relations, Watcher, Words

MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}
MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
# Parts that hold programs, by their names; what else runs is told by its first bytes.
MACROS = re.compile(r"(?i)(vbaproject\.bin|vbadata\.xml|macrosheets/|activex/|^basic/|^scripts/|customui/)")
XML = re.compile(r"(?i)\.(xml|rels|rdf|vml)$")
SHEETS = re.compile(r"^xl/worksheets/[^/]+\.xml$")


def main() -> None:
    """The most letters of the text come as a value."""
    (most_text,) = frame.confine()
    try:
        archive = Archive(frame.given(), Budget())
        kind = _kind_of(archive)
        _check_all(archive, 1)
    except Refusal as refusal:
        frame.say(refused=str(refusal))
        return
    except MemoryError:
        frame.say(refused="bomb")
        return
    frame.say(kind=kind)
    words = Words(int(most_text))
    for member in _told_in(kind, archive.members):
        words.read(member.filename, archive.inflate(member))
        if words.is_full:
            break
    frame.give("text", words.text().encode())


def _kind_of(archive: Archive) -> str:
    known = {member.filename: member for member in archive.members}
    if "mimetype" in known:
        mimetype = _whole(archive, known["mimetype"], 200).strip()
        if mimetype in MIMETYPES and "content.xml" in known:
            return MIMETYPES[mimetype]
    if "[Content_Types].xml" in known:
        types = _whole(archive, known["[Content_Types].xml"], 2 * 1024 * 1024)
        if b"macroEnabled" in types:
            raise Refusal("macros")
        for part, kind in MAIN_PARTS.items():
            if part in types:
                return kind
    raise Refusal("other")


def _whole(archive: Archive, member: zipfile.ZipInfo, most: int) -> bytes:
    content = io.BytesIO()
    for piece in archive.inflate(member):
        content.write(piece)
        if content.tell() > most:
            raise Refusal("bomb")
    return content.getvalue()


def _check_all(archive: Archive, depth: int) -> None:
    """Look at every member from its first to its last byte."""
    for member in archive.members:
        if MACROS.search(member.filename):
            raise Refusal("macros")
        pieces = archive.inflate(member)
        head = next(pieces, b"")
        refuse_program(head)
        if head.startswith(b"PK\x03\x04"):
            _check_inner(head, pieces, archive, depth)
        elif XML.search(member.filename):
            _check_markup(member.filename, head, pieces)
        else:
            for _piece in pieces:
                pass


def _check_inner(head: bytes, rest: Iterator[bytes], outer: Archive, depth: int) -> None:
    """An archive inside: the table behind a chart is one. It is counted as part of the whole."""
    if depth >= DEEPEST:
        raise Refusal("bomb")
    content: IO[bytes] = io.BytesIO(head + b"".join(rest))
    _check_all(Archive(content, outer.budget), depth + 1)


def _check_markup(name: str, head: bytes, rest: Iterator[bytes]) -> None:
    watcher = Relations() if name.endswith(".rels") else Watcher()
    watcher.feed(head)
    for piece in rest:
        watcher.feed(piece)
    watcher.close()


def _told_in(kind: str, members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The members that hold the text, in the order in which they must be read."""
    if kind == "docx":
        return [member for member in members if member.filename == "word/document.xml"]
    if kind == "xlsx":
        shared = [member for member in members if member.filename == "xl/sharedStrings.xml"]
        sheets = [member for member in members if SHEETS.match(member.filename)]
        return [*shared, *sorted(sheets, key=lambda member: (len(member.filename), member.filename))]
    return [member for member in members if member.filename == "content.xml"]


if __name__ == "__main__":
    main()
