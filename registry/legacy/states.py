"""The words of taking over lists: what is in a list, how far its run is, what becomes of a row."""

import enum

from registry.core.permissions import Permission


class ListKind(enum.StrEnum):
    MODELS = "models"
    UNITS = "units"
    ACCOUNTS = "accounts"


PERMISSION_OF: dict[ListKind, Permission] = {
    ListKind.MODELS: Permission.EXEMPLAR_IMPORT,
    ListKind.UNITS: Permission.UNIT_ADMINISTER,
    ListKind.ACCOUNTS: Permission.USER_ADMINISTER,
}


class RunState(enum.StrEnum):
    """`checked`: every row's fate is known and nothing is stored yet. `refused`: the file cannot be read."""

    UPLOADED = "uploaded"
    READING = "reading"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    REFUSED = "refused"


AT_WORK = frozenset({RunState.READING, RunState.CHECKING, RunState.IMPORTING})
# From here on the columns and the sheet may still be chosen otherwise.
OPEN = frozenset({RunState.UPLOADED, RunState.CHECKED, RunState.REFUSED})


class Fate(enum.StrEnum):
    PENDING = "pending"
    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    REFUSED = "refused"


TAKEN = frozenset({Fate.NEW, Fate.CHANGED})
