"""What likeness adds to other pages: a row of the task list, models alike, a note to those who judge."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from registry.audit.unchanged import while_unchanged
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.queries import version_for_others
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed
from registry.discovery.likeness_photos import photos_used_elsewhere
from registry.discovery.likeness_texts import is_compared, list_passages
from registry.discovery.likeness_typing import find_resembling, list_nominated_alike
from registry.discovery.models import OriginStatement
from registry.discovery.stating import find_statement
from registry.identity.models import User
from registry.review.models import Nomination
from registry.search.base import EngineUnavailable
from registry.web.catalogue.parts import add_part
from registry.web.guard import actor
from registry.web.likeness.blueprint import bp
from registry.web.likeness.present import brief_of, name_of
from registry.web.ports import engine
from registry.web.review.dossier import version_of
from registry.web.review.given import Warned, warnings_of
from registry.web.words import word, words_of_state


@dataclass(frozen=True)
class Doubts:
    """What those who judge a nomination should look at; nothing of it decides anything."""

    sentences: list[str]
    origin: str
    href: str
    is_running: bool
    given: list[Warned]


def show_task(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """The row "Where it comes from", and what to know of it before sending."""
    if not allowed(actor, Permission.EXEMPLAR_EDIT, exemplar):
        return None
    stated = find_statement(exemplar)
    href = url_for("likeness.state_origin", reference=exemplar.reference)
    label = _("New, or like another model?")
    state = words_of_state(stated.origin) if stated else (_("Not stated"), "", "")
    told = _told(stated) if stated else _("Where the model comes from is not stated yet.")
    return {
        "rows": [{"label": label, "href": href, "state": state, "sub": stated.sentence if stated else ""}],
        "notes": [(told, href, _("Change"))],
    }


def _told(stated: OriginStatement) -> str:
    """`Builds on another model: Nhân dân hiến đất (MH-2026-00042).`"""
    named = name_of(stated.source)
    return f"{word(stated.origin)}: {named}." if named else f"{word(stated.origin)}."


@bp.app_template_global()
def models_like(exemplar: Exemplar) -> list[dict[str, str]]:
    """Models that speak of what a registration says so far, as this person may read them."""
    version = exemplar.latest
    found = find_resembling(actor(), engine(), version.title, version.summary, but=exemplar.reference)
    return brief_of(found, version.field_id)


@bp.app_template_global()
def nominated_alike(exemplar: Exemplar) -> list[tuple[str, str]]:
    """Nominations of this year that may be for the same achievement: (what, where to read on)."""
    return [_line(one) for one in list_nominated_alike(actor(), engine(), exemplar)]


def _line(one: Nomination) -> tuple[str, str]:
    is_open = allowed(actor(), Permission.NOMINATION_READ, one)
    version = version_of(one) if is_open else version_for_others(one.exemplar)
    told = f"{version.title}, {one.campaign.title} ({one.reference})"
    if is_open:
        return told, url_for("review.show_nomination", reference=one.reference)
    return told, url_for("catalogue.show_exemplar", reference=one.exemplar.reference)


@bp.app_template_global()
def doubts_of(nomination: Nomination) -> Doubts | None:
    """The note for whoever judges a nomination; None for its unit and for everybody else."""
    if not allowed(actor(), Permission.LIKENESS_READ, nomination):
        return None
    version = nomination.exemplar_version or nomination.exemplar.latest
    photos = len({pair.mine.id for pair in photos_used_elsewhere(version)})
    passages = len(list_passages(version))
    key = ("alike", actor().id, nomination.id, _position())
    twice = while_unchanged(key, lambda: _count_alike(nomination))
    told = [
        _n("%(num)s photo is used elsewhere too", "%(num)s photos are used elsewhere too", photos),
        _n("%(num)s passage is like another report", "%(num)s passages are like other reports", passages),
        _n(
            "%(num)s other nomination may be for the same achievement",
            "%(num)s other nominations may be for the same achievement",
            twice,
        ),
    ]
    counted = zip(told, (photos, passages, twice), strict=True)
    stated = find_statement(nomination.exemplar)
    origin = word(stated.judged or stated.origin) if stated else ""
    href = url_for("likeness.compare", reference=nomination.reference)
    given = warnings_of(actor(), [nomination]).get(nomination.id, [])
    sentences = [text for text, count in counted if count]
    return Doubts(sentences, str(origin), href, not is_compared(version), given)


def _count_alike(nomination: Nomination) -> int:
    alike = list_nominated_alike(actor(), engine(), nomination.exemplar)
    return sum(one is not nomination for one in alike)


def _position() -> int:
    """What the index knows: it follows the database a moment later."""
    try:
        return engine().position()
    except EngineUnavailable:
        return -1


add_part("tasks", show_task)
