"""Pages of yearly reviews: the list, one review, the unit's answer, the result."""

from datetime import date
from typing import Any, cast

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from registry.core.clock import today
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed, require
from registry.identity.models import Role
from registry.stock import queries
from registry.stock.models import StockEntry, StockReview
from registry.stock.service import answering, holding, judging
from registry.stock.states import EntryState, StockAnswer, StockResult, StockState
from registry.units.models import Unit
from registry.units.naming import at_start
from registry.units.queries import get_unit, list_by_ids
from registry.units.rules import units_with_role
from registry.web.filters import as_date
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.stock import present
from registry.web.stock.blueprint import bp
from registry.web.stock.forms import AnswerForm, CloseForm, JudgeForm, OpenForm
from registry.web.telling import tell
from registry.web.words import word


@bp.get("/ra-soat")
@permission(Permission.STOCK_READ)
def list_reviews() -> ResponseReturnValue:
    """The yearly reviews a person may read."""
    reviews = queries.list_reviews(actor())
    return render_template(
        "stock/list_reviews.html", rows=present.rows_of(reviews), may_open=bool(_own_units())
    )


@bp.route("/ra-soat/moi", methods=["GET", "POST"])
@permission(Permission.STOCK_REVIEW)
def open_review() -> ResponseReturnValue:
    """Begin the review of a year."""
    asked = request.args
    form = OpenForm.from_request(year=asked.get("nam", today().year, type=int), unit=asked.get("don-vi", ""))
    units = _own_units()
    form.offer(units)
    if form.submitted() and (answer := form.done(lambda: _opened(form))):
        return answer
    looked_at = [(at_start(one.name), len(queries.to_review(one, today().year, today()))) for one in units]
    return render_template("stock/open_review.html", form=form, looked_at=looked_at), form.status


def _own_units() -> list[Unit]:
    held = units_with_role(actor(), Role.REGISTRY_STAFF)
    return [one for one in list_by_ids(held) if one.exists_on(today())]


def _opened(form: OpenForm) -> str:
    review = holding.open_review(
        actor(), get_unit(form.unit.data), cast(int, form.year.data), cast(date, form.due_on.data)
    )
    count = len(review.entries)
    tell(_n("The review looks at %(num)s model; its unit is asked.",
            "The review looks at %(num)s models; their units are asked.", count), "success")  # fmt: skip
    return present.link_of(review)


@bp.get("/ra-soat/<ref:reference>")
@permission(Permission.STOCK_READ)
def show_review(reference: str) -> ResponseReturnValue:
    """One review: what it came to so far, and every model in it."""
    review = queries.get_review(actor(), reference)
    chosen = request.args.get("trang-thai", "")
    state = EntryState(chosen) if chosen in list(EntryState) else None
    counts = queries.counts_of([review.id])[review.id]
    return render_template(
        "stock/show_review.html",
        review=review,
        unit=present.unit_of(review),
        figures=present.figures_of(review),
        tabs=present.tabs_of(review, counts, state),
        rows=present.entries_of(actor(), queries.entries_of(review, state)),
        waiting=counts[EntryState.WAITING],
        may_hold=allowed(actor(), Permission.STOCK_REVIEW, review) and review.state is StockState.OPEN,
        left=present.left_of(review),
    )


@bp.post("/ra-soat/<ref:reference>/nhac")
@permission(Permission.STOCK_REVIEW)
def remind(reference: str) -> ResponseReturnValue:
    """Remind every unit that has not answered; once a day."""
    review = queries.get_review(actor(), reference)
    require(actor(), Permission.STOCK_REVIEW, review)
    count = holding.remind(actor(), review)
    said = _n("Reminded of %(num)s model.", "Reminded of %(num)s models.", count)
    tell(said if count else _("Every unit was reminded today already."), "success" if count else "info")
    return redirect(present.link_of(review), 303)


@bp.route("/ra-soat/<ref:reference>/dong", methods=["GET", "POST"])
@permission(Permission.STOCK_REVIEW)
def close_review(reference: str) -> ResponseReturnValue:
    """Keep what the review came to."""
    review = queries.get_review(actor(), reference)
    require(actor(), Permission.STOCK_REVIEW, review)
    form = CloseForm.from_request(version=str(review.version))
    if form.submitted() and (answer := form.done(lambda: _closed(form, review))):
        return answer
    if not form.is_submitted() and review.state is StockState.CLOSED:
        return redirect(present.link_of(review), 303)
    page = render_template(
        "stock/close_review.html",
        form=form,
        review=review,
        figures=present.figures_of(review),
        left=present.left_of(review),
    )
    return page, form.status


def _closed(form: CloseForm, review: StockReview) -> str:
    holding.close_review(actor(), review, version=form.seen_version)
    tell(_("The review is closed; what it came to is kept."), "success")
    return present.link_of(review)


@bp.route("/ra-soat/<ref:review>/<ref:reference>/tra-loi", methods=["GET", "POST"])
@permission(Permission.STOCK_ANSWER)
def answer(review: str, reference: str) -> ResponseReturnValue:
    """Say whether a model goes on."""
    entry = queries.get_entry(actor(), review, reference)
    require(actor(), Permission.STOCK_ANSWER, entry)
    form = AnswerForm.of(entry)
    if form.submitted() and (done := form.done(lambda: _answered(form, entry))):
        return done
    if not form.is_submitted() and not present.may_answer(actor(), entry):
        tell(_("This was done already, or can no longer be done."), "info")
        return redirect(present.model_link(entry), 303)
    page = render_template(
        "stock/answer.html",
        form=form,
        entry=entry,
        fresh=queries.count_fresh_files(entry),
        since=queries.last_look(entry),
        conflict=_conflict(form),
        stands_in=not present.is_own(actor(), entry),
        past=_past(entry),
    )
    return page, form.status


def _answered(form: AnswerForm, entry: StockEntry) -> str:
    answering.answer(
        actor(), entry, StockAnswer(form.answer.data), told=form.told.data or "",
        why_no_files=form.why_no_files.data or "", version=form.seen_version,
    )  # fmt: skip
    tell(_("Your answer is noted."), "success")
    return present.model_link(entry) if present.is_own(actor(), entry) else present.link_of(entry.review)


@bp.route("/ra-soat/<ref:review>/<ref:reference>/ket-qua", methods=["GET", "POST"])
@permission(Permission.STOCK_REVIEW)
def judge(review: str, reference: str) -> ResponseReturnValue:
    """Note what the review makes of a model."""
    entry = queries.get_entry(actor(), review, reference)
    require(actor(), Permission.STOCK_REVIEW, entry)
    form = JudgeForm.of(entry)
    if form.submitted() and (done := form.done(lambda: _judged(form, entry))):
        return done
    if not form.is_submitted() and not present.may_judge(actor(), entry):
        tell(_("This was done already, or can no longer be done."), "info")
        return redirect(present.link_of(entry.review), 303)
    page = render_template(
        "stock/judge.html",
        form=form,
        entry=entry,
        past=_past(entry),
        conflict=_conflict(form),
        page_of_model=present.model_link(entry),
    )
    return page, form.status


def _judged(form: JudgeForm, entry: StockEntry) -> str:
    result = StockResult(form.result.data)
    judging.judge(
        actor(), entry, result, reason=form.reason.data or "", strengthen_by=form.strengthen_by.data,
        version=form.seen_version,
    )  # fmt: skip
    tell(_("“%(title)s”: %(result)s.", title=entry.title, result=word(result)), "success")
    return present.after_judging(actor(), entry)


def _past(entry: StockEntry) -> list[StockEntry]:
    """What earlier reviews made of the model."""
    return [one for one in queries.history_of(entry.exemplar) if one is not entry]


def _conflict(form: Form) -> list[dict[str, object]]:
    """Both texts of what two people changed."""
    if form.stale is None:
        return []
    return [
        {"label": form[name].label.text, "mine": _said(name, form[name].data), "theirs": _said(name, stored)}
        for name, stored in form.stale.stored.items()
        if name in form
    ]


def _said(name: str, value: Any) -> str:
    """What a field holds, in the words of the page."""
    if isinstance(value, date):
        return as_date(value)
    kinds: dict[str, type[StockAnswer | StockResult]] = {"answer": StockAnswer, "result": StockResult}
    return str(word(kinds[name](value))) if value and name in kinds else value or ""
