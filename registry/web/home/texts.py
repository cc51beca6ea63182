"""Pages of plain text: about, guidance, accessibility, personal data."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.audit.reading import KEPT as READINGS_KEPT
from registry.identity.queries import REMEMBERED
from registry.identity.service.keeping import KEPT as TEXTS_KEPT
from registry.notifications.service import READ_KEPT
from registry.review.service.objecting import OBJECTORS_KEPT
from registry.web.guard import public
from registry.web.home.blueprint import bp
from registry.web.ports import settings


@bp.get("/gioi-thieu")
@public
def show_about() -> ResponseReturnValue:
    """What the registry is for."""
    return render_template("home/show_about.html")


@bp.get("/huong-dan")
@public
def show_help() -> ResponseReturnValue:
    """How to find, register, review and copy a model."""
    return render_template("home/show_help.html")


@bp.get("/tiep-can")
@public
def show_accessibility() -> ResponseReturnValue:
    """What works for whom, and what does not yet."""
    return render_template("home/show_accessibility.html")


@bp.get("/du-lieu-ca-nhan")
@public
def show_privacy() -> ResponseReturnValue:
    """Which personal data are kept, why, for how long, and who sees them."""
    periods = {
        "objectors": OBJECTORS_KEPT.days, "messages": READ_KEPT.days, "readings": READINGS_KEPT.days,
        "texts": TEXTS_KEPT.days, "sessions": REMEMBERED.days,
    }  # fmt: skip
    return render_template("home/show_privacy.html", hours=settings().session_hours, periods=periods)
