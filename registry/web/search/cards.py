"""A model as a card in a list: the same on the search page, at home and beside a similar model."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from registry.catalogue.listing import Listed, ListedResult, listed_of
from registry.catalogue.masking import place_of
from registry.catalogue.models import Exemplar, ExemplarVersion, Result
from registry.catalogue.states import Qualifier
from registry.core.i18n import _, _n
from registry.discovery.searching import Found
from registry.evidence.queries import Pieces, count_public_of_versions
from registry.replication.queries import count_confirmed_by_source
from registry.review.models import Recognition
from registry.review.queries.recognitions import Seal, list_seals
from registry.review.queries.rewards import list_praised
from registry.search.base import highlight
from registry.web.filters import as_money, as_number
from registry.web.languages import language
from registry.web.search.address import asked
from registry.web.words import word

SUMMARY_LENGTH = 260
NOTHING = Pieces()


def cards_of(found: Sequence[Found], back: str = "") -> list[dict[str, Any]]:
    """Cards of models that were read whole, in the order given."""
    return cards_of_listed([(listed_of(one.exemplar, one.version), one.missing) for one in found], back=back)


def cards_of_listed(
    listed: Sequence[tuple[Listed, tuple[str, ...]]], terms: tuple[str, ...] = (), back: str = ""
) -> list[dict[str, Any]]:
    """Cards in the order given, each with the words of the question it lacks; everything around them is
    read in four queries, however many there are."""
    ids = [one.id for one, _missing in listed]
    seals, copies, praised = list_seals(ids), count_confirmed_by_source(ids), list_praised(ids)
    pieces = count_public_of_versions(one.version_id for one, _missing in listed)
    behind = f"?{asked({'tu': back})}" if back else ""
    return [
        _card(one, terms, behind, copies.get(one.id, 0), pieces.get(one.version_id, NOTHING))
        | _standing(one, seal_in_words(seals.get(one.id)))
        | {"missing": missing, "praise": praise_of(praised.get(one.id))}
        for one, missing in listed
    ]


def praise_of(year: int | None) -> str:
    """The latest praise in words: a badge beside the seal, never instead of it."""
    return _("Praised in %(year)s", year=year) if year else ""


def seal_of(recognitions: list[Recognition] | None) -> str:
    """The latest recognition in words; empty when there is none."""
    return seal_in_words(Seal(recognitions[0].level, recognitions[0].year) if recognitions else None)


def seal_in_words(seal: Seal | None) -> str:
    """A recognition in short; empty when there is none."""
    return _("Recognised: %(level)s %(year)s", level=word(seal.level), year=seal.year) if seal else ""


def _card(model: Listed, terms: tuple[str, ...], behind: str, copies: int, pieces: Pieces) -> dict[str, Any]:
    href = url_for("catalogue.show_exemplar", reference=model.reference) + behind
    links = []
    if copies:
        sentence = _n("copied in %(num)s place", "copied in %(num)s places", copies)
        links.append((sentence, f"{href}#lan-toa"))
    if pieces.items:
        sentence = _n("%(num)s piece of evidence", "%(num)s pieces of evidence", pieces.items)
        links.append((sentence, f"{href}#mc"))
    return {
        "href": href,
        "title": marked(model.title, terms, 400),
        "field": field_of(model),
        "where": _where(model.lead_unit_name, model.place, model.province),
        "summary": marked(model.summary, terms, SUMMARY_LENGTH),
        "facts": facts_of(model),
        "image": url_for("evidence.thumbnail", reference=pieces.first_photo) if pieces.photos else "",
        "photos": pieces.photos,
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
    said = "".join(f"<mark>{escape(part)}</mark>" if hit else escape(part) for part, hit in parts)
    return Markup(said)  # noqa: S704 -- each part is escaped


def field_of(version: ExemplarVersion | Listed) -> tuple[int, str] | None:
    """(colour slot, name) of the version's field."""
    if version.field is None:
        return None
    english = version.field.name_en if language() == "en" else ""
    return version.field.slot, english or version.field.name


def where_of(exemplar: Exemplar) -> str:
    """The unit as it was called then, and the province as it was called then."""
    province = exemplar.province.name if exemplar.province else ""
    return _where(exemplar.lead_unit_name, place_of(exemplar), province)


def _where(unit: str, place: str, province: str) -> str:
    if place and place.casefold() in unit.casefold():
        place = ""
    return ", ".join(dict.fromkeys(part for part in (unit, place, province) if part))


def facts_of(model: Listed) -> list[tuple[str, str]]:
    """The first results as (indicator, figure), then what it cost."""
    facts = [(result.indicator, figure(result)) for result in model.results]
    return [*facts, (_("Cost"), cost_of(model))] if model.budget_vnd is not None else facts


def cost_of(version: ExemplarVersion | Listed) -> str:
    """What it cost, and which part of that the people gave: `1,9 tỷ đồng, dân góp 62%`."""
    if not version.budget_vnd or not version.community_percent:
        return as_money(version.budget_vnd)
    return _(
        "%(amount)s, of which the people gave %(percent)s%%",
        amount=as_money(version.budget_vnd),
        percent=version.community_percent,
    )


def figure(result: Result | ListedResult) -> str:
    """What was reached, as it was reported: `hơn 400 hộ`."""
    value = result.after if result.after is not None else result.before
    amount = " ".join(part for part in (as_number(value), result.measure) if part)
    if result.qualifier is Qualifier.EXACT:
        return amount
    return f"{word(result.qualifier)} {amount}"


def _standing(model: Listed, seal: str) -> dict[str, Any]:
    """The seal of a model, or what somebody should know of one that bears none."""
    if seal:
        return {"seal": seal, "state": None}
    if model.is_imported:
        return {"seal": "", "state": (_("Taken over from a public source"), "", "download")}
    return {"seal": "", "state": None if model.is_public else (_("Not recognised yet"), "", "")}
