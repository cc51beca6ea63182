"""A model as its public page shows it, in the order in which somebody reads who thinks of copying it."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for
from markupsafe import Markup

from registry.catalogue.masking import place_of
from registry.catalogue.method import method_of
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.clock import today
from registry.core.i18n import _, _n
from registry.identity.models import User
from registry.units import queries as units
from registry.units.models import Unit
from registry.web.catalogue.answers import beginning, words_for
from registry.web.catalogue.course import in_order
from registry.web.catalogue.labels import LABELS
from registry.web.catalogue.parts import parts_of
from registry.web.catalogue.public_results import results_of
from registry.web.catalogue.words import field_name, reached
from registry.web.filters import as_money, as_percent
from registry.web.languages import language
from registry.web.words import word

KEY_FIGURES = 4
LONGEST_RETURN = 1000
# A summary longer than this, with no other text beside it, tells the story in the page instead of above it.
LONGEST_LEAD = 320
NEEDS = ("needs_people", "needs_money", "needs_time", "pitfalls", "upkeep")
ARRANGEMENTS = ("forces", "resources", "schedule")
# Longer words than these do not fit the narrow column of the record.
LONGEST_FACT = 90


def page_of(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any]:
    """Everything the page of a model shows of one version."""
    parts, figures = parts_of(actor, exemplar, version), _key_figures(version)
    parts["timeline"]["items"] = in_order(parts["timeline"]["items"])
    page = {
        "exemplar": exemplar,
        "version": version,
        "parts": parts,
        "field": (version.field.slot, field_name(version.field)) if version.field else None,
        "where": where_of(exemplar),
        "meta": _meta(exemplar, version, parts),
        "figures": figures,
        **_story(version),
        "method": method_of(version.method),
        "arrangements": _arrangements(version),
        "results": results_of(version, parts["evidence"], shown_above=len(figures)),
        "needs": _texts(version, NEEDS),
        "record": _record(exemplar, version),
        "sources": [(urlsplit(link).hostname, link) for link in version.sources],
        "back": back_to_results(),
        "today": today(),
    }
    return {**page, "contents": _contents(version, page)}


def _story(version: ExemplarVersion) -> dict[str, str]:
    """What stands under the name, and what is told in the page for want of anything else."""
    told = version.situation or version.goals or version.method
    if told or len(version.summary) <= LONGEST_LEAD:
        return {"lead": version.summary, "story": ""}
    first = re.match(r".{40,}?[.!?](?=\s)", version.summary, re.DOTALL)
    if first is None or first.end() > LONGEST_LEAD:
        return {"lead": "", "story": version.summary}
    return {"lead": first[0], "story": version.summary[first.end() :].strip()}


def _arrangements(version: ExemplarVersion) -> list[tuple[Any, str]]:
    long = len(version.target_group) > LONGEST_FACT
    return _texts(version, ("target_group", *ARRANGEMENTS) if long else ARRANGEMENTS)


def _texts(version: ExemplarVersion, names: tuple[str, ...]) -> list[tuple[Any, str]]:
    return [(LABELS[name], getattr(version, name)) for name in names if getattr(version, name)]


def where_of(exemplar: Exemplar) -> str:
    """The place and the province as they were called when the model was made."""
    unit, place = exemplar.lead_unit_name, place_of(exemplar)
    if place and place.casefold() in unit.casefold():
        place = ""
    province = exemplar.province.name if exemplar.province else ""
    return ", ".join(dict.fromkeys(part for part in (place, _now(province, exemplar.province)) if part))


def _now(name: str, unit: Unit | None) -> str:
    """A unit's name then and, when something replaced it, what stands in its place today."""
    if unit is None:
        return name
    now = [one.name for one in units.current_successors(unit) if one.id != unit.id]
    now = now or ([unit.name] if unit.name != name else [])
    return _("%(name)s (now %(today)s)", name=name, today=", ".join(now)) if now else name


def _meta(exemplar: Exemplar, version: ExemplarVersion, parts: dict[str, Any]) -> list[tuple[str, str]]:
    since = beginning(version.started_year, version.started_on)
    copies = parts["spread"].get("count", 0)
    spread = _n("copied in %(num)s place", "copied in %(num)s places", copies)
    lines = [
        ("building-community", _now(exemplar.lead_unit_name, exemplar.lead_unit)),
        ("map-pin", where_of(exemplar)),
        ("calendar", _("since %(time)s", time=since) if since else ""),
        ("arrows-split-2", spread if copies else ""),
    ]
    return [(icon, text) for icon, text in lines if text]


def _key_figures(version: ExemplarVersion) -> list[tuple[str, str]]:
    figures = [
        (reached(result), _told(version, result.indicator))
        for result in version.results
        if result.after is not None
    ]
    if version.community_percent:
        share = as_percent(version.community_percent, 100)
        return [*figures[: KEY_FIGURES - 1], (share, _("of the cost given by the people"))]
    return figures[:KEY_FIGURES]


def _told(version: ExemplarVersion, words: str) -> str:
    """Words of the unit beside words of the page: marked when the two speak different languages."""
    if version.language == language():
        return words
    return Markup('<span lang="{}">{}</span>').format(version.language, words)


def _record(exemplar: Exemplar, version: ExemplarVersion) -> list[tuple[Any, str]]:
    partners = ", ".join(partner.name for partner in version.partners)
    facts = [
        (_("Code"), exemplar.reference),
        (LABELS["entry_kind"], str(word(version.entry_kind))),
        (LABELS["subject_kind"], str(word(version.subject_kind))),
        (LABELS["target_group"], version.target_group if len(version.target_group) <= LONGEST_FACT else ""),
        (LABELS["areas"], words_for("areas", version.areas)),
        (LABELS["partners"], partners),
        (LABELS["budget_vnd"], as_money(version.budget_vnd)),
        (LABELS["topics"], words_for("topics", version.topics)),
    ]
    return [(label, value) for label, value in facts if value]


def _contents(version: ExemplarVersion, page: dict[str, Any]) -> list[tuple[str, str]]:
    """The parts the page has, for its table of contents."""
    parts = page["parts"]
    files = parts["evidence"].get("count", 0)
    listed = [
        ("#noi-dung-chinh", _("What it is about"), page["story"]),
        ("#van-de", _("The problem at the start"), version.situation or version.goals),
        ("#cach-lam", _("How it is done"), version.method or page["arrangements"]),
        ("#ket-qua", _("Results"), _has_results(version, page)),
        ("#nhan-rong", _("What does it take to copy it?"), page["needs"]),
        ("#mc", _("Evidence (%(n)s)", n=files), parts["evidence"].get("cards")),
        ("#lan-toa", _("How it spread"), parts["spread"].get("nodes") or parts["spread"].get("items")),
        ("#qd", _("Its course so far"), parts["timeline"].get("items")),
    ]
    return [(label, href) for href, label, filled in listed if filled]


def _has_results(version: ExemplarVersion, page: dict[str, Any]) -> bool:
    return bool(page["results"].lines or version.outcome or version.outputs)


def back_to_results() -> str:
    """The address of the search the reader came from; the search page itself when there was none.

    Only the search page of this site is ever answered with: the address is not the reader's to choose.
    """
    search = url_for("search.show_results")
    told = request.args.get("tu") or request.referrer or ""
    try:
        parts = urlsplit(told[:LONGEST_RETURN])
    except ValueError:
        return search
    paths = {search, search.removeprefix(request.script_root)}
    if parts.netloc not in {"", request.host} or parts.path not in paths or not parts.query:
        return search
    return f"{search}?{parts.query}"
