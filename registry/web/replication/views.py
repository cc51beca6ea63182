"""Pages of replication: the list, one copy, and what both sides do about it."""

from datetime import date
from typing import cast
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries as catalogue
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.replication import queries
from registry.replication.lineage import lineage
from registry.replication.measured import figures_in_words, measured_in
from registry.replication.models import Replication
from registry.replication.progress import steps_left
from registry.replication.service import adopting, confirming, lifecycle, reporting
from registry.replication.states import REPLICATION_LIFE, ReplicationKind, ReplicationState
from registry.units.naming import at_start, within
from registry.units.queries import get_unit
from registry.web.forms import Form
from registry.web.guard import actor, actor_or_none, permission, public, signed_in
from registry.web.replication import present
from registry.web.replication.blueprint import bp
from registry.web.replication.forms import AnswerForm, ReportForm, StartForm, StopForm
from registry.web.replication.outcome_tables import figures_of_copy
from registry.web.replication.pages import open_replication, page_of
from registry.web.telling import tell
from registry.web.words import choices

SIDES = ("", "copies", "sources")


@bp.get("/nhan-rong")
@signed_in
def list_replications() -> ResponseReturnValue:
    """The copies a person may read, narrowed by state and by side."""
    state, side = request.args.get("trang-thai", ""), request.args.get("ben", "")
    state = state if state in list(ReplicationState) else ""
    side = side if side in SIDES else ""
    page = queries.list_replications(
        actor(),
        state=ReplicationState(state) if state else None,
        side=side,
        number=request.args.get("trang", 1, type=int),
    )

    def href(number: int = 1, **changed: str) -> str:
        chosen = {"trang-thai": state, "ben": side, **changed, "trang": str(number) if number > 1 else ""}
        query = urlencode({name: value for name, value in chosen.items() if value})
        return url_for("replication.list_replications") + (f"?{query}" if query else "")

    return render_template(
        "replication/list_replications.html",
        page=page,
        rows=present.rows_of(actor(), list(page.items)),
        href=href,
        state_now=state,
        side_now=side,
        states=choices(ReplicationState),
        works_for_a_unit=bool(queries.own_units(actor())),
    )


@bp.route("/mo-hinh/<ref:reference>/nhan-rong", methods=["GET", "POST"])
@permission(Permission.REPLICATION_REGISTER)
def start_replication(reference: str) -> ResponseReturnValue:
    """Register that one of the person's units copies this model."""
    source = catalogue.get_exemplar(actor(), reference)
    form = StartForm.from_request()
    form.offer(present.own_units(actor()))
    if form.submitted() and (answer := form.done(lambda: _register(form, reference))):
        return answer
    page = render_template(
        "replication/start_replication.html",
        form=form,
        source=source,
        version=catalogue.version_to_show(actor(), source),
        confirmer=at_start(present.confirmer_of(source)),
    )
    return page, form.status


def _register(form: StartForm, reference: str) -> str:
    source = catalogue.get_exemplar(actor(), reference)
    replication = adopting.register_copy(
        actor(),
        get_unit(form.unit.data),
        source,
        kind=ReplicationKind(form.kind.data),
        started_on=cast(date, form.started_on.data),
        reason=form.reason.data,
        adaptation=form.adaptation.data or "",
    )
    asked = present.confirmer_of(source)
    tell(_("The copy is registered. It waits for %(unit)s to confirm it.", unit=asked), "success")
    return present.link_of(replication)


@bp.get("/nhan-rong/<ref:reference>")
@public
def show_replication(reference: str) -> ResponseReturnValue:
    """One copy: what was changed, what came of it, and the tree it stands in."""
    replication = queries.get_replication(actor_or_none(), reference)
    tree, is_inside = (
        lineage(replication.source, actor_or_none()),
        queries.is_inside(actor_or_none(), replication),
    )
    shown = queries.as_read_by(actor_or_none(), replication, replication)
    return render_template(
        "replication/show_replication.html",
        one=shown,
        title=queries.title_of(replication.source),
        actions=present.actions_of(actor_or_none(), replication),
        history=present.history_of(shown),
        figures=figures_of_copy(replication),
        path=present.path_of(replication),
        plan=present.plan_of(actor_or_none(), replication, is_inside=is_inside),
        is_inside=is_inside,
        is_ready=not steps_left(replication),
        can_answer=present.can_answer(actor_or_none(), replication),
        tree=present.tree_of(tree),
        unit=at_start(replication.unit_name),
        source_unit=at_start(replication.source.lead_unit_name),
        confirmer=present.confirmer_of(replication.source),
        source_within=within(replication.source.lead_unit_name),
        model_link=present.model_link,
    )


@bp.route("/nhan-rong/<ref:reference>/tra-loi", methods=["GET", "POST"])
@permission(Permission.REPLICATION_CONFIRM)
def answer(reference: str) -> ResponseReturnValue:
    """Confirm that a unit copies one's model, or say why it is none."""
    replication = _open(reference, "confirm")
    form = AnswerForm.from_request(version=str(replication.version))
    if form.submitted() and (answer := form.done(lambda: _answer(form, replication))):
        return answer
    return _page("replication/answer.html", form, replication, "confirm")


def _answer(form: AnswerForm, replication: Replication) -> str:
    commands = {"1": confirming.confirm, "0": confirming.decline}
    command = commands.get(request.form.get("dong-y", ""))
    if command is None:
        raise InvalidInput("answer", _("Choose one of the two buttons"))
    command(actor(), replication, form.answer.data or "", version=form.seen_version)
    is_copy = replication.state is ReplicationState.CONFIRMED
    said = _("Confirmed. The unit is told.") if is_copy else _("Not confirmed. The unit is told why.")
    tell(said, "success")
    return present.link_of(replication)


@bp.route("/nhan-rong/<ref:reference>/ket-qua", methods=["GET", "POST"])
@permission(Permission.REPLICATION_REPORT)
def report(reference: str) -> ResponseReturnValue:
    """Say what was changed and what came of it."""
    replication = _open(reference, "report")
    stored = lifecycle.stored_of(replication)
    indicators = measured_in(replication.source)
    form = ReportForm.from_request(
        version=str(replication.version),
        figures=present.figures_of(replication, indicators),
        **{name: stored[name] for name in ("adaptation", "result", "copy")},
    )
    form.offer(actor(), replication)
    if form.submitted() and (answer := form.done(lambda: _report(form, replication))):
        return answer
    rows = present.measured_rows(form.figures, indicators)
    return _page("replication/report.html", form, replication, "report", rows=rows)


def _report(form: ReportForm, replication: Replication) -> str:
    reporting.report_result(
        actor(),
        replication,
        adaptation=form.adaptation.data or "",
        result=form.result.data,
        copy=catalogue.get_exemplar(actor(), form.copy.data) if form.copy.data else None,
        figures=form.measured,
        version=form.seen_version,
    )
    tell(_("The result is reported."), "success")
    return present.link_of(replication)


@bp.route("/nhan-rong/<ref:reference>/dung", methods=["GET", "POST"])
@permission(Permission.REPLICATION_REPORT)
def stop(reference: str) -> ResponseReturnValue:
    """End the copy and say why."""
    replication = _open(reference, "stop")
    form = StopForm.from_request(version=str(replication.version))
    if form.submitted() and (answer := form.done(lambda: _stop(form, replication))):
        return answer
    return _page("replication/stop.html", form, replication, "stop")


def _stop(form: StopForm, replication: Replication) -> str:
    reporting.stop(actor(), replication, reason=form.reason.data, version=form.seen_version)
    tell(_("The replication is stopped."), "success")
    return present.link_of(replication)


def _open(reference: str, action: str) -> Replication:
    return open_replication(reference, REPLICATION_LIFE[action].permission)


def _page(
    template: str, form: Form, replication: Replication, action: str, **more: object
) -> ResponseReturnValue:
    """The page of a form for an action of the copy's life."""
    return page_of(
        template,
        form,
        replication,
        is_open=action in present.actions_of(actor(), replication),
        source_unit=at_start(replication.source.lead_unit_name),
        conflict=_conflict(form, replication),
        **more,
    )


def _conflict(form: Form, replication: Replication) -> list[dict[str, object]]:
    """Both texts of what two people changed."""
    if form.stale is None:
        return []
    given = {name: form[name].data or "" for name in form.stale.stored if name in form}
    if isinstance(form, ReportForm):
        given["figures"] = figures_in_words(replication.source, form.measured)
    return [
        {"label": form[name].label.text, "mine": given[name], "theirs": text}
        for name, text in form.stale.stored.items()
        if name in form
    ]
