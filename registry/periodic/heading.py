"""What stands above a report of a unit: as it writes itself on paper now."""

from registry.documents.issuers import PLACES, letterhead_of, written_of
from registry.documents.states import Letterhead, PaperKind
from registry.units.models import Unit

# What a report bears in its number.
SIGN = "BC"
NAMES = ("co_quan_cap_tren", "co_quan_ban_hanh", "dia_danh", "ky_hieu")


def heading_of(unit: Unit) -> dict[str, str]:
    """Letterhead, names of the bodies, place and symbol; what a filing keeps."""
    said = written_of(unit, PaperKind.SUBMISSION, SIGN)
    return {"letterhead": letterhead_of(unit).value, **{name: said.get(name, "") for name in NAMES}}


def fitted(heading: dict[str, str], unit: Unit, letterhead: Letterhead) -> dict[str, str]:
    """The heading under a letterhead: above a place stands another one only in the Party's line."""
    said = {name: heading.get(name, "") for name in NAMES}
    if letterhead is Letterhead.STATE and unit.kind in PLACES:
        said["co_quan_cap_tren"] = ""
    return said
