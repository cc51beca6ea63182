"""Objections as the council's secretary handles them."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns.queries import get_campaign
from registry.core.permissions import Permission, require
from registry.review.objections import Objection
from registry.review.queries.objections import (
    get_objection,
    is_in_charge,
    list_objections,
    objector_for,
    text_for,
)
from registry.review.service import objecting
from registry.review.states import ObjectionEffect, ObjectionOutcome, ObjectionState
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.review.blueprint import bp
from registry.web.review.objection_forms import AnswerForm, ExamineForm, TakeUpForm


@bp.get("/dot-xet/<ref:reference>/phan-anh")
@permission(Permission.OBJECTION_HANDLE)
def list_objections_of(reference: str) -> ResponseReturnValue:
    """The objections of a campaign."""
    campaign = get_campaign(actor(), reference)
    require(actor(), Permission.OBJECTION_HANDLE, campaign)
    return render_template(
        "review/list_objections_of.html", campaign=campaign, rows=list_objections(actor(), campaign)
    )


@bp.route("/phan-anh/<ref:reference>", methods=["GET", "POST"])
@permission(Permission.OBJECTION_HANDLE)
def handle_objection(reference: str) -> ResponseReturnValue:
    """Take an objection up, say whether it is admitted, answer it: the step it stands at."""
    objection = get_objection(actor(), reference)
    form = _step_of(objection).from_request(version=str(objection.version))
    if form.submitted() and (answer := form.done(lambda: _do(form, objection))):
        return answer
    person = actor()
    return render_template(
        "review/handle_objection.html",
        form=form,
        step=type(form).__name__,
        objection=objection,
        nomination=objection.nomination,
        text=text_for(person, objection),
        objector=objector_for(person, objection),
        is_mine=objection.handler_id == person.id,
    ), form.status


def _step_of(objection: Objection) -> type[Form]:
    if objection.closed_at is not None:
        return Form
    if not is_in_charge(actor(), objection):
        other = objection.handler is not None and is_in_charge(objection.handler, objection)
        return Form if other else TakeUpForm
    return ExamineForm if objection.state is ObjectionState.RECEIVED else AnswerForm


def _do(form: Form, objection: Objection) -> str:
    version = form.seen_version
    if isinstance(form, AnswerForm):
        objecting.answer(
            actor(), objection, outcome=ObjectionOutcome(form.outcome.data),
            effect=ObjectionEffect(form.effect.data), text=form.text.data or "", version=version,
        )  # fmt: skip
    elif isinstance(form, ExamineForm) and form.verdict.data == "admit":
        objecting.admit(actor(), objection, gist=form.text.data or "", version=version)
    elif isinstance(form, ExamineForm):
        objecting.reject(actor(), objection, reason=form.text.data or "", version=version)
    else:
        objecting.take_up(actor(), objection, version=version)
    return url_for("review.handle_objection", reference=objection.reference)
