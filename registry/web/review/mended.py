"""What a return asked for and what became of it, part by part; what it leaves open for its unit."""

from typing import Any

from flask import url_for

from registry.catalogue.contents import Section
from registry.catalogue.masking import mask_as_read_by
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.evidence.claims import visible_links
from registry.evidence.queries import list_visible
from registry.identity.models import User
from registry.review import queries
from registry.review.models import Nomination
from registry.review.queries.followup import Followup, last_return, list_returned
from registry.review.states import WITH_THE_UNIT, NominationState
from registry.web.catalogue.answers import differences, names_of
from registry.web.catalogue.hub import section_url
from registry.web.catalogue.labels import SECTIONS
from registry.web.catalogue.parts import add_part
from registry.web.evidence.proofs import proof_of
from registry.web.review.asked_for import names_of_left, words_of_return
from registry.web.words import word


def followup(reader: User, nomination: Nomination) -> dict[str, Any] | None:
    """What the staff asked for at the last return, part by part what became of it, and the answer."""
    found = queries.followup_of(nomination)
    if found is None:
        return None
    return {
        "reason": found.visit.reason,
        "on": found.visit.left_at,
        "parts": [_part(reader, nomination, found, section) for section in found.named],
        "others": [str(SECTIONS[section]) for section in found.others],
        "answer": found.answer,
        "is_with_unit": nomination.state in WITH_THE_UNIT,
        "is_mended": nomination.state is NominationState.TO_SIGN or bool(found.named and not found.untouched),
        "mend": _mend(reader, nomination, found.untouched or found.named),
        "is_unchanged": found.is_unchanged,
        "untouched": found.untouched,
        "needs_answer": found.needs_answer,
        "may_answer": found.may_answer,
    }


def show_returned(actor: User | None, exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any] | None:
    """The nominations of a model that came back to its unit, each with the parts that are open for it."""
    told = [
        {
            "reference": one.reference,
            "href": url_for("review.show_nomination", reference=one.reference),
            "on": last_return(one).left_at,
            "parts": list(words_of_return(last_return(one), exemplar).values()),
            "asked": words_of_return(last_return(one), exemplar),
            "reason": last_return(one).reason if allowed(actor, Permission.NOMINATION_READ, one) else "",
            "untouched": (left := found.untouched if (found := queries.followup_of(one)) else []),
            "mend": _mend(actor, one, left),
        }
        for one in list_returned(exemplar)
    ]
    return {"nominations": told} if told else None


def _mend(reader: User | None, nomination: Nomination, parts: list[Section]) -> dict[str, str]:
    """The button that opens the first of these parts, in a new version where that is needed."""
    may = nomination.state in WITH_THE_UNIT and allowed(reader, Permission.EXEMPLAR_EDIT, nomination.exemplar)
    if not may or not parts:
        return {}
    href = url_for("catalogue.begin_version", reference=nomination.exemplar.reference)
    return {"href": href, "part": parts[0].value, "name": str(SECTIONS[parts[0]])}


def _part(reader: User, nomination: Nomination, found: Followup, section: Section) -> dict[str, Any]:
    changed, exemplar = section in found.changed, nomination.exemplar
    open_now = nomination.state in WITH_THE_UNIT and not exemplar.latest.is_frozen
    may = open_now and allowed(reader, Permission.EXEMPLAR_EDIT, exemplar)
    return {
        "name": words_of_return(found.visit, exemplar)[section],
        "changed": changed,
        # Where some of what was named changed: what did not.
        "left": "" if section in found.untouched else ", ".join(names_of_left(found, section, exemplar)),
        "href": section_url(exemplar, section) if may else "",
        "rows": _rows(reader, found.before, found.now, section) if changed and found.before else [],
    }


def _rows(
    reader: User, before: ExemplarVersion, now: ExemplarVersion, section: Section
) -> list[dict[str, str]]:
    """Label, text before and text now of everything in a part that says something else now."""
    mask = mask_as_read_by(reader, now.exemplar)
    named = names_of(section)
    rows = [
        {"label": str(one["label"]), "before": mask(one["mine"]), "now": mask(one["theirs"])}
        for one in differences(before, now)
        if one["name"] in named
    ]
    if section is Section.EVIDENCE:
        rows += _pair(_("Files"), _files(reader, before), _files(reader, now))
    if section in (Section.EVIDENCE, Section.RESULTS):
        rows += _pair(_("Which file shows which result"), _proofs(reader, before), _proofs(reader, now))
    return rows


def _pair(label: str, before: list[str], now: list[str]) -> list[dict[str, str]]:
    """Only what is gone and what is new: lists of files are long."""
    gone, new = [one for one in before if one not in now], [one for one in now if one not in before]
    return [{"label": label, "before": "\n".join(gone), "now": "\n".join(new)}] if gone or new else []


def _files(reader: User, version: ExemplarVersion) -> list[str]:
    return [
        f"{item.caption or item.file_name} ({str(word(item.visibility)).lower()})"
        for item in list_visible(reader, version)
    ]


def _proofs(reader: User, version: ExemplarVersion) -> list[str]:
    names = {result.key: result.indicator for result in version.results}
    mask = mask_as_read_by(reader, version.exemplar)
    return [
        mask(f"{names[key]}: {proof_of(link)[0]}")
        for key, links in visible_links(reader, version).items()
        for link in links
        if key in names
    ]


add_part("returned", show_returned)
