"""What is said of a file before it comes in parts, and what of that still holds when it is there."""

from dataclasses import dataclass, field
from datetime import date

from registry.catalogue.states import Visibility
from registry.evidence.service.editing import Description
from registry.evidence.states import Aspect
from registry.evidence.transfers import Transfer


@dataclass(frozen=True)
class Announced:
    """What is said of a file before it comes."""

    size: int
    file_name: str
    caption: str = ""
    visibility: Visibility = Visibility.COUNCIL
    keep_original: bool = False
    # aspect, taken_on (2026-03-14), result and personal ("1"), as far as they were said.
    details: dict[str, str] = field(default_factory=dict)


def about_of(transfer: Transfer) -> Description:
    """What was said of a file when it was announced, as far as it still holds: no file is lost over it."""
    said, results = transfer.details, {result.key for result in transfer.exemplar.latest.results}
    is_personal = said.get("personal") == "1"
    is_public = transfer.visibility is Visibility.PUBLIC
    return Description(
        transfer.caption,
        # Personal data are covered or answered for first.
        Visibility.COUNCIL if is_personal and is_public else transfer.visibility,
        said["result"] if said.get("result") in results else "",
        Aspect(said["aspect"]) if said.get("aspect") in set(Aspect) else None,
        date.fromisoformat(said["taken_on"]) if said.get("taken_on") else None,
        is_personal,
    )
