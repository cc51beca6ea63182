"""Photos of a version that another unit, another model or another year used too: a note, never a verdict."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.states import ExemplarState
from registry.core.db import db
from registry.evidence.likeness import MOST_APART, distance, probes_of
from registry.evidence.models import EvidenceItem, PhotoBand, StoredFile
from registry.evidence.queries import list_items

# What one statement asks for: databases limit how many values may stand in it.
AT_ONCE = 5000
MOST_SHOWN = 30
# Drafts are nobody else's business; what was merged into another record is the same model.
OUT_OF_SIGHT = (ExemplarState.DRAFT, ExemplarState.MERGED)


@dataclass(frozen=True)
class SamePhoto:
    """A photo of a version and the same one elsewhere; `apart` is how many of 64 steps differ.

    `places` is every place of it in that model: one may be shown to a reader where another is not.
    """

    mine: EvidenceItem
    other: EvidenceItem
    apart: int
    places: tuple[EvidenceItem, ...] = ()

    @property
    def is_same_file(self) -> bool:
        """The very same bytes, not only the same picture."""
        return self.mine.digest == self.other.digest


def photos_used_elsewhere(version: ExemplarVersion) -> list[SamePhoto]:
    """Each photo that stands in another model too, or in this one as new in another year; nearest first."""
    mine = {item.file.digest: item for item in list_items(version) if item.is_photo and item.file}
    near = _near({digest: item.file.perceptual for digest, item in mine.items() if item.file})
    for digest in mine:
        near.setdefault(digest, {})[digest] = 0
    others = _items_of({digest for found in near.values() for digest in found}, version.exemplar)
    pairs: dict[tuple[int, int], SamePhoto] = {}
    for digest, found in near.items():
        for other in others:
            if other.digest in found and _is_elsewhere(mine[digest], other):
                key = (mine[digest].id, other.exemplar.id)
                pairs[key] = _with_place(pairs.get(key), mine[digest], other, found[other.digest])
    return sorted(pairs.values(), key=lambda pair: (pair.apart, pair.mine.position))[:MOST_SHOWN]


def _with_place(pair: SamePhoto | None, mine: EvidenceItem, other: EvidenceItem, apart: int) -> SamePhoto:
    """The pair with one more place. Every version of a model has its photo: the last one speaks for it."""
    if pair is None:
        return SamePhoto(mine, other, apart, (other,))
    places = (other, *pair.places)
    if apart <= pair.apart:
        return SamePhoto(mine, other, apart, places)
    return SamePhoto(mine, pair.other, pair.apart, places)


def _near(wanted: dict[str, str | None]) -> dict[str, dict[str, int]]:
    """For each photo the files that look like it, with how many steps differ."""
    hashes = {digest: perceptual for digest, perceptual in wanted.items() if perceptual}
    probes = {digest: set(probes_of(perceptual)) for digest, perceptual in hashes.items()}
    by_band: dict[int, list[tuple[str, str]]] = {}
    for band, digest, perceptual in _in_bands(set().union(*probes.values())):
        by_band.setdefault(band, []).append((digest, perceptual))
    near: dict[str, dict[str, int]] = {}
    for mine, places in probes.items():
        for place in places & by_band.keys():
            for digest, perceptual in by_band[place]:
                apart = distance(hashes[mine], perceptual)
                if apart <= MOST_APART:
                    near.setdefault(mine, {})[digest] = apart
    return near


def _in_bands(probes: Iterable[int]) -> Iterable[tuple[int, str, str]]:
    listed = sorted(probes)
    for start in range(0, len(listed), AT_ONCE):
        query = (
            select(PhotoBand.band, StoredFile.digest, StoredFile.perceptual)
            .join(StoredFile, StoredFile.digest == PhotoBand.digest)
            .where(PhotoBand.band.in_(listed[start : start + AT_ONCE]), StoredFile.perceptual.is_not(None))
        )
        for band, digest, perceptual in db.session.execute(query):
            yield band, digest, perceptual or ""


def _items_of(digests: set[str], exemplar: Exemplar) -> list[EvidenceItem]:
    """Every place these files have in the register, oldest version first; drafts of others are theirs."""
    query = (
        select(EvidenceItem)
        .join(EvidenceItem.exemplar_version)
        .join(ExemplarVersion.exemplar)
        .where(
            EvidenceItem.digest.in_(digests),
            EvidenceItem.removed_at.is_(None),
            Exemplar.state.not_in(OUT_OF_SIGHT) | (Exemplar.id == exemplar.id),
        )
        .options(contains_eager(EvidenceItem.exemplar_version).contains_eager(ExemplarVersion.exemplar))
        .order_by(EvidenceItem.id)
    )
    return list(db.session.scalars(query))


def _is_elsewhere(mine: EvidenceItem, other: EvidenceItem) -> bool:
    if other.exemplar.id != mine.exemplar.id:
        return True
    # A copy that a new version took along keeps the moment it was added at; a second upload has its own.
    return other.added_at.year < mine.added_at.year
