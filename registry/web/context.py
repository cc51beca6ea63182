"""What every template is given (the list stands at the top of layouts/base.html)."""

from typing import Any

from flask import Flask
from flask_login import current_user

from registry.core.i18n import _
from registry.review.queries.halted import Halted, list_halted_for
from registry.web import languages
from registry.web.filters import as_datetime
from registry.web.guard import actor_or_none, can
from registry.web.ports import settings
from registry.web.review.inbox import count_waiting


def init(app: Flask) -> None:
    """Register the context processor."""
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    site = settings()
    person = actor_or_none()
    return {
        "current_user": current_user,
        "can": can,
        "languages": languages.choices(),
        "lang": languages.language(),
        "dir": languages.direction(),
        "page_url": lambda code, plain=False: (
            site.base_url.rstrip("/") + languages.page_url(code, plain=plain)
        ),
        "site": {"org": site.site_org, "support": ""},
        "inbox_count": count_waiting(person) if person else 0,
        "halt_banners": [_halt_banner(one) for one in list_halted_for(person)] if person else [],
        "demo_banner": _("Demonstration: units, people and decisions of “tỉnh Minh Họa” are invented.")
        if site.demonstration
        else "",
    }


def _halt_banner(one: Halted) -> str:
    """One sentence for every page of those who work in a halted campaign."""
    return _(
        "“%(title)s” is halted since %(moment)s by %(name)s: you can read, nothing of it can be changed. "
        "%(reason)s",
        title=one.title, moment=as_datetime(one.since), name=one.by or _("the operator"), reason=one.reason,
    )  # fmt: skip
