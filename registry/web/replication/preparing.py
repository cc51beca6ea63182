"""Pages of preparing a copy: its beginning, its steps, and asking the source unit."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries as catalogue
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.replication import queries
from registry.replication.models import Replication
from registry.replication.progress import CHECKS, Step, left_in, next_step, steps_left
from registry.replication.readiness import gaps_of
from registry.replication.service import preparing
from registry.replication.states import ACTIVE_STATES, PLANNED_STATES, ReplicationKind, ReplicationState
from registry.units.naming import at_start
from registry.units.queries import get_unit
from registry.web.guard import actor, keeps_typed, permission
from registry.web.put_aside import forget_put_aside, list_put_aside, sending, stored_while_typing
from registry.web.replication import present, steps
from registry.web.replication.blueprint import bp
from registry.web.replication.forms import PrepareForm, ProposeForm
from registry.web.replication.pages import open_replication, too_late
from registry.web.replication.step_base import StepForm
from registry.web.replication.step_forms import FORMS, begins_with_gaps
from registry.web.telling import tell

PLAN_STEPS = frozenset({Step.COMPONENTS, Step.PLAN})


@bp.route("/mo-hinh/<ref:reference>/nhan-rong/chuan-bi", methods=["GET", "POST"])
@permission(Permission.REPLICATION_REGISTER)
def prepare_copy(reference: str) -> ResponseReturnValue:
    """Begin to prepare a copy of this model."""
    source = catalogue.get_exemplar(actor(), reference)
    form = PrepareForm.from_request()
    form.offer(present.own_units(actor()))
    if form.submitted() and (answer := form.done(lambda: _begun(form, reference))):
        return answer
    page = render_template(
        "replication/prepare_copy.html",
        form=form,
        source=source,
        version=catalogue.version_to_show(actor(), source),
        labels=[steps.LABELS[step] for step in Step],
        confirmer=at_start(present.confirmer_of(source)),
    )
    return page, form.status


def _begun(form: PrepareForm, reference: str) -> str:
    replication = preparing.prepare_copy(
        actor(),
        get_unit(form.unit.data),
        catalogue.get_exemplar(actor(), reference),
        kind=ReplicationKind(form.kind.data),
        reason=form.reason.data,
    )
    return steps.step_url(replication, Step.NEED)


@bp.get("/nhan-rong/<ref:reference>/chuan-bi")
@permission(Permission.REPLICATION_REPORT)
def show_steps(reference: str) -> ResponseReturnValue:
    """The steps of the preparation, and how far each is."""
    replication = open_replication(reference, Permission.REPLICATION_REPORT)
    if replication.state not in ACTIVE_STATES:
        return too_late(replication)
    return render_template(
        "replication/show_steps.html",
        tasks=steps.tasks_of(replication),
        left=len(steps_left(replication)),
        is_open=replication.state in PLANNED_STATES,
        **_around(replication),
    )


@bp.route("/nhan-rong/<ref:reference>/chuan-bi/<step>", methods=["GET", "POST"])
@permission(Permission.REPLICATION_REPORT)
def edit_step(reference: str, step: str) -> ResponseReturnValue:
    """Fill in one step; whatever is sent is stored, complete or not."""
    replication, part = open_replication(reference, Permission.REPLICATION_REPORT), steps.step_at(step)
    form, is_again = FORMS[part].opened(replication, part), request.form.get("then") == "again"
    # What a machine still had of an earlier page is only shown again; its person saves it.
    if not is_again and form.submitted() and (answer := form.done(lambda: _saved(form, replication))):
        forget_put_aside()
        return answer
    if request.method == "GET" and not _is_open(replication, part):
        return too_late(replication)
    page = render_template(
        "replication/edit_step.html",
        form=form,
        step=part,
        label=steps.LABELS[part],
        hint=steps.LEADS[part],
        number=list(Step).index(part) + 1,
        count=len(Step),
        asked=_asked(replication, part),
        names={name: words[1] for name, words in steps.QUESTIONS.items()},
        gaps={one.question: one for one in gaps_of(replication)} if part is Step.GAPS else {},
        checked=not any(left_in(replication, one) for one in CHECKS),
        **_of_plan(replication, part),
        typing=url_for("replication.autosave_step", reference=reference, step=step),
        kept=list_put_aside(form),
        sent=sending() if is_again else "",
        conflict=_conflict(form, replication),
        **_around(replication),
    )
    return page, form.status


def _of_plan(replication: Replication, part: Step) -> dict[str, Any]:
    """What the page of the plan says of its checkpoints."""
    if part is not Step.PLAN:
        return {}
    told = [one for one in replication.checkpoints if one.reported_on]
    return {"told": told, "from_gaps": begins_with_gaps(replication)}


def _saved(form: StepForm, replication: Replication) -> str:
    form.save(actor(), replication)
    follow = next_step(replication, form.step)
    if request.form.get("then") == "tasks" or follow in {None, form.step}:
        tell(_("Saved."), "success")
        return url_for("replication.show_steps", reference=replication.reference)
    return steps.step_url(replication, follow or form.step)


@bp.post("/nhan-rong/<ref:reference>/chuan-bi/<step>/tu-luu")
@keeps_typed
@permission(Permission.REPLICATION_REPORT)
def autosave_step(reference: str, step: str) -> ResponseReturnValue:
    """Store what was typed so far, or put it aside where it cannot be stored yet; for the script."""
    replication, part = open_replication(reference, Permission.REPLICATION_REPORT), steps.step_at(step)
    form = FORMS[part].opened(replication, part)

    def store() -> tuple[int, list[str]]:
        left = [str(form[name].label.text) for name in form.WAITS if form[name].data]
        try:
            is_stored = form.validate()
            if is_stored:
                form.save(actor(), replication)
        except InvalidInput:
            is_stored = False
        return replication.version, left if is_stored else [*left, str(steps.LABELS[part])]

    return stored_while_typing(steps.step_url(replication, part), store)


@bp.route("/nhan-rong/<ref:reference>/chuan-bi/gui", methods=["GET", "POST"])
@permission(Permission.REPLICATION_REPORT)
def propose(reference: str) -> ResponseReturnValue:
    """Look at the whole plan once more and ask the source unit to confirm."""
    replication = open_replication(reference, Permission.REPLICATION_REPORT)
    form = ProposeForm.from_request(version=str(replication.version))
    if form.submitted() and (answer := form.done(lambda: _proposed(form, replication))):
        return answer
    if request.method == "GET" and replication.state is not ReplicationState.PREPARING:
        return too_late(replication)
    page = render_template(
        "replication/propose.html",
        form=form,
        plan=present.plan_of(actor(), replication, is_inside=True),
        left=[(steps.LABELS[step], steps.step_url(replication, step)) for step in steps_left(replication)],
        confirmer=at_start(present.confirmer_of(replication.source)),
        **_around(replication),
    )
    return page, form.status


def _proposed(form: ProposeForm, replication: Replication) -> str:
    preparing.propose(actor(), replication, version=form.seen_version)
    asked = present.confirmer_of(replication.source)
    tell(_("The copy is registered. It waits for %(unit)s to confirm it.", unit=asked), "success")
    return present.link_of(replication)


def _around(replication: Replication) -> dict[str, Any]:
    return {
        "one": replication,
        "title": queries.title_of(replication.source),
        "model_link": present.model_link,
    }


def _asked(replication: Replication, part: Step) -> dict[str, dict[str, Any]]:
    if part not in CHECKS:
        return {}
    version = catalogue.version_for_others(replication.source)
    return {one["name"]: one for one in steps.asked_in(version, part)}


def _is_open(replication: Replication, part: Step) -> bool:
    return replication.state in (ACTIVE_STATES if part in PLAN_STEPS else PLANNED_STATES)


def _conflict(form: StepForm, replication: Replication) -> list[dict[str, str]]:
    """Both texts where two people filled in the same step."""
    if form.stale is None:
        return []
    stored = type(form)(formdata=None, **form.stored(replication, form.step))
    theirs = stored.texts()
    return [
        {"label": label, "mine": text or "–", "theirs": theirs.get(label, "") or "–"}
        for label, text in form.texts().items()
        if text != theirs.get(label, "")
    ]
