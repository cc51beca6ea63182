"""Likeness shaped for its pages: photos in pairs, passages in pairs, as far as the reader may see them."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from flask import url_for
from markupsafe import Markup, escape

from registry.catalogue.masking import mask_as_read_by
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.queries import list_versions, version_for_others
from registry.catalogue.states import Visibility
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.discovery.likeness_photos import SamePhoto, photos_used_elsewhere
from registry.discovery.likeness_texts import list_passages, whole_sentences
from registry.discovery.models import CopiedPassage
from registry.discovery.searching import Found
from registry.evidence.models import EvidenceItem
from registry.identity.models import User
from registry.review.reading import list_councils
from registry.web.catalogue.labels import LABELS
from registry.web.filters import as_date, as_number
from registry.web.search.cards import reasons_of

MOST_DRAWN = 3


@dataclass(frozen=True)
class Side:
    """One photo of a pair; `image` is empty when this reader may not see it, and `ask` says who may."""

    image: str
    href: str
    caption: str
    told: str
    of: str
    ask: str = ""


@dataclass(frozen=True)
class UsedPhoto:
    """A photo here and the places where it stands too; `more` counts those that are not drawn."""

    mine: Side
    others: list[tuple[str, Side]]
    more: int


@dataclass(frozen=True)
class PassagePair:
    """A passage here and nearly the same one elsewhere; `theirs` is empty when it may not be read."""

    label: str
    percent: str
    mine: Markup
    theirs: Markup


@dataclass(frozen=True)
class SharedText:
    """Every passage that is shared with one other model."""

    title: str
    href: str
    where: str
    pairs: list[PassagePair]


def used_photos(reader: User, version: ExemplarVersion) -> list[UsedPhoto]:
    """The photos of a version that stand elsewhere too, each side as far as this person may see it."""
    by_photo: dict[int, list[SamePhoto]] = {}
    for pair in photos_used_elsewhere(version):
        by_photo.setdefault(pair.mine.id, []).append(pair)
    return [
        UsedPhoto(
            _side(reader, pairs[0].mine),
            [(_sentence(pair), _side(reader, _place(reader, pair))) for pair in pairs[:MOST_DRAWN]],
            len(pairs[MOST_DRAWN:]),
        )
        for pairs in by_photo.values()
    ]


def _place(reader: User, pair: SamePhoto) -> EvidenceItem:
    """Where the reader may see the photo; its last place when that is nowhere."""
    open_to = (item for item in pair.places if allowed(reader, Permission.EVIDENCE_READ, item))
    return next(open_to, pair.other)


def _sentence(pair: SamePhoto) -> str:
    mine, other = pair.mine.exemplar, pair.other.exemplar
    how = _("The same file") if pair.is_same_file else _("The same picture, saved anew")
    if other.id == mine.id:
        return _("%(how)s, added in %(year)s already", how=how, year=pair.other.added_at.year)
    if other.lead_unit_id == mine.lead_unit_id:
        return _("%(how)s in another model of this unit", how=how)
    return _("%(how)s at another unit: %(unit)s", how=how, unit=other.lead_unit_name)


def _side(reader: User, item: EvidenceItem) -> Side:
    may = allowed(reader, Permission.EVIDENCE_READ, item)
    known = allowed(reader, Permission.EXEMPLAR_READ, item.exemplar)
    mask = mask_as_read_by(reader, item.exemplar)
    return Side(
        url_for("evidence.preview", reference=item.reference) if may else "",
        url_for("evidence.show_item", reference=item.reference) if may else "",
        mask(item.caption) if may else _why_not(item),
        _("added on %(day)s", day=as_date(item.added_at)),
        f"{item.exemplar.reference}, {item.exemplar.lead_unit_name}"
        if known
        else _("A model you may not read"),
        "" if may else _who_may(item),
    )


def _why_not(item: EvidenceItem) -> str:
    if item.visibility is Visibility.INTERNAL:
        return _("Its unit keeps this photo to itself.")
    if item.visibility is Visibility.COUNCIL:
        return _("Its unit shows this photo only to the council that judges its model.")
    return _("This photo is not published.")


def _who_may(item: EvidenceItem) -> str:
    """Whom a reviewer asks: the staff of a council it was handed to, or the unit itself."""
    councils = [] if item.visibility is Visibility.INTERNAL else list_councils(item)
    if councils:
        names = ", ".join(councils)
        return _(
            "The staff of %(units)s may look at it: name %(code)s to them.", units=names, code=item.reference
        )
    return _("The staff may ask its unit for it: name %(code)s to them.", code=item.reference)


def shared_texts(reader: User, version: ExemplarVersion) -> list[SharedText]:
    """The passages of a version that stand in other models too, by model."""
    passages = [_turned(one, version) for one in list_passages(version)]
    passages.sort(key=lambda one: (one.other_id, one.content, one.start))
    return [
        _shared(reader, version, list(found))
        for _id, found in groupby(passages, key=lambda one: one.other_id)
    ]


def _turned(one: CopiedPassage, version: ExemplarVersion) -> CopiedPassage:
    """A passage with this version on the left, whichever of the two was compared first."""
    if one.version_id == version.id:
        return one
    return CopiedPassage(
        version_id=one.other_id, content=one.other_content, start=one.other_start, end=one.other_end,
        other_id=one.version_id, other_content=one.content, other_start=one.start, other_end=one.end,
        percent=one.percent, other=one.version,
    )  # fmt: skip


def _shared(reader: User, version: ExemplarVersion, found: list[CopiedPassage]) -> SharedText:
    other = found[0].other
    exemplar = other.exemplar
    if not allowed(reader, Permission.EXEMPLAR_READ, exemplar):
        return SharedText(_("A model you may not read"), "", "", _passages(version, found, None))
    readable = next((one for one in list_versions(reader, exemplar) if one.id == other.id), None)
    return SharedText(
        readable.title if readable else exemplar.reference,
        url_for("catalogue.show_exemplar", reference=exemplar.reference),
        f"{exemplar.reference}, {exemplar.lead_unit_name}",
        _passages(version, found, other if readable else None, reader),
    )


def _passages(
    version: ExemplarVersion,
    found: list[CopiedPassage],
    other: ExemplarVersion | None,
    reader: User | None = None,
) -> list[PassagePair]:
    """Each pair once: two passages may be parts of the same sentences."""
    pairs = [_passage(version, one, other, reader) for one in found]
    return list({(one.label, one.mine, one.theirs): one for one in pairs}.values())


def _passage(
    version: ExemplarVersion, one: CopiedPassage, other: ExemplarVersion | None, reader: User | None = None
) -> PassagePair:
    mine, theirs = whole_sentences(getattr(version, one.content), one.start, one.end), ""
    if other is not None:
        whole = whole_sentences(getattr(other, one.other_content), one.other_start, one.other_end)
        theirs = mask_as_read_by(reader, other.exemplar)(whole)
    left, right = _marked(mine, theirs) if theirs else (escape(mine), Markup(""))
    return PassagePair(str(LABELS[one.content]), f"{as_number(one.percent)}%", left, right)


def _marked(mine: str, theirs: str) -> tuple[Markup, Markup]:
    """Both texts with the words they share in the same order marked."""
    left, right = mine.split(), theirs.split()
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return (
        _with_marks(left, [(block.a, block.size) for block in blocks]),
        _with_marks(right, [(block.b, block.size) for block in blocks]),
    )


def _with_marks(spoken: list[str], blocks: list[tuple[int, int]]) -> Markup:
    parts, at = [], 0
    for start, size in blocks:
        parts += [escape(" ".join(spoken[at:start]))] if start > at else []
        same = " ".join(spoken[start : start + size])
        parts += [Markup("<mark>{}</mark>").format(same)] if size else []
        at = start + size
    return Markup(" ").join([*parts, *([escape(" ".join(spoken[at:]))] if at < len(spoken) else [])])


def brief_of(found: list[Found], field_id: int | None = None) -> list[dict[str, str]]:
    """Models that are alike, in a line each, with the reason."""
    return [
        {
            "title": one.version.title,
            "href": url_for("catalogue.show_exemplar", reference=one.exemplar.reference),
            "where": f"{one.exemplar.lead_unit_name} · {one.exemplar.reference}",
            "why": "; ".join(reasons_of(one, field_id)),
        }
        for one in found
    ]


def name_of(exemplar: Exemplar | None) -> str:
    """A model in a sentence, by the name under which others than its unit know it."""
    return f"{version_for_others(exemplar).title} ({exemplar.reference})" if exemplar else ""
