"""Names of people, units and fields: invisible characters removed, look-alikes of another script refused."""

import unicodedata

from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.types import clean_text


def checked_name(text: str | None, *, field: str, missing: object, longest: int = 200) -> str:
    """A name as it is stored, on one line. Raises InvalidInput, with `missing` when there is none."""
    visible = (c for c in clean_text(text) if unicodedata.category(c) != "Cf")
    name = " ".join("".join(visible).split())
    if not name:
        raise InvalidInput(field, missing)
    if len(name) > longest:
        raise InvalidInput(field, _("Use at most %(n)s characters.", n=longest))
    if len(_scripts(name)) > 1:
        raise InvalidInput(field, _("Letters of two scripts are mixed. Type the name again in one script."))
    return name


def _scripts(name: str) -> set[str]:
    """The scripts of the letters, by the first word of each letter's Unicode name."""
    letters = (c for c in unicodedata.normalize("NFKC", name) if c.isalpha())
    return {unicodedata.name(c, "?").split()[0] for c in letters} - {"MODIFIER", "MASCULINE", "FEMININE"}
