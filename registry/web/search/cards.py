"""A model as a card in a list: the same on the search page, at home and beside a similar model."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from registry.catalogue.masking import place_of
from registry.catalogue.models import Exemplar, ExemplarVersion, Result
from registry.catalogue.states import Qualifier
from registry.core.i18n import _, _n
from registry.discovery.searching import Found
from registry.evidence.models import EvidenceItem
from registry.evidence.queries import list_public_of_versions
from registry.replication.queries import count_confirmed_by_source
from registry.review.models import Recognition
from registry.review.queries import list_in_force
from registry.review.queries.rewards import list_praised
from registry.search.base import highlight
from registry.web.filters import as_money, as_number
from registry.web.languages import language
from registry.web.words import word

SUMMARY_LENGTH = 260


def cards_of(found: Sequence[Found], terms: tuple[str, ...] = (), back: str = "") -> list[dict[str, Any]]:
    """Cards in the order given; everything around them is read in four queries, however many there are."""
    ids = [one.exemplar.id for one in found]
    seals, copies, praised = list_in_force(ids), count_confirmed_by_source(ids), list_praised(ids)
    photos = list_public_of_versions(one.version.id for one in found)
    return [
        _card(one, terms, back, seal_of(seals.get(one.exemplar.id)), copies.get(one.exemplar.id, 0), photos)
        | {"praise": praise_of(praised.get(one.exemplar.id))}
        for one in found
    ]


def praise_of(year: int | None) -> str:
    """The latest praise in words: a badge beside the seal, never instead of it."""
    return _("Praised in %(year)s", year=year) if year else ""


def seal_of(recognitions: list[Recognition] | None) -> str:
    """The latest recognition in words; empty when there is none."""
    if not recognitions:
        return ""
    last = recognitions[0]
    return _("Recognised: %(level)s %(year)s", level=word(last.level), year=last.year)


def _card(
    found: Found,
    terms: tuple[str, ...],
    back: str,
    seal: str,
    copies: int,
    photos: dict[int, list[EvidenceItem]],
) -> dict[str, Any]:
    exemplar, version = found.exemplar, found.version
    href = url_for("catalogue.show_exemplar", reference=exemplar.reference, tu=back or None)
    items = photos.get(version.id, [])
    pictures = [item for item in items if item.is_photo]
    links = []
    if copies:
        sentence = _n("copied in %(num)s place", "copied in %(num)s places", copies)
        links.append((sentence, f"{href}#lan-toa"))
    if items:
        sentence = _n("%(num)s piece of evidence", "%(num)s pieces of evidence", len(items))
        links.append((sentence, f"{href}#mc"))
    return {
        "href": href,
        "title": marked(version.title, terms, 400),
        "field": field_of(version),
        "seal": seal,
        "state": None if seal else _standing(exemplar),
        "where": where_of(exemplar),
        "summary": marked(version.summary, terms, SUMMARY_LENGTH),
        "missing": found.missing,
        "facts": facts_of(version),
        "image": url_for("evidence.thumbnail", reference=pictures[0].reference) if pictures else "",
        "photos": len(pictures),
        "links": links,
    }


def reasons_of(found: Found, field_id: int | None = None) -> list[str]:
    """Why a model is like another one, in short: its field, and what both speak of."""
    same = [_("the same field")] if field_id is not None and found.version.field_id == field_id else []
    shared = [_("both speak of: %(what)s", what=", ".join(found.shared))] if found.shared else []
    return [*same, *shared]


def marked(text: str, terms: tuple[str, ...], limit: int) -> Markup:
    """The text, or its best window, with the words that were looked for in <mark>."""
    parts = highlight(text, terms, limit)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if hit else escape(part) for part, hit in parts
    )


def field_of(version: ExemplarVersion) -> tuple[int, str] | None:
    """(colour slot, name) of the version's field."""
    if version.field is None:
        return None
    english = version.field.name_en if language() == "en" else ""
    return version.field.slot, english or version.field.name


def where_of(exemplar: Exemplar) -> str:
    """The unit as it was called then, and the province as it was called then."""
    unit, place = exemplar.lead_unit_name, place_of(exemplar)
    if place and place.casefold() in unit.casefold():
        place = ""
    parts = [unit, place, exemplar.province.name if exemplar.province else ""]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def facts_of(version: ExemplarVersion, limit: int = 2) -> list[tuple[str, str]]:
    """The first results as (indicator, figure), then what it cost."""
    facts = [(result.indicator, figure(result)) for result in version.results[:limit]]
    return [*facts, (_("Cost"), cost_of(version))] if version.budget_vnd is not None else facts


def cost_of(version: ExemplarVersion) -> str:
    """What it cost, and which part of that the people gave: `1,9 tỷ đồng, dân góp 62%`."""
    if not version.budget_vnd or not version.community_percent:
        return as_money(version.budget_vnd)
    return _(
        "%(amount)s, of which the people gave %(percent)s%%",
        amount=as_money(version.budget_vnd),
        percent=version.community_percent,
    )


def figure(result: Result) -> str:
    """What was reached, as it was reported: `hơn 400 hộ`."""
    value = result.after if result.after is not None else result.before
    amount = " ".join(part for part in (as_number(value), result.measure) if part)
    if result.qualifier is Qualifier.EXACT:
        return amount
    return f"{word(result.qualifier)} {amount}"


def _standing(exemplar: Exemplar) -> tuple[str, str, str] | None:
    """What somebody should know of a model that bears no seal."""
    if exemplar.is_imported:
        return _("Taken over from a public source"), "", "download"
    return None if exemplar.is_public else (_("Not recognised yet"), "", "")
