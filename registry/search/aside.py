"""Arrays that wait in a file without a name until they are written behind others."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

CHUNK = 1 << 22


class Aside:
    """Pieces of one array. Whatever becomes of the process, nothing of them stays in the folder."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 -- `__exit__` closes it
        self.kind = np.dtype("<u2").str

    def __enter__(self) -> "Aside":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, values: NDArray[Any]) -> None:
        """Add a piece; all are of the same kind of number."""
        self.kind = values.dtype.str
        self._file.write(values.tobytes())

    def pieces(self, kind: str) -> Iterator[NDArray[Any]]:
        """What was put aside, in pieces of another size."""
        self._file.seek(0)
        while content := self._file.read(CHUNK):
            yield np.frombuffer(content, dtype=kind)
