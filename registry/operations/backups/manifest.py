"""What one backup holds, as a file of JSON whose name carries its own digest."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from registry.core.clock import HERE

FORMAT = 1
NAME = re.compile(r"(\d{8}T\d{6}Z)-([0-9a-f]{16})\.json")
DATABASE, SECRET, SETTINGS, FILES = "registry.db", "secret.key", "settings.toml", "files/"


@dataclass(frozen=True)
class Part:
    """One file of a backup: what it is, and under which digest its sealed bytes are stored."""

    name: str
    sha256: str
    size: int
    stored: str
    stored_size: int


@dataclass(frozen=True)
class Manifest:
    """Everything that is needed to put an installation back and to prove that it is the same."""

    made_at: datetime
    program: str
    migration: str
    # The public key it is sealed with; empty when it is not.
    recipient: str
    tables: dict[str, int]
    audit_seq: int
    audit_digest: str
    parts: tuple[Part, ...]
    # Digests that the database names and whose bytes were missing or damaged already.
    missing: tuple[str, ...] = ()
    format: int = field(default=FORMAT)

    def encode(self) -> bytes:
        """The file, always the same for the same contents."""
        values = asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()

    @property
    def name(self) -> str:
        """The name of its file: when it was made, and the beginning of its digest."""
        digest = hashlib.sha256(self.encode()).hexdigest()
        return f"{self.made_at:%Y%m%dT%H%M%SZ}-{digest[:16]}.json"

    @property
    def point(self) -> str:
        """What operators call it."""
        return self.name.removesuffix(".json")

    @property
    def day(self) -> Any:
        """The local day on which it was made."""
        return self.made_at.astimezone(HERE).date()

    def part(self, name: str) -> Part | None:
        """One part by its name."""
        return next((one for one in self.parts if one.name == name), None)


def decode(name: str, data: bytes) -> Manifest | None:
    """The manifest in a file; None when it is not what was written under that name."""
    match = NAME.fullmatch(name)
    if match is None or not hashlib.sha256(data).hexdigest().startswith(match[2]):
        return None
    values = json.loads(data)
    if values.get("format") != FORMAT:
        return None
    values["parts"] = tuple(Part(**part) for part in values["parts"])
    values |= {"missing": tuple(values["missing"]), "made_at": datetime.fromisoformat(values["made_at"])}
    return Manifest(**values)
