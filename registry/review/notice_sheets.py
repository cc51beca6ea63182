"""The text of a public notice as it was put up: kept to the letter, known by its fingerprint."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from registry.calendar.queries import add_working_days
from registry.catalogue.masking import face_of
from registry.core.clock import today
from registry.core.db import db
from registry.review.models import StageVisit
from registry.review.objections import NoticeSheet


def put_up(visit: StageVisit) -> NoticeSheet:
    """Keep what everybody reads from today on of a nomination that came on notice. Part of a command."""
    nomination, stage = visit.nomination, visit.stage
    campaign, first = nomination.campaign, today()
    version = face_of(nomination.exemplar_version or nomination.exemplar.latest)
    last = max(stage.ends_on, first + timedelta(days=(stage.ends_on - stage.starts_on).days))
    if stage.working_days:
        last = max(stage.ends_on, add_working_days(first, stage.working_days))
    content = canonical(
        {
            "campaign": campaign.title,
            "code": nomination.reference,
            "council": campaign.unit.name,
            "field": version.field.name if version.field else "",
            "from": first.isoformat(),
            "summary": version.summary,
            "title": version.title,
            "unit": nomination.unit_name,
            "until": last.isoformat(),
        }
    )
    sheet = NoticeSheet(visit=visit, content=content, digest=digest_of(content), until=last)
    db.session.add(sheet)
    db.session.flush()
    return sheet


def canonical(values: dict[str, Any]) -> str:
    """One way to write the values: JSON with sorted names and nothing between them."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: str) -> str:
    """The fingerprint of a content: sha256 of its UTF-8 bytes."""
    return hashlib.sha256(content.encode()).hexdigest()


def is_whole(sheet: NoticeSheet) -> bool:
    """Whether the content is the one that was put up."""
    return digest_of(sheet.content) == sheet.digest


def values_of(sheet: NoticeSheet) -> dict[str, str]:
    """What a sheet says, by name; nothing of one that is no longer whole and cannot be read."""
    try:
        values = json.loads(sheet.content)
    except ValueError:
        return {}
    return {name: str(value) for name, value in values.items()} if isinstance(values, dict) else {}
