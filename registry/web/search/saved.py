"""Searches that somebody keeps: their list, each with what is new, keeping, changing and deleting them."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.alerts import queries
from registry.alerts.models import SavedSearch
from registry.alerts.queries import Asked
from registry.alerts.service import saving
from registry.core.i18n import _
from registry.discovery.searching import find_listed
from registry.web.forms import Form
from registry.web.guard import actor, signed_in
from registry.web.ports import engine
from registry.web.search import saved_present as present
from registry.web.search.address import REFERENCE
from registry.web.search.blueprint import bp
from registry.web.search.cards import cards_of
from registry.web.search.saved_forms import SavedForm, SaveForm
from registry.web.telling import tell

# New models that a page shows; the others are among the results.
SHOWN = 10
# New models that one button marks as seen.
MOST_MARKED = 500


@bp.get("/tim-kiem/da-luu")
@signed_in
def list_saved() -> ResponseReturnValue:
    """My kept searches."""
    person = actor()
    rows = present.rows_of(person, queries.list_saved(person))
    return render_template("search/list_saved.html", rows=rows, most=saving.MOST_SAVED)


@bp.route("/tim-kiem/luu", methods=["GET", "POST"])
@signed_in
def save_search() -> ResponseReturnValue:
    """Keep the search that stands in the address."""
    person, (address, asked) = actor(), present.asked_here()
    form = SaveForm.from_request(name=present.name_for(address))
    if form.submitted():
        known = queries.known_now(person, engine(), asked.query)
        if answer := form.done(lambda: _save(form, asked, known)):
            return answer
    taken = queries.find_named(person, form.name.data or "") if form.is_submitted() else None
    if taken is not None:
        form.offer(taken)
    return render_template(
        "search/save_search.html",
        form=form,
        address=address,
        asks=present.asks_of(address),
        same=queries.find_same(person, asked),
        taken=", ".join(present.asks_of(present.address_of(taken))) if taken else "",
        others=queries.list_saved(person),
        most=saving.MOST_SAVED,
    ), form.status


@bp.route("/tim-kiem/da-luu/<ref:reference>", methods=["GET", "POST"])
@signed_in
def edit_saved(reference: str) -> ResponseReturnValue:
    """One of my searches: what is new in it, and how it is called and tells."""
    person = actor()
    saved = queries.get_saved(person, reference)
    form = SavedForm.from_request(name=saved.name, how=saved.how.value, version=str(saved.version))
    if form.submitted():
        known = _known(saved)
        if answer := form.done(lambda: _change(form, saved, known)):
            return answer
    row = present.rows_of(person, [queries.get_saved(person, reference)])[0]
    found = find_listed(person, row.fresh[:SHOWN])
    return render_template(
        "search/edit_saved.html",
        form=form,
        row=row,
        saved=row.saved,
        cards=cards_of(found, back=row.href),
        marked=row.fresh[:MOST_MARKED],
    ), form.status


@bp.route("/tim-kiem/da-luu/<ref:reference>/thay", methods=["GET", "POST"])
@signed_in
def replace_saved(reference: str) -> ResponseReturnValue:
    """Whether one of my searches is to ask what stands in the address: what it asked before is lost then."""
    saved, (address, asked) = queries.get_saved(actor(), reference), present.asked_here()
    form = Form.from_request(version=str(saved.version))
    if form.submitted():
        known = queries.known_now(actor(), engine(), asked.query)
        if answer := form.done(lambda: _replace(form, saved, asked, known)):
            return answer
    return render_template(
        "search/replace_saved.html",
        form=form,
        saved=saved,
        address=address,
        asks=present.asks_of(address),
        before=present.asks_of(present.address_of(saved)),
    ), form.status


@bp.post("/tim-kiem/da-luu/<ref:reference>/bao")
@signed_in
def pause_saved(reference: str) -> ResponseReturnValue:
    """Pause one of my searches, or have it tell again."""
    saved = queries.get_saved(actor(), reference)
    if request.form.get("pause") == "1":
        saving.pause_search(actor(), saved)
        tell(_("“%(name)s” tells nothing until you resume it.", name=saved.name))
    else:
        saving.resume_search(actor(), saved, known=_known(saved))
        tell(_("“%(name)s” tells of new models again.", name=saved.name))
    return redirect(url_for("search.list_saved"), 303)


@bp.post("/tim-kiem/da-luu/<ref:reference>/da-xem")
@signed_in
def mark_seen(reference: str) -> ResponseReturnValue:
    """Note that I have seen the models the page counted as new."""
    saved = queries.get_saved(actor(), reference)
    named = [one for one in request.form.getlist("model")[:MOST_MARKED] if REFERENCE.fullmatch(one)]
    saving.mark_seen(actor(), saved, named)
    return redirect(url_for("search.edit_saved", reference=reference), 303)


@bp.route("/tim-kiem/da-luu/<ref:reference>/xoa", methods=["GET", "POST"])
@signed_in
def delete_saved(reference: str) -> ResponseReturnValue:
    """Whether to keep one of my searches no longer."""
    saved = queries.get_saved(actor(), reference)
    form = Form.from_request(version=str(saved.version))
    if form.submitted() and (answer := form.done(lambda: _delete(form, saved))):
        return answer
    asks = present.asks_of(present.address_of(saved))
    return render_template("search/delete_saved.html", form=form, saved=saved, asks=asks), form.status


def _known(saved: SavedSearch) -> frozenset[int]:
    """What answers a search now: looked for ahead of the command, which others wait for."""
    return queries.known_now(actor(), engine(), queries.asked_by(saved).query)


def _save(form: SaveForm, asked: Asked, known: frozenset[int]) -> str:
    taken = queries.find_named(actor(), form.name.data or "") if form.replaces.data else None
    if taken is not None and taken.reference == form.named.data:
        address = _replace(form, taken, asked, known)
        saving.change_search(
            actor(), taken, version=None, name=form.name.data or "", how=form.chosen, known=known
        )
        return address
    saved = saving.save_search(actor(), asked, name=form.name.data or "", how=form.chosen, known=known)
    tell(_("The search “%(name)s” is saved.", name=saved.name))
    return url_for("search.list_saved")


def _replace(form: Form, saved: SavedSearch, asked: Asked, known: frozenset[int]) -> str:
    saving.replace_search(actor(), saved, asked, version=form.seen_version, known=known)
    tell(_("“%(name)s” now looks for this.", name=saved.name))
    return url_for("search.edit_saved", reference=saved.reference)


def _change(form: SavedForm, saved: SavedSearch, known: frozenset[int]) -> str:
    saving.change_search(
        actor(), saved, version=form.seen_version, name=form.name.data or "", how=form.chosen, known=known
    )
    tell(_("The search “%(name)s” is saved.", name=saved.name))
    return url_for("search.list_saved")


def _delete(form: Form, saved: SavedSearch) -> str:
    name = saved.name
    saving.delete_search(actor(), saved, version=form.seen_version)
    tell(_("The search “%(name)s” is deleted.", name=name))
    return url_for("search.list_saved")
