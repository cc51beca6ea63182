"""The interface every store of files has: content-addressed, never overwritten."""

from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True)
class Stored:
    """A file in the store: the SHA-256 of its bytes is its name."""

    digest: str
    size: int


class FileMissing(Exception):
    """The store does not have the file, or cannot be reached."""


class Storage(Protocol):
    """What the registry asks of a store."""

    def put(self, source: BinaryIO) -> Stored:
        """Keep the bytes durably and say under which digest. The same bytes are kept once."""

    def open(self, digest: str) -> BinaryIO:
        """The bytes; raises FileMissing."""

    def has(self, digest: str) -> bool:
        """Whether the store holds the digest."""

    def size_of(self, digest: str) -> int | None:
        """How many bytes the store holds under the digest; None when it has none."""

    def sweep(self) -> int:
        """Remove what crashes left half-written; returns how many files that was."""

    def older_than(self, moment: float) -> list[str]:
        """The digests of what was put before a moment (seconds since 1970), and not again since."""

    def remove(self, digest: str, *, unless_since: float) -> bool:
        """Remove bytes that nothing names, unless they were put after a moment; whether they are gone."""
