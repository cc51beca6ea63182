"""Pages of the unit: nominate, follow, ask to sign, sign, send back, withdraw."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from registry.campaigns import queries as campaigns
from registry.campaigns.models import Campaign
from registry.campaigns.states import StageKind
from registry.catalogue import completeness
from registry.catalogue import queries as catalogue
from registry.catalogue.models import Exemplar
from registry.core.clock import today
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed, require
from registry.evidence.queries import count_items
from registry.identity.models import User
from registry.review import queries
from registry.review.deadlines import last_day
from registry.review.models import Nomination
from registry.review.queries.objections import list_told_to_unit
from registry.review.service import nominating
from registry.review.states import WITH_THE_UNIT, NominationState
from registry.web import qr
from registry.web.catalogue.checking import linked
from registry.web.catalogue.parts import part_of
from registry.web.filters import as_date
from registry.web.guard import actor, permission
from registry.web.ports import settings
from registry.web.review import decided, eligible, mended, present
from registry.web.review.blueprint import bp
from registry.web.review.dossier import dossier_of, version_for, version_of
from registry.web.review.forms import ReadForm, ReasonForm, SignForm, StartForm
from registry.web.review.whereabouts import route, whereabouts
from registry.web.telling import tell


@bp.route("/mo-hinh/<ref:reference>/de-cu", methods=["GET", "POST"])
@permission(Permission.NOMINATION_PREPARE)
def start_nomination(reference: str) -> ResponseReturnValue:
    """Choose the campaign a model is put forward in."""
    exemplar = catalogue.get_exemplar(actor(), reference)
    require(actor(), Permission.NOMINATION_PREPARE, exemplar)
    offered = campaigns.list_open_for(exemplar.lead_unit, today()) if exemplar.lead_unit else []
    # The only one there is need not be chosen.
    only = {"campaign": offered[0].reference} if len(offered) == 1 else {}
    form = StartForm.from_request(**only)
    form.campaign.choices = [SelectChoice(one.reference, one.title) for one in offered]
    if form.submitted():
        chosen = next(one for one in offered if one.reference == form.campaign.data)
        answer = form.done(lambda: _started(exemplar, chosen))
        if answer:
            return answer
    return render_template(
        "review/start_nomination.html",
        form=form,
        exemplar=exemplar,
        campaigns=offered,
        missing=_missing(exemplar),
        limits=part_of("evidence", actor(), exemplar, exemplar.latest).get("limits"),
        dates={one.reference: _dates_of(one, exemplar.lead_unit_id) for one in offered},
        earlier=_earlier(exemplar),
        model_url=_model_url(exemplar),
    ), form.status


@bp.get("/de-cu/<ref:reference>")
@permission(Permission.NOMINATION_READ)
def show_nomination(reference: str) -> ResponseReturnValue:
    """Where a nomination is, what comes next and who has it."""
    if ballot := _own_ballot(actor(), reference):
        return redirect(ballot)
    nomination = queries.get_nomination(actor(), reference)
    return _page(nomination, ReadForm(version=str(nomination.version)))


@bp.get("/de-cu/<ref:reference>/ho-so")
@permission(Permission.NOMINATION_READ)
def show_dossier(reference: str) -> ResponseReturnValue:
    """The version that was signed, whole."""
    if ballot := _own_ballot(actor(), reference):
        return redirect(ballot)
    nomination = queries.get_nomination(actor(), reference)
    version = version_for(actor(), nomination)
    d = dossier_of(actor(), version)
    return render_template("review/show_dossier.html", nomination=nomination, version=version, d=d)


@bp.post("/de-cu/<ref:reference>/trinh-ky")
@permission(Permission.NOMINATION_PREPARE)
def ask_to_sign(reference: str) -> ResponseReturnValue:
    """Put the nomination up for signing."""
    nomination = queries.get_nomination(actor(), reference)
    form = ReadForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _put_up(nomination, form))):
        return answer
    return _page(nomination, form)


@bp.route("/de-cu/<ref:reference>/ky", methods=["GET", "POST"])
@permission(Permission.NOMINATION_SIGN)
def sign(reference: str) -> ResponseReturnValue:
    """The unit lead reads one page and signs."""
    nomination = queries.get_nomination(actor(), reference)
    require(actor(), Permission.NOMINATION_SIGN, nomination)
    form = SignForm.from_request(version=str(nomination.version))
    if form.submitted() and (answer := form.done(lambda: _signed(nomination, form))):
        return answer
    if not _may(nomination, "sign"):
        return _over(nomination) if form.is_submitted() else redirect(_to_page(nomination))
    form.renew(queries.wording_of(nomination))
    # What a signature would freeze now, not what was signed before a return.
    version = nomination.exemplar.latest
    missing = completeness.missing_items(nomination.exemplar.latest, count_items(version))
    return render_template(
        "review/sign.html",
        form=form,
        nomination=nomination,
        version=version,
        d=dossier_of(actor(), version),
        missing=[one.sentence for one in missing],
        check_by=last_day(nomination.campaign, StageKind.VERIFICATION, nomination.unit_id),
        followup=mended.followup(actor(), nomination),
        can_send_back=nomination.state is NominationState.TO_SIGN,
    ), form.status


def _over(nomination: Nomination) -> ResponseReturnValue:
    """What a page kept open after the signing answers: nothing is left to choose or to sign."""
    told = present.signing_over(actor(), nomination)
    return render_template("review/sign_over.html", nomination=nomination, told=told), 409


@bp.get("/de-cu/<ref:reference>/da-ky")
@permission(Permission.NOMINATION_READ)
def show_receipt(reference: str) -> ResponseReturnValue:
    """The code, and what happens next."""
    nomination = queries.get_nomination(actor(), reference)
    if nomination.submitted_at is None or not allowed(actor(), Permission.NOMINATION_PREPARE, nomination):
        raise NotFound
    return render_template(
        "review/show_receipt.html",
        nomination=nomination,
        version=version_of(nomination),
        now=whereabouts(actor(), nomination),
    )


@bp.get("/de-cu/<ref:reference>/ma-qr.svg")
@permission(Permission.NOMINATION_READ)
def show_code(reference: str) -> ResponseReturnValue:
    """The address at which the unit follows a nomination, as a QR code."""
    nomination = queries.get_nomination(actor(), reference)
    path = url_for("review.show_nomination", reference=nomination.reference)
    return qr.qr_code(qr.absolute(settings().base_url, path))


@bp.route("/de-cu/<ref:reference>/gui-lai", methods=["GET", "POST"])
@permission(Permission.NOMINATION_SIGN)
def send_back(reference: str) -> ResponseReturnValue:
    """The lead does not sign yet and says why."""
    return _with_reason(
        reference,
        nominating.send_back,
        heading=_("Send the nomination back"),
        meaning=_("Whoever prepared it can edit again and ask you to sign once more."),
        hint=_("Say what should be better. The people of your unit see it."),
        verb=_("Send back"),
        told=_("Sent back. Whoever prepared it improves it and asks you again."),
    )


@bp.route("/de-cu/<ref:reference>/rut", methods=["GET", "POST"])
@permission(Permission.NOMINATION_SIGN)
def withdraw(reference: str) -> ResponseReturnValue:
    """The unit takes the nomination out of the campaign."""
    return _with_reason(
        reference,
        nominating.withdraw,
        heading=_("Withdraw the nomination"),
        meaning=_("The nomination leaves this campaign. The model itself stays as it is."),
        hint=_("The registry staff see this text."),
        verb=_("Withdraw the nomination"),
        told=_("The nomination is withdrawn. Nobody has to do anything more."),
        danger=True,
    )


def _with_reason(reference: str, command: Any, *, told: str, **words: Any) -> ResponseReturnValue:
    nomination = queries.get_nomination(actor(), reference)
    require(actor(), Permission.NOMINATION_SIGN, nomination)
    form = ReasonForm.from_request(version=str(nomination.version))

    def act() -> str:
        command(actor(), nomination, reason=form.reason.data, version=form.seen_version)
        tell(told, "success")
        return _to_page(nomination)

    if form.submitted() and (answer := form.done(act)):
        return answer
    about = version_of(nomination).title or nomination.reference
    back = _to_page(nomination)
    return render_template("review/give_reason.html", form=form, about=about, back=back, **words), form.status


def _missing(exemplar: Exemplar) -> list[tuple[str, str]]:
    version = exemplar.latest
    return linked(exemplar, completeness.missing_items(version, count_items(version)))


def _started(exemplar: Exemplar, campaign: Campaign) -> str:
    nomination = nominating.start_nomination(actor(), exemplar, campaign)
    tell(_("The nomination is started. When the dossier is ready, ask the unit lead to sign."), "success")
    return _to_page(nomination)


def _put_up(nomination: Nomination, form: ReadForm) -> str:
    nominating.ask_to_sign(
        actor(), nomination, version=form.seen_version, wording=form.seen_wording,
        answer=form.answer.data or "",
    )  # fmt: skip
    tell(_("Sent to the unit lead, who reads it and signs."), "success")
    return _to_page(nomination)


def _signed(nomination: Nomination, form: ReadForm) -> str:
    nominating.sign(
        actor(), nomination, version=form.seen_version, wording=form.seen_wording,
        answer=form.answer.data or "",
    )  # fmt: skip
    tell(_("Signed and sent. The registry staff check it next."), "success")
    return url_for("review.show_receipt", reference=nomination.reference)


def _page(nomination: Nomination, form: ReadForm) -> ResponseReturnValue:
    if nomination.state in WITH_THE_UNIT:
        form.renew(queries.wording_of(nomination))
    version, now = version_for(actor(), nomination), whereabouts(actor(), nomination)
    return render_template(
        "review/show_nomination.html",
        form=form,
        nomination=nomination,
        version=version,
        warnings=dossier_of(actor(), version).warnings,
        now=now,
        tag=decided.tag_of(nomination),
        stages=route(nomination, now),
        happened=present.happened(nomination, actor()),
        returned=present.returned(nomination),
        followup=_followup_for(actor(), nomination),
        actions=present.actions(actor(), nomination),
        facts=present.facts(nomination),
        model_url=_model_url(nomination.exemplar),
        asked=queries.list_questions(actor(), nomination),
        objections=list_told_to_unit(nomination)
        if allowed(actor(), Permission.NOMINATION_PREPARE, nomination)
        else [],
        eligibility=eligible.result_of(actor(), nomination),
    ), form.status


def _followup_for(reader: User, nomination: Nomination) -> Any:
    if nomination.state not in WITH_THE_UNIT or not allowed(
        reader, Permission.NOMINATION_PREPARE, nomination
    ):
        return None
    return mended.followup(reader, nomination)


def _own_ballot(reader: User, reference: str) -> str | None:
    """Where a reviewer reads this nomination: nowhere before saying whether there is a conflict."""
    own = queries.find_own_assignment(reader, reference)
    return url_for("review.score", reference=own.reference) if own else None


def _may(nomination: Nomination, action: str) -> bool:
    return any(arrow.action == action for arrow in present.NOMINATION_LIFE.available(nomination.state))


def _to_page(nomination: Nomination) -> str:
    return url_for("review.show_nomination", reference=nomination.reference)


def _model_url(exemplar: Exemplar) -> str:
    return url_for("catalogue.show_exemplar", reference=exemplar.reference)


def _dates_of(campaign: Campaign, unit_id: int | None) -> str:
    last = campaigns.last_day_to_nominate(campaign, unit_id)
    unit = campaign.unit.name
    told = {"unit": unit[:1].upper() + unit[1:], "day": as_date(last), "left": present.days_left(last)[0]}
    return _("%(unit)s. Nominate by %(day)s, %(left)s.", **told)


def _earlier(exemplar: Exemplar) -> list[Nomination]:
    known = queries.nominations_of(exemplar)
    return [one for one in known if allowed(actor(), Permission.NOMINATION_READ, one)]
