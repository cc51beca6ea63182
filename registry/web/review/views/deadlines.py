"""Giving more time in a campaign: what was granted, the form for more, and what that will do."""

from datetime import date
from typing import Any, cast

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from registry.campaigns.models import Campaign, Stage
from registry.campaigns.queries import get_campaign, last_day_of
from registry.campaigns.states import StageKind
from registry.core.errors import DomainError
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, require
from registry.review.deadlines import list_extensions, list_units_begun
from registry.review.service import extending
from registry.web.filters import as_date
from registry.web.guard import actor, permission
from registry.web.languages import language
from registry.web.review.blueprint import bp
from registry.web.review.deadline_forms import ExtendForm
from registry.web.telling import tell
from registry.web.words import word

TYPED = ("kind", "unit", "until", "reason")


@bp.route("/dot-xet/<ref:reference>/gia-han", methods=["GET", "POST"])
@permission(Permission.DEADLINE_EXTEND)
def extend_deadline(reference: str) -> ResponseReturnValue:
    """Let a stage last longer, for one unit or for all: typed, shown with what it will do, confirmed."""
    campaign = get_campaign(actor(), reference)
    require(actor(), Permission.DEADLINE_EXTEND, campaign)
    form, step = ExtendForm.from_request(), request.form.get("step", "")
    form.kind.choices = _choices(campaign)
    if form.submitted() and step == "confirm":
        if answer := form.done(lambda: _extended(campaign, form)):
            return answer
    elif form.is_submitted() and not form.errors and step != "change" and (told := _foreseen(campaign, form)):
        kept = [(name, str(request.form.get(name, ""))) for name in TYPED] + [("seen", told.mark)]
        return render_template(
            "review/confirm_deadline.html",
            form=form,
            campaign=campaign,
            kept=kept,
            effects=_sentences(campaign, form, told),
        )
    return render_template(
        "review/extend_deadline.html",
        form=form,
        campaign=campaign,
        given=list_extensions(campaign),
        begun=list_units_begun(campaign),
        back=url_for("review.list_nominations", reference=reference),
    ), form.status


def _named(stage: Stage) -> str:
    """As the campaign calls it; titles are written in Vietnamese."""
    return stage.title if language() == "vi" else str(word(stage.kind))


def _choices(campaign: Campaign) -> list[SelectChoice]:
    return [
        SelectChoice(stage.kind.value, f"{_named(stage)} ({as_date(last_day_of(stage))})")
        for stage in campaign.stages
        if stage.kind not in extending.NOT_LENGTHENED
    ]


def _wish(form: ExtendForm) -> dict[str, Any]:
    return {
        "kind": StageKind(form.kind.data),
        "unit": form.meant,
        "until": cast(date, form.until.data),
        "reason": form.reason.data or "",
    }


def _foreseen(campaign: Campaign, form: ExtendForm) -> extending.Effects | None:
    """What will happen; None when it is refused, which the form shows."""
    try:
        return extending.foresee(actor(), campaign, **_wish(form))
    except DomainError as refusal:
        if refusal.status not in {409, 422}:
            raise
        form.show(refusal)
        return None


def _sentences(campaign: Campaign, form: ExtendForm, effects: extending.Effects) -> list[str]:
    title = next(_named(stage) for stage in campaign.stages if stage.kind.value == form.kind.data)
    return [
        _("“%(stage)s” lasts until %(day)s, for %(whom)s.",
          stage=title, day=as_date(form.until.data), whom=form.meant.name if form.meant else _("all units")),
        *effects.collisions,
        _n("%(num)s person is told at once.", "%(num)s people are told at once.", effects.people),
        _("It cannot be taken back: a day can only be moved further."),
    ]  # fmt: skip


def _extended(campaign: Campaign, form: ExtendForm) -> str:
    extending.extend_deadline(actor(), campaign, **_wish(form), seen=request.form.get("seen", ""))
    tell(_("The last day is set. Those concerned have been told."), "success")
    return url_for("review.extend_deadline", reference=campaign.reference)
