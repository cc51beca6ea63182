"""The log of a served installation: lines of JSON, among which nobody can write lines of their own.

Everything that is no plain letter is escaped, so an address with line ends, colours or marks that turn the
direction stays one harmless line.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

# What a line may add to the words: see registry.web.access.
FIELDS = "registry_fields"


class JsonLines(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {
            "at": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name != "registry.access":
            line["message"] = record.getMessage()
        line.update(getattr(record, FIELDS, {}))
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True, default=str)


def write_lines(level: str, stream: TextIO | None = None) -> None:
    """Have this process log lines of JSON; for whoever serves, not for commands and tests."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("registry").setLevel(level.upper())
