"""Pages of a copy under way: questions and answers, checkpoints, changes, that it goes on."""

from typing import Any, cast

from flask.typing import ResponseReturnValue

from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.replication.models import Replication
from registry.replication.plan_tables import Checkpoint, CopyQuestion
from registry.replication.service import asking, running
from registry.replication.states import ACTIVE_STATES, COUNTED_STATES, REPLICATION_LIFE, Cause, Reached
from registry.web.guard import actor, permission
from registry.web.replication import present
from registry.web.replication.blueprint import bp
from registry.web.replication.pages import open_replication, page_of
from registry.web.replication.running_forms import (
    AskForm,
    ChangeForm,
    CheckpointForm,
    ReplyForm,
    SustainForm,
)
from registry.web.telling import tell


@bp.route("/nhan-rong/<ref:reference>/hoi", methods=["GET", "POST"])
@permission(Permission.REPLICATION_REPORT)
def ask_source(reference: str) -> ResponseReturnValue:
    """Ask the unit that did it first."""
    replication = open_replication(reference, Permission.REPLICATION_REPORT)
    form = AskForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _asked(form, replication))):
        return answer
    is_open = replication.state in ACTIVE_STATES
    asked = present.confirmer_of(replication.source)
    return page_of("replication/ask_source.html", form, replication, is_open=is_open, asked=asked)


def _asked(form: AskForm, replication: Replication) -> str:
    asking.ask_source(actor(), replication, text=form.text.data)
    tell(_("Your question is sent. You are told when there is an answer."), "success")
    return present.link_of(replication)


@bp.route("/nhan-rong/<ref:reference>/hoi/<int(max=999999999):number>", methods=["GET", "POST"])
@permission(Permission.REPLICATION_CONFIRM)
def reply(reference: str, number: int) -> ResponseReturnValue:
    """Answer a question about one's model."""
    replication = open_replication(reference, Permission.REPLICATION_CONFIRM)
    question: CopyQuestion = part_of(replication.questions, number)
    form = ReplyForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _replied(form, question))):
        return answer
    is_open = question.answered_at is None
    return page_of("replication/reply.html", form, replication, is_open=is_open, question=question)


def _replied(form: ReplyForm, question: CopyQuestion) -> str:
    asking.reply(actor(), question, text=form.text.data)
    tell(_("Your answer is sent to the unit."), "success")
    return present.link_of(question.replication)


@bp.route("/nhan-rong/<ref:reference>/moc/<int(max=999999999):number>", methods=["GET", "POST"])
@permission(Permission.REPLICATION_REPORT)
def report_checkpoint(reference: str, number: int) -> ResponseReturnValue:
    """Tell what became of a checkpoint."""
    replication = open_replication(reference, Permission.REPLICATION_REPORT)
    checkpoint: Checkpoint = part_of(replication.checkpoints, number)
    form = CheckpointForm.from_request(
        version=str(replication.version), reached=checkpoint.reached, told=checkpoint.told
    )
    form.offer()
    if form.submitted() and (answer := form.done(lambda: _checked(form, replication, checkpoint))):
        return answer
    is_open, stored = replication.state in COUNTED_STATES, {"told": checkpoint.told}
    return page_of(
        "replication/report_checkpoint.html", form, replication, is_open=is_open, checkpoint=checkpoint,
        conflict=present.both_texts(form, stored),
    )  # fmt: skip


def _checked(form: CheckpointForm, replication: Replication, checkpoint: Checkpoint) -> str:
    running.report_checkpoint(
        actor(), replication, checkpoint, reached=Reached(form.reached.data), told=form.told.data or "",
        version=form.seen_version,
    )  # fmt: skip
    tell(_("The checkpoint is reported."), "success")
    return present.link_of(replication)


@bp.route("/nhan-rong/<ref:reference>/dieu-chinh", methods=["GET", "POST"])
@permission(Permission.REPLICATION_REPORT)
def log_change(reference: str) -> ResponseReturnValue:
    """Note what was changed on the way."""
    replication = open_replication(reference, Permission.REPLICATION_REPORT)
    form = ChangeForm.from_request(version=str(replication.version))
    form.offer(replication)
    if form.submitted() and (answer := form.done(lambda: _logged(form, replication))):
        return answer
    is_open = replication.state in COUNTED_STATES
    last = {"what": replication.adaptations[-1].what} if replication.adaptations else {}
    conflict = present.both_texts(form, last)
    return page_of("replication/log_change.html", form, replication, is_open=is_open, conflict=conflict)


def change_in(form: ChangeForm) -> running.Change:
    """What a form says of a change."""
    return running.Change(
        changed_on=cast(Any, form.changed_on.data), what=form.what.data, cause=Cause(form.cause.data),
        decided_by=form.decided_by.data, keeps_core=form.keeps_core.data == "1",
        reason=form.reason.data or "", effect=form.effect.data or "",
        component=int(form.component.data) if form.component.data else None,
    )  # fmt: skip


def _logged(form: ChangeForm, replication: Replication) -> str:
    running.log_change(actor(), replication, change_in(form), version=form.seen_version)
    tell(_("The change is noted."), "success")
    return present.link_of(replication)


@bp.route("/nhan-rong/<ref:reference>/duy-tri", methods=["GET", "POST"])
@permission(Permission.REPLICATION_REPORT)
def sustain(reference: str) -> ResponseReturnValue:
    """Say that the copy goes on."""
    replication = open_replication(reference, Permission.REPLICATION_REPORT)
    form = SustainForm.from_request(version=str(replication.version))
    if form.submitted() and (answer := form.done(lambda: _sustained(form, replication))):
        return answer
    is_open = replication.state in REPLICATION_LIFE["sustain"].sources
    conflict = present.both_texts(form, {"note": replication.sustain_note})
    return page_of("replication/sustain.html", form, replication, is_open=is_open, conflict=conflict)


def _sustained(form: SustainForm, replication: Replication) -> str:
    running.sustain(actor(), replication, note=form.note.data, version=form.seen_version)
    tell(_("Noted: the copy goes on."), "success")
    return present.link_of(replication)


def part_of(parts: list[Any], number: int) -> Any:
    """One of the parts of a copy. Raises NotFound."""
    found = next((one for one in parts if one.id == number), None)
    if found is None:
        raise NotFound(_("There is no such replication."))
    return found
