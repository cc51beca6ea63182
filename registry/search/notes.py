"""What an index remembers of how it was looked after: beside the builds, for the operator and for pages."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from registry.search.folder import write_whole

FILE = "notes.json"


class Notes:
    """A few facts by name. Losing them does no harm."""

    def __init__(self, root: Path) -> None:
        self._path = root / FILE

    def read(self) -> dict[str, Any]:
        """All of them."""
        with suppress(OSError, ValueError):
            found = json.loads(self._path.read_bytes())
            if isinstance(found, dict):
                return found
        return {}

    def put(self, name: str, facts: Mapping[str, object] | None) -> None:
        """Remember something, or forget it."""
        notes = self.read()
        if facts is None and name not in notes:
            return
        notes.pop(name, None)
        if facts is not None:
            notes[name] = dict(facts)
        write_whole(self._path, json.dumps(notes).encode("ascii"))
