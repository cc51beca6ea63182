"""Letters that the worker wrote into the folder of mail."""

import re
from email import message_from_bytes, policy
from pathlib import Path

from registry.jobs import worker


def letters(app):
    """All mail that was sent so far, the oldest first, after the worker did what waits."""
    worker.run_due()
    folder = Path(app.extensions["registry.settings"].instance) / "mail"
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]


def token_in(letter):
    """What opens the page behind the link of a letter."""
    return re.search(r"/mat-khau-moi/([\w-]{43})\b", letter.get_content())[1]
