"""Pages on questions to the unit: the reviewer asks, the secretary passes on, the unit answers."""

from collections.abc import Callable
from datetime import date
from typing import cast

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.calendar.queries import add_working_days
from registry.core.clock import today
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.review import queries
from registry.review.models import Nomination
from registry.review.panel import Question
from registry.review.rules import require_untied
from registry.review.service import asking
from registry.review.states import OPENED_ASSIGNMENTS, QuestionState
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.review.blueprint import bp
from registry.web.review.dossier import version_of
from registry.web.review.forms import AnswerForm, PassOnForm, QuestionForm, ReasonForm
from registry.web.telling import tell

# Working days that a unit is given to answer unless the secretary says otherwise.
DAYS_TO_ANSWER = 5


@bp.route("/cham-diem/<ref:reference>/hoi", methods=["GET", "POST"])
@permission(Permission.NOMINATION_SCORE)
def ask_unit(reference: str) -> ResponseReturnValue:
    """A reviewer asks the unit something, through the secretary."""
    assignment = queries.get_assignment(actor(), reference)
    if assignment.state not in OPENED_ASSIGNMENTS:
        raise NotFound
    form, back = QuestionForm.from_request(), url_for("review.score", reference=reference)

    def act() -> str:
        asking.ask_unit(actor(), assignment, text=form.text.data or "")
        tell(_("Your question is with the secretary. The unit does not learn who asks."), "success")
        return f"{back}#trao-doi"

    if form.submitted() and (answer := form.done(act)):
        return answer
    return _page("review/ask_unit.html", form, assignment.nomination, back)


@bp.route("/de-cu/<ref:reference>/hoi-dap/<ref:question>/chuyen", methods=["GET", "POST"])
@permission(Permission.NOMINATION_ASSIGN)
def pass_on_question(reference: str, question: str) -> ResponseReturnValue:
    """The secretary reads a question and puts it to the unit."""
    found = _question_for(reference, question)
    form = PassOnForm.from_request(
        wording=found.text, due_on=add_working_days(today(), DAYS_TO_ANSWER), version=str(found.version)
    )

    def act() -> str:
        asking.forward(
            actor(), found, wording=form.wording.data or "", due_on=cast(date, form.due_on.data),
            version=form.seen_version,
        )  # fmt: skip
        tell(_("The unit has been asked. Everybody who scores it reads the answer."), "success")
        return _to(found.nomination)

    return _answered(form, act) or _page(
        "review/pass_on_question.html", form, found.nomination, _to(found.nomination), question=found
    )


@bp.route("/de-cu/<ref:reference>/hoi-dap/<ref:question>/bo", methods=["GET", "POST"])
@permission(Permission.NOMINATION_ASSIGN)
def dismiss_question(reference: str, question: str) -> ResponseReturnValue:
    """The secretary does not pass a question on."""
    found = _question_for(reference, question)
    form = ReasonForm.from_request(version=str(found.version))

    def act() -> str:
        asking.dismiss(actor(), found, reason=form.reason.data or "", version=form.seen_version)
        tell(_("The question is not passed on. Whoever asked reads why."), "success")
        return _to(found.nomination)

    words = {
        "heading": _("Do not pass the question on"),
        "meaning": found.text,
        "hint": _("Whoever asked reads this reason."),
        "verb": _("Do not pass it on"),
    }
    return _answered(form, act) or _page(
        "review/give_reason.html", form, found.nomination, _to(found.nomination), **words
    )


@bp.route("/de-cu/<ref:reference>/hoi-dap/<ref:question>/tra-loi", methods=["GET", "POST"])
@permission(Permission.NOMINATION_PREPARE)
def answer_question(reference: str, question: str) -> ResponseReturnValue:
    """The unit answers the council."""
    nomination = queries.get_nomination(actor(), reference)
    require(actor(), Permission.NOMINATION_PREPARE, nomination)
    found = queries.get_question(actor(), nomination, question)
    form = AnswerForm.from_request(version=str(found.version))

    def act() -> str:
        asking.answer(actor(), found, text=form.answer.data or "", version=form.seen_version)
        tell(_("Your answer is with the council."), "success")
        return _to(nomination)

    if not form.is_submitted() and found.state is not QuestionState.FORWARDED:
        raise NotFound(_("There is no such question."))
    return _answered(form, act) or _page(
        "review/answer_question.html", form, nomination, _to(nomination), question=found
    )


def _answered(form: Form, act: Callable[[], str]) -> ResponseReturnValue | None:
    return form.done(act) if form.submitted() else None


def _question_for(reference: str, question: str) -> Question:
    nomination = queries.get_nomination(actor(), reference)
    require_untied(actor(), Permission.NOMINATION_ASSIGN, nomination)
    return queries.get_question(actor(), nomination, question)


def _page(
    template: str, form: Form, nomination: Nomination, back: str, **values: object
) -> ResponseReturnValue:
    about = version_of(nomination).title
    return render_template(
        template, form=form, nomination=nomination, about=about, back=back, **values
    ), form.status


def _to(nomination: Nomination) -> str:
    return url_for("review.show_nomination", reference=nomination.reference)
