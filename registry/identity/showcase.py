"""The accounts a demonstration offers on its sign-in page: one for each role and the officer of a
commune, with the shared password.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from registry.identity.models import User
from registry.identity.queries import find_user

FILE = "demo-accounts.json"


@dataclass(frozen=True)
class Showcase:
    """One account anybody may use in a demonstration."""

    # A role, or `commune_officer`: who writes and files what the province asks a commune for.
    role: str
    username: str
    password: str
    unit: str
    name: str
    job_title: str = ""


def read(folder: Path) -> list[Showcase]:
    """The accounts that were left there; none when there is no list or it cannot be read."""
    try:
        rows = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return [Showcase(**row) for row in rows]
    except (OSError, ValueError, TypeError):
        return []


def offered(folder: Path) -> list[Showcase]:
    """Those of the list whose account exists, is open and was made for a demonstration."""
    return [one for one in read(folder) if _is_open(find_user(one.username))]


def _is_open(user: User | None) -> bool:
    return user is not None and user.is_demonstration and user.is_active
