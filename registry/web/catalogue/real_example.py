"""How a real model, whose source is named, fills in the section that somebody has before them."""

from typing import Any

from flask import url_for

from registry.catalogue import queries
from registry.catalogue.contents import Section
from registry.catalogue.examples import SHOWN, find_example
from registry.catalogue.models import Exemplar
from registry.web.catalogue.labels import LABELS

LONGEST = 420


def real_example(exemplar: Exemplar, section: Section) -> dict[str, Any] | None:
    """Its name, its page, its source and the beginning of each text; None when there is no such model."""
    found = find_example(section, exemplar, exemplar.latest.field_id)
    if found is None:
        return None
    version = queries.version_to_show(None, found)
    texts = [(LABELS[name], _short(getattr(version, name))) for name in SHOWN[section]]
    return {
        "title": version.title,
        "href": url_for("catalogue.show_exemplar", reference=found.reference),
        "source": version.sources[0] if version.sources else "",
        "texts": [(label, text) for label, text in texts if text],
    }


def _short(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0] + "…"
