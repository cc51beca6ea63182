"""Whoever gets a file without its covered parts is written down: what is covered shows who people are."""

from registry.evidence.models import EvidenceItem
from registry.evidence.rules import shown_file
from registry.web import read_log
from registry.web.guard import actor_or_none


def note_uncovered(item: EvidenceItem) -> None:
    """Note this reading, if there is a covered file and this person gets the other one.

    Raises TooManyTries for whoever has read of too many people.
    """
    if item.public_file is not None and shown_file(actor_or_none(), item) is not item.public_file:
        read_log.show("evidence.uncovered", "evidence", item.reference)
