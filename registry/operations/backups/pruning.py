"""Which backups are kept: some of each age."""

from collections.abc import Callable, Hashable

from registry.core.clock import today
from registry.operations.backups.folder import BackupFolder
from registry.operations.backups.manifest import Manifest

DAYS, WEEKS, MONTHS = 14, 8, 12
KINDS: tuple[tuple[int, Callable[[Manifest], Hashable]], ...] = (
    (DAYS, lambda one: one.day),
    (WEEKS, lambda one: one.day.isocalendar()[:2]),
    (MONTHS, lambda one: (one.day.year, one.day.month)),
)


def kept(good: list[Manifest]) -> list[Manifest]:
    """All of today; the last of each of 14 days, 8 weeks and 12 months that have one; always the newest."""
    wanted = {one.point for one in good if one.day == today()}
    for most, period in KINDS:
        last_of = {period(one): one.point for one in good}
        wanted.update(list(last_of.values())[-most:])
    return [one for one in good if one.point in wanted]


def prune(folder: BackupFolder) -> tuple[list[Manifest], int]:
    """Forget the whole backups that are not kept, and the parts that none names any more.

    What is damaged stays until somebody has looked at it: it takes nobody's place.
    """
    with folder.locked():
        good = folder.good()
        stay = {one.point for one in kept(good)}
        gone = [one for one in good if one.point not in stay]
        for one in gone:
            folder.forget(one)
        return gone, folder.sweep()
