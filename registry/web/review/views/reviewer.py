"""Pages of a reviewer: the queue, the declaration of a conflict, the ballot and its submission."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.campaigns.states import StageKind
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, StaleVersion
from registry.core.i18n import _, _n
from registry.core.permissions import Permission
from registry.review import blindness, queries
from registry.review.models import Assignment
from registry.review.service import recusing, scoring
from registry.review.service.grounding import Beside
from registry.review.states import AssignmentState, ConflictKind, NominationState
from registry.review.talk import why_silent
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.review import present, queue, sheet
from registry.web.review.ballot import BallotForm, ballot_form_for, stored_values
from registry.web.review.blueprint import bp
from registry.web.review.dossier import dossier_of, version_judged
from registry.web.review.forms import ConflictForm, ReasonForm
from registry.web.telling import tell

A = AssignmentState
GONE = frozenset({A.CANCELLED, A.DECLARED_CONFLICT, A.VOIDED, A.DECLINED, A.ABSTAINED})


@bp.get("/cham-diem")
@permission(Permission.NOMINATION_SCORE)
def list_assignments() -> ResponseReturnValue:
    """What the reviewer was given, how far it is, what comes next."""
    return render_template(
        "review/list_assignments.html",
        **queue.page_of(actor(), request.args.get("trang-thai"), request.args.get("trang", 1, type=int)),
    )


@bp.route("/cham-diem/<ref:reference>/xung-dot", methods=["GET", "POST"])
@permission(Permission.NOMINATION_SCORE)
def declare(reference: str) -> ResponseReturnValue:
    """Say whether there is a conflict of interest, before the dossier is shown."""
    assignment = queries.get_assignment(actor(), reference)
    form = ConflictForm.from_request()
    if assignment.state is not A.ASSIGNED:
        # Who has read it abstains instead.
        form.answer.choices = [one for one in form.answer.choices if one.value != "decline"]
    if form.submitted() and (answer := form.done(lambda: _declared(assignment, form))):
        return answer
    if not form.is_submitted() and assignment.state in GONE:
        raise NotFound
    nomination = assignment.nomination
    return render_template(
        "review/declare.html",
        form=form,
        assignment=assignment,
        nomination=blindness.seen(actor(), nomination),
        facts=present.facts_before(actor(), nomination),
    ), form.status


@bp.route("/cham-diem/<ref:reference>", methods=["GET", "POST"])
@permission(Permission.NOMINATION_SCORE)
def score(reference: str) -> ResponseReturnValue:
    """The dossier beside the ballot."""
    assignment = queries.get_assignment(actor(), reference)
    form = _form_of(assignment)
    if form.submitted():
        if answer := form.done(lambda: _saved(assignment, form)):
            return answer
    elif form.is_submitted() and form.is_whole and _is_open(assignment):
        _keep_sound(assignment, form)
    if _is_open(assignment):
        return _ballot_page(assignment, form)
    if form.is_submitted():
        return _refused_page(assignment, form)
    if assignment.state is A.ASSIGNED:
        return redirect(url_for("review.declare", reference=reference))
    if assignment.state in GONE:
        raise NotFound
    return _closed_page(assignment)


@bp.post("/cham-diem/<ref:reference>/tu-luu")
@permission(Permission.NOMINATION_SCORE)
def autosave(reference: str) -> ResponseReturnValue:
    """Keep what is sound of a ballot while it is being filled in; answers in JSON."""
    assignment = queries.get_assignment(actor(), reference)
    form = _form_of(assignment)
    form.submitted()
    try:
        _save_sound(assignment, form)
    except (InvalidInput, InvalidTransition, StaleVersion) as refusal:
        return {"text": _("Not saved: %(why)s", why=refusal.message)}, refusal.status
    wrong = sum(group.has_errors for group in form.groups()) + bool(form.overall_comment.errors)
    text = _("Saved at %(time)s", time=sheet.time_of(assignment.updated_at))
    if wrong:
        text += ", " + _n("%(num)s criterion still to correct", "%(num)s criteria still to correct", wrong)
    return {"text": text, "version": assignment.version, "wrong": wrong}


@bp.route("/cham-diem/<ref:reference>/nop", methods=["GET", "POST"])
@permission(Permission.NOMINATION_SCORE)
def submit(reference: str) -> ResponseReturnValue:
    """All marks at a glance before they are locked."""
    assignment = queries.get_assignment(actor(), reference)
    form = Form.from_request(version=str(assignment.version))
    if form.submitted() and (answer := form.done(lambda: _submitted(assignment, form))):
        return answer
    if not form.is_submitted() and not _is_open(assignment):
        return redirect(url_for("review.score", reference=reference))
    return render_template(
        "review/submit.html",
        form=form,
        assignment=assignment,
        nomination=blindness.seen(actor(), assignment.nomination),
        version=version_judged(actor(), assignment.nomination),
        marks=sheet.locked_criteria(assignment),
        sums=sheet.sums_of_ballot(assignment),
        faults=sheet.faults_of(assignment),
        out_of_days=present.out_of_days(
            assignment.nomination.campaign, StageKind.SCORING, assignment.nomination.unit_id
        ),
    ), form.status


@bp.route("/cham-diem/<ref:reference>/khong-cham", methods=["GET", "POST"])
@permission(Permission.NOMINATION_SCORE)
def abstain(reference: str) -> ResponseReturnValue:
    """Having read the dossier, give no ballot, and say why."""
    assignment = queries.get_assignment(actor(), reference)
    form = ReasonForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _abstained(assignment, form))):
        return answer
    back = url_for("review.score", reference=reference)
    if not form.is_submitted() and not _is_open(assignment):
        return redirect(back)
    return render_template(
        "review/give_reason.html",
        form=form,
        about=version_judged(actor(), assignment.nomination).title,
        back=back,
        heading=_("Abstain from scoring"),
        meaning=_(
            "You give no ballot on this nomination. What you scored so far is kept and does not count."
        ),
        hint=_("The secretary reads why and asks somebody else."),
        verb=_("Abstain"),
    ), form.status


@bp.post("/cham-diem/<ref:reference>/de-sau")
@permission(Permission.NOMINATION_SCORE)
def put_off(reference: str) -> ResponseReturnValue:
    """Score this one after all the others."""
    assignment = queries.get_assignment(actor(), reference)
    scoring.put_off(actor(), assignment)
    tell(_("Put off: it comes up again after your other nominations."), "success")
    onward = sheet.place_of(assignment).next or url_for("review.list_assignments")
    return redirect(onward, 303)


def _abstained(assignment: Assignment, form: ReasonForm) -> str:
    scoring.abstain(actor(), assignment, reason=form.reason.data or "")
    tell(_("Noted. The secretary has been told that you abstain."), "success")
    return url_for("review.list_assignments")


def _form_of(assignment: Assignment) -> BallotForm:
    rubric = sheet.rubric_of(assignment)
    values = stored_values(assignment, rubric) if request.method == "GET" else {}
    return ballot_form_for(rubric).from_request(**values)


def _is_open(assignment: Assignment) -> bool:
    return assignment.state is A.SCORING and assignment.nomination.state is NominationState.VERIFIED


def _declared(assignment: Assignment, form: ConflictForm) -> str:
    if form.answer.data == "conflict":
        kind = ConflictKind(form.kind.data)
        recusing.declare_conflict(actor(), assignment, reason=form.reason.data or "", kind=kind)
        tell(_("Noted. The nomination goes to another reviewer."), "success")
        return url_for("review.list_assignments")
    if form.answer.data == "decline":
        scoring.decline(actor(), assignment, reason=form.reason.data or "")
        tell(_("Noted. The nomination goes to another reviewer."), "success")
        return url_for("review.list_assignments")
    if assignment.state is A.ASSIGNED:
        scoring.declare_no_conflict(actor(), assignment)
    return url_for("review.score", reference=assignment.reference)


def _saved(assignment: Assignment, form: BallotForm) -> str:
    scoring.save_ballot(
        actor(),
        assignment,
        marks=form.marks,
        overall_comment=form.overall_comment.data or "",
        beside=Beside(form.bonuses, form.grounds),
        version=form.seen_version,
    )
    then = request.form.get("then", "")
    if then == "submit":
        return url_for("review.submit", reference=assignment.reference)
    if then.isascii() and then.isdigit() and len(then) < 4:
        return sheet.criterion_url(assignment, int(then))
    return url_for("review.score", reference=assignment.reference)


def _save_sound(assignment: Assignment, form: BallotForm) -> None:
    marks, comment = form.sound_marks(assignment), form.sound_overall_comment(assignment)
    if form.changes(assignment, marks, comment):
        scoring.save_ballot(
            actor(),
            assignment,
            marks=marks,
            overall_comment=comment,
            beside=Beside(form.sound_bonuses(), form.grounds),
            version=form.seen_version,
        )


def _keep_sound(assignment: Assignment, form: BallotForm) -> None:
    """One fault on the sheet must not lose what is right on the rest of it."""
    try:
        _save_sound(assignment, form)
    except (InvalidTransition, StaleVersion) as refusal:
        form.show(refusal)
    else:
        form.renew(assignment)


def _submitted(assignment: Assignment, form: Form) -> str:
    scoring.submit_ballot(
        actor(),
        assignment,
        marks={mark.criterion_id: (mark.points, mark.comment) for mark in assignment.marks},
        overall_comment=assignment.overall_comment,
        version=form.seen_version,
    )
    tell(_("Ballot submitted and locked."), "success")
    return url_for("review.score", reference=assignment.reference)


def _ballot_page(assignment: Assignment, form: BallotForm) -> ResponseReturnValue:
    nomination = assignment.nomination
    return render_template(
        "review/score.html",
        form=form,
        rubric=form.rubric,
        rows=sheet.differences(assignment, form) if form.stale else [],
        criteria=sheet.criteria_of(form, request.args.get("tieu-chi", "")),
        sums=sheet.sums_of_form(form),
        onward=sheet.onward(form),
        saved=sheet.saved_words(assignment, form),
        **_frame(assignment),
        d=dossier_of(actor(), version_judged(actor(), nomination)),
    ), form.status


def _closed_page(assignment: Assignment) -> ResponseReturnValue:
    return render_template(
        "review/score_closed.html",
        rubric=sheet.rubric_of(assignment),
        criteria=sheet.locked_criteria(assignment),
        sums=sheet.sums_of_ballot(assignment),
        others=sheet.others_of(assignment),
        talk=_talk_of(assignment),
        silent=why_silent(assignment.nomination),
        **_frame(assignment),
        d=dossier_of(actor(), version_judged(actor(), assignment.nomination)),
    )


def _talk_of(assignment: Assignment) -> str:
    nomination = assignment.nomination
    may = queries.may_discuss(actor(), nomination)
    return url_for("review.discuss", reference=nomination.reference) if may else ""


def _refused_page(assignment: Assignment, form: BallotForm) -> ResponseReturnValue:
    problem = " ".join(form.form_errors) or _("This ballot can no longer change.")
    return render_template(
        "review/score_refused.html",
        problem=problem,
        rows=sheet.differences(assignment, form),
        **_frame(assignment),
    ), 409


def _frame(assignment: Assignment) -> dict[str, Any]:
    return {
        "assignment": assignment,
        "nomination": blindness.seen(actor(), assignment.nomination),
        "place": sheet.place_of(assignment),
        "asked": queries.list_questions(actor(), assignment.nomination),
    }
