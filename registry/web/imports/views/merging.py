"""Models that were recorded twice: naming the two, comparing them, merging them."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries as catalogue
from registry.catalogue.models import Exemplar
from registry.catalogue.states import ExemplarState, Level
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed, require
from registry.legacy.queries import list_likely_doubles
from registry.legacy.service import merging
from registry.web.catalogue.labels import LABELS
from registry.web.guard import actor, permission
from registry.web.imports.blueprint import bp
from registry.web.imports.comparing import awards_of, facts_of, text_of
from registry.web.imports.forms import MergeForm, merge_form
from registry.web.telling import tell


@bp.get("/gop-mo-hinh")
@permission(Permission.EXEMPLAR_MERGE)
def choose_pair() -> ResponseReturnValue:
    """Name the two records by their codes."""
    asked = [request.args.get(name, "").strip()[:80] for name in ("mot", "hai")]
    wrong = ""
    if all(asked):
        try:
            one, other = (_mergeable(reference) for reference in asked)
            if one is not other:
                return redirect(url_for("imports.merge", reference=one.reference, other=other.reference), 303)
            wrong = _("These are one and the same record.")
        except NotFound:
            wrong = _("At least one of these codes names no model that you look after.")
    return render_template(
        "imports/choose_pair.html", asked=asked, wrong=wrong, pairs=list_likely_doubles(actor())
    )


def _mergeable(reference: str) -> Exemplar:
    exemplar = catalogue.get_exemplar(actor(), reference)
    if not allowed(actor(), Permission.EXEMPLAR_MERGE, exemplar):
        raise NotFound(_("There is no such model."))
    return exemplar


@bp.route("/gop-mo-hinh/<ref:reference>/<ref:other>", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_MERGE)
def merge(reference: str, other: str) -> ResponseReturnValue:
    """Two records side by side: which goes on, and of which each text is taken."""
    pair = (_mergeable(reference), _mergeable(other))
    for one in pair:
        require(actor(), Permission.EXEMPLAR_MERGE, one)
    form = _form(*pair)
    if form.submitted():
        if answer := form.done(lambda: _merged(pair, form)):
            return answer
        form.see(*_versions(*pair))
    names = [name.removeprefix("text_") for name in form.data if name.startswith("text_")]
    merged = [one for one in pair if one.state is ExemplarState.MERGED]
    return render_template(
        "imports/merge.html",
        form=form,
        pair=pair,
        facts=[facts_of(one) for one in pair],
        rows=[(form[f"text_{name}"], [text_of(one.latest, name) for one in pair]) for name in names],
        awards=[form[name] for name in form.data if name.startswith("award-")],
        hinders=[merging.hindrance(*pair), merging.hindrance(*pair[::-1])],
        let_go=[] if merged else [merging.origins_let_go(*pair), merging.origins_let_go(*pair[::-1])],
        is_merged=bool(merged),
    ), form.status


def _form(one: Exemplar, other: Exemplar) -> MergeForm:
    texts = {
        # An empty text is not what goes on unless somebody says so.
        name: (LABELS[name], one if text_of(one.latest, name) or not text_of(other.latest, name) else other)
        for name in merging.differing_contents(one.latest, other.latest)
    }
    records = [
        (each.reference, each.latest.title or _("Model without a name"), not merging.hindrance(*pair))
        for each, pair in ((one, (one, other)), (other, (other, one)))
    ]
    chosen = {name: (label, record.reference) for name, (label, record) in texts.items()}
    return merge_form(records, chosen, awards_of(one, other), _versions(one, other))


def _versions(one: Exemplar, other: Exemplar) -> tuple[str, str]:
    return str(one.version), str(other.version)


def _merged(pair: tuple[Exemplar, Exemplar], form: MergeForm) -> str:
    survivor, loser = pair if pair[0].reference == form.survivor.data else pair[::-1]
    taken = frozenset(name for name, reference in form.texts.items() if reference == loser.reference)
    awards = {}
    for name, stands in form.awards.items():
        level, _dash, year = name.rpartition("-")
        awards[Level(level), int(year)] = stands
    choices = merging.Choices(taken, awards, form.reason.data or "")
    one, other = form.seen_versions
    versions = (one, other) if survivor is pair[0] else (other, one)
    merging.merge_exemplars(actor(), survivor, loser, choices, versions=versions)
    tell(_("%(other)s was merged into %(code)s.", other=loser.reference, code=survivor.reference), "success")
    return url_for("catalogue.show_history", reference=survivor.reference)
