"""Reads an archive without believing it: what is inside is counted while it is inflated, not looked up."""

import posixpath
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from registry.evidence.readers.frame import Refusal

MOST_MEMBERS = 3000
MOST_INFLATED = 150 * 1024 * 1024
DEEPEST = 2
CHUNK = 64 * 1024
LOCAL_HEADER, END, END_SIZE = 30, b"PK\x05\x06", 22
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ESCAPING = re.compile(r"(^|/)\.\.(/|$)|^/|^[A-Za-z]:|[\\\x00]")


class Budget:
    """How many bytes may still come out, of this archive and of those inside it together."""

    def __init__(self, most: int = MOST_INFLATED) -> None:
        self.left = most

    def spend(self, size: int) -> None:
        """Count bytes. Raises Refusal once there are too many."""
        self.left -= size
        if self.left < 0:
            raise Refusal("bomb")


class Archive:
    """A ZIP whose table of contents was checked; its members are read with `inflate`."""

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        self._stream, self.budget = stream, budget
        try:
            self.members = zipfile.ZipFile(stream).infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise Refusal("damaged") from error
        self._check()

    def _check(self) -> None:
        if len(self.members) > MOST_MEMBERS:
            raise Refusal("bomb")
        # A part is one part in whatever letters it is named (Open Packaging Conventions).
        names = {posixpath.normpath(member.filename).casefold() for member in self.members}
        if len(names) != len(self.members):
            raise Refusal("damaged")
        for member in self.members:
            mode = member.external_attr >> 16
            if ESCAPING.search(member.filename) or (mode and stat.S_IFMT(mode) == stat.S_IFLNK):
                raise Refusal("escaping")
            if member.flag_bits & 0x1:
                raise Refusal("password")
            if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise Refusal("damaged")
        if not self.members or min(member.header_offset for member in self.members):
            raise Refusal("hidden")
        size = self._stream.seek(0, 2)
        self._stream.seek(max(0, size - END_SIZE))
        if self._stream.read(4) != END:
            raise Refusal("hidden")

    def inflate(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """The bytes of a member, piece by piece. Raises Refusal when it lies about them."""
        stream = self._stream
        stream.seek(member.header_offset)
        header = stream.read(LOCAL_HEADER)
        if len(header) != LOCAL_HEADER or header[:4] != b"PK\x03\x04":
            raise Refusal("damaged")
        place = member.header_offset + LOCAL_HEADER
        place += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        size, checksum = 0, 0
        for piece in self._pieces(place, member):
            size += len(piece)
            checksum = zlib.crc32(piece, checksum)
            self.budget.spend(len(piece))
            yield piece
        if size != member.file_size or checksum != member.CRC:
            raise Refusal("lying")

    def _pieces(self, place: int, member: zipfile.ZipInfo) -> Iterator[bytes]:
        left, inflater = member.compress_size, zlib.decompressobj(-15)
        while left > 0:
            # Others may have read elsewhere in the file since the last piece.
            self._stream.seek(place)
            raw = self._stream.read(min(CHUNK, left))
            if not raw:
                raise Refusal("damaged")
            place, left = place + len(raw), left - len(raw)
            if member.compress_type == zipfile.ZIP_STORED:
                yield raw
                continue
            while raw:
                try:
                    yield inflater.decompress(raw, CHUNK)
                except zlib.error as error:
                    raise Refusal("damaged") from error
                raw = inflater.unconsumed_tail
        if member.compress_type == zipfile.ZIP_DEFLATED and not inflater.eof:
            yield inflater.flush()
            if not inflater.eof:
                raise Refusal("lying")


def refuse_program(head: bytes) -> None:
    """Refuse what would run, by its first bytes."""
    if head.startswith(OLE):
        raise Refusal("objects")
    if head.startswith(PROGRAMS):
        raise Refusal("program")
