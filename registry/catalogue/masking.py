"""What everybody reads of a model in which somebody is named who did not agree to that: initials."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from registry.catalogue.initials import Mask, mask_of
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.visibility import Standing, standing_of
from registry.identity.models import User

Row = TypeVar("Row")


class Masked:
    """A row whose texts are masked; otherwise, and when compared, it is that row."""

    def __init__(self, row: Any, mask: Mask) -> None:
        self._row, self._mask = row, mask

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._row, name)
        # The words of an enum are strings too, and nobody's name.
        return self._mask(value) if type(value) is str else value

    def __eq__(self, other: object) -> bool:
        return self._row is getattr(other, "_row", other)

    def __hash__(self) -> int:
        return hash(self._row)


class _Face(Masked):
    """A version as those read it who are not of the unit or the council."""

    def __getattr__(self, name: str) -> Any:
        if name in {"results", "partners"}:
            return [Masked(row, self._mask) for row in getattr(self._row, name)]
        if name in {"topics", "sources"}:
            return [self._mask(one) for one in getattr(self._row, name)]
        return super().__getattr__(name)


def mask_for(exemplar: Exemplar) -> Mask:
    """The mask of a model; for most it changes nothing."""
    names = exemplar.withheld_names
    return mask_of(names) if names else _unchanged


def _unchanged(text: str) -> str:
    return text


def face_of(version: ExemplarVersion) -> ExemplarVersion:
    """The version as everybody reads it: the version itself unless a name in it is withheld."""
    names = version.exemplar.withheld_names
    return cast(ExemplarVersion, _Face(version, mask_of(names))) if names else version


def place_of(exemplar: Exemplar) -> str:
    """The place of a model as everybody reads it."""
    return mask_for(exemplar)(exemplar.place)


# Gives the mask under which somebody reads a model, or None for "as everybody in their place does".
Veil = Callable[[User, Exemplar], Mask | None]
_veils: list[Veil] = []


def add_veil(veil: Veil) -> None:
    """Let a subject above the catalogue hide more from some readers, as whose model it is."""
    if veil not in _veils:
        _veils.append(veil)


def mask_as_read_by(actor: User | None, exemplar: Exemplar) -> Mask:
    """The mask for one reader: the unit and the people of the review read every name.

    Of them, whoever must not know whose model it is reads it under a veil.
    """
    for veil in _veils if actor is not None else ():
        if (mask := veil(cast(User, actor), exemplar)) is not None:
            return mask
    if not exemplar.withheld_names or standing_of(actor, exemplar) >= Standing.INSIDE:
        return _unchanged
    return mask_for(exemplar)


def version_as_read_by(actor: User | None, version: ExemplarVersion) -> ExemplarVersion:
    """A version whose texts this person may read, with initials unless they read every name."""
    mask = mask_as_read_by(actor, version.exemplar)
    return version if mask is _unchanged else cast(ExemplarVersion, _Face(version, mask))


def masked_for(actor: User | None, exemplar: Exemplar, row: Row) -> Row:
    """Something that belongs to a model, as this person reads it."""
    mask = mask_as_read_by(actor, exemplar)
    return row if mask is _unchanged else cast(Row, Masked(row, mask))
