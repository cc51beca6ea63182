"""Which province a source means: old and new names, with and without the words around them."""

import re

from registry.core.types import unique_key
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.states import PROVINCIAL

ALSO_CALLED = {
    "tp.hcm": "Hồ Chí Minh",
    "tp. hcm": "Hồ Chí Minh",
    "tphcm": "Hồ Chí Minh",
    "hcm": "Hồ Chí Minh",
    "sài gòn": "Hồ Chí Minh",
    "thừa thiên huế": "Huế",
    "thừa thiên - huế": "Huế",
    "br-vt": "Bà Rịa - Vũng Tàu",
    "bà rịa-vũng tàu": "Bà Rịa - Vũng Tàu",
}
_AROUND = re.compile(r"^(tỉnh|thành phố|tp\.?)\s+|\s*\(cũ\)$", re.IGNORECASE)


def find_province(name: str) -> Unit | None:
    """The province or centrally run city a text names, whether it exists today or not."""
    for wanted in _names(name):
        for spelling in (wanted, f"Tỉnh {wanted}", f"Thành phố {wanted}"):
            if found := units.find_by_name(spelling, PROVINCIAL):
                return found[0]
    return None


def _names(name: str) -> list[str]:
    whole = name.strip()
    if not whole:
        return []
    bare = _AROUND.sub("", _AROUND.sub("", whole)).strip()
    other = ALSO_CALLED.get(unique_key(bare)) or ALSO_CALLED.get(unique_key(whole))
    return [one for one in dict.fromkeys([bare, whole, other]) if one]
