"""What other sites and programs are told of a public model: a preview with a picture, and linked data."""

from typing import Any

from flask import current_app

from registry.catalogue.masking import place_of
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.web.catalogue.words import field_name
from registry.web.languages import language
from registry.web.ports import settings

LOCALES = {"vi": "vi_VN", "en": "en_GB"}
LONGEST_DESCRIPTION = 300


def sharing_of(exemplar: Exemplar, version: ExemplarVersion, seal: dict[str, Any]) -> dict[str, Any] | None:
    """The preview and the linked data of a page; None for what is not public."""
    if not exemplar.is_public:
        return None
    address = _address("catalogue.show_exemplar", exemplar)
    image = _address("catalogue.share_picture", exemplar)
    description = _shortened(version.summary)
    return {
        "title": version.title,
        "description": description,
        "address": address,
        "image": image,
        "locale": LOCALES.get(language(), LOCALES["vi"]),
        "published": version.published_at,
        "linked": linked_data(exemplar, version, seal, address=address, image=image),
    }


def linked_data(
    exemplar: Exemplar, version: ExemplarVersion, seal: dict[str, Any], *, address: str, image: str
) -> dict[str, Any]:
    """The model in the words of schema.org; what is not known is left out."""
    told = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": address,
        "url": address,
        "identifier": exemplar.reference,
        "version": version.number,
        "headline": version.title[:110],
        "name": version.title,
        "abstract": version.summary,
        "inLanguage": version.language,
        "image": image,
        "datePublished": version.published_at.isoformat() if version.published_at else "",
        "dateModified": version.updated_at.isoformat(),
        "author": {"@type": "Organization", "name": exemplar.lead_unit_name},
        "publisher": {"@type": "Organization", "name": settings().site_org},
        "articleSection": field_name(version.field) if version.field else "",
        "keywords": ", ".join(version.topics),
        "award": ", ".join(part for part in (str(seal.get("level") or ""), seal.get("text") or "") if part),
        "contentLocation": _place(exemplar),
        "isBasedOn": list(version.sources) if exemplar.is_imported else "",
        "contributor": [{"@type": "Organization", "name": partner.name} for partner in version.partners],
    }
    return {name: value for name, value in told.items() if value}


def _place(exemplar: Exemplar) -> dict[str, Any] | None:
    names = [place_of(exemplar), exemplar.province.name if exemplar.province else ""]
    name = ", ".join(part for part in names if part)
    return {"@type": "Place", "name": name} if name else None


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= LONGEST_DESCRIPTION:
        return line
    return line[:LONGEST_DESCRIPTION].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _address(endpoint: str, exemplar: Exemplar) -> str:
    """The one address of a page, without language and without where the reader came from."""
    adapter = current_app.url_map.bind("")
    path = adapter.build(endpoint, {"reference": exemplar.reference})
    return settings().base_url.rstrip("/") + path
