"""Files of named arrays: written once and then mapped, so that opening one reads next to nothing.

Each array begins at a multiple of 8 bytes. Behind them stands their directory as JSON, its offset and MAGIC.
All numbers are little-endian.
"""

import json
import mmap
import os
import struct
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

MAGIC = b"ARRAYS02"
_TAIL = struct.Struct("<Q8s")
_ALIGNED = 8
# A text never holds it, so it may end each.
_END = "\0"
_opened: "WeakSet[Arrays]" = WeakSet()
_lock = threading.Lock()


class _File(Protocol):
    def write(self, content: bytes, /) -> Any: ...

    def tell(self) -> int: ...

    def close(self) -> None: ...


class ArraysFile:
    """Writes arrays one after the other."""

    def __init__(self, file: _File) -> None:
        self._file = file
        self._directory: dict[str, tuple[str, tuple[int, ...], int]] = {}

    def add(self, name: str, values: NDArray[Any]) -> None:
        """Write an array."""
        at = self._start()
        self._file.write(np.ascontiguousarray(values).tobytes())
        self._directory[name] = (values.dtype.str, values.shape, at)

    def add_pieces(self, name: str, dtype: str, pieces: Iterable[NDArray[Any]]) -> None:
        """Write an array that is never in memory as a whole."""
        at, length = self._start(), 0
        for piece in pieces:
            self._file.write(piece.astype(dtype, copy=False).tobytes())
            length += len(piece)
        self._directory[name] = (np.dtype(dtype).str, (length,), at)

    def add_texts(self, name: str, texts: Iterable[str]) -> None:
        """Write a list of texts as the bytes of all of them."""
        whole = "".join(f"{text}{_END}" for text in texts)
        self.add(name, np.frombuffer(whole.encode("utf-8"), dtype=np.uint8))

    def close(self) -> None:
        """Write the directory."""
        at = self._start()
        self._file.write(json.dumps(self._directory).encode("ascii"))
        self._file.write(_TAIL.pack(at, MAGIC))
        self._file.close()

    def _start(self) -> int:
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNED))
        return self._file.tell()


class Arrays:
    """Arrays of a file, as views of its mapping: they cost memory only where they are read."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        at, magic = _TAIL.unpack_from(self._map, len(self._map) - _TAIL.size)
        if magic != MAGIC:
            raise ValueError(f"{path.name} is no file of arrays.")
        self._directory = json.loads(self._map[at : len(self._map) - _TAIL.size])
        with _lock:
            _opened.add(self)

    def __iter__(self) -> Iterator[str]:
        return iter(self._directory)

    def __contains__(self, name: str) -> bool:
        return name in self._directory

    def __getitem__(self, name: str) -> NDArray[Any]:
        dtype, shape, at = self._directory[name]
        kind = np.dtype(dtype)
        count = int(np.prod(shape, dtype=np.int64))
        if not count:
            return np.zeros(shape, dtype=kind)
        return np.frombuffer(self._map, dtype=kind, count=count, offset=at).reshape(shape)

    def let_go(self) -> None:
        """Have no page of the file in the process; what is read again is there again at once."""
        self._map.madvise(mmap.MADV_DONTNEED)

    def read(self, name: str, begin: int, end: int) -> NDArray[Any]:
        """A stretch of an array in memory of its own: the file's pages do not count as the process's."""
        dtype, _shape, at = self._directory[name]
        kind = np.dtype(dtype)
        wanted = (end - begin) * kind.itemsize
        content = os.pread(self._file.fileno(), wanted, at + begin * kind.itemsize)
        if len(content) < wanted:
            raise ValueError(f"{name} is cut off.")
        return np.frombuffer(content, dtype=kind)

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        return self[name].tobytes().decode("utf-8").split(_END)[:-1]


def let_go() -> None:
    """Let go of the pages of all files: most were read once, to put columns together."""
    with _lock:
        files = list(_opened)
    for file in files:
        file.let_go()
