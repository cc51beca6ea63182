"""What a mark rests on: the files of the dossier that the reviewer names beside the points.

Whoever reads the ballot later opens the same page of the same file, instead of guessing what convinced.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from registry.core.i18n import _
from registry.evidence.queries import list_visible
from registry.identity.models import User
from registry.review.models import Mark, Nomination

# References of files by criterion; a criterion that is not named keeps what it has.
Grounds = Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class Beside:
    """What stands beside points and comments; criteria that are not named keep what they have."""

    bonuses: Mapping[int, Decimal | None] = field(default_factory=dict)
    grounds: Grounds = field(default_factory=dict)


def grounds_of(mark: Mark | None) -> list[str]:
    """References of the files a mark rests on, in the order of the dossier."""
    return mark.grounds.split() if mark else []


def files_to_name(actor: User, nomination: Nomination, given: Grounds) -> list[str]:
    """References of the files a reviewer may name, in the order of the dossier; none when none is named."""
    version = nomination.exemplar_version
    if version is None or not any(given.values()):
        return []
    return [item.reference for item in list_visible(actor, version)]


def faults_of_grounds(files: Sequence[str], given: Grounds) -> dict[str, str]:
    """What is wrong with grounds, by field `grounds_<criterion id>`: files that are not in the dossier."""
    return {
        f"grounds_{criterion_id}": _("Choose among the files of this dossier.")
        for criterion_id, references in given.items()
        if not set(references) <= set(files)
    }


def write_grounds(files: Sequence[str], marks: Iterable[Mark], given: Grounds) -> None:
    """Put what was given into the marks, in the order of the dossier."""
    for mark in marks:
        if mark.criterion_id in given:
            chosen = set(given[mark.criterion_id])
            mark.grounds = " ".join(reference for reference in files if reference in chosen)
