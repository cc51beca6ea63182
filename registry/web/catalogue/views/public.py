"""Pages of a model for everybody who may read it: the model, an earlier version, the history."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.states import ExemplarState
from registry.catalogue.visibility import Standing, standing_of
from registry.documents.printing import is_able
from registry.legacy import queries as legacy
from registry.web.catalogue import history
from registry.web.catalogue.answers import differences
from registry.web.catalogue.blueprint import bp
from registry.web.catalogue.parts import part_of
from registry.web.catalogue.present import page_of
from registry.web.catalogue.sharing import sharing_of
from registry.web.guard import actor_or_none, public


@bp.get("/mo-hinh/<ref:reference>")
@public
def show_exemplar(reference: str) -> ResponseReturnValue:
    """The page of a model."""
    exemplar = queries.get_exemplar(actor_or_none(), reference)
    if exemplar.state is ExemplarState.MERGED:
        survivor = legacy.survivor_of(exemplar)
        return redirect(url_for("catalogue.show_exemplar", reference=survivor.reference), 301)
    version = queries.version_to_show(actor_or_none(), exemplar)
    return render_template("catalogue/show_exemplar.html", **_page(exemplar, version))


@bp.get("/mo-hinh/<ref:reference>/phien-ban/<int:number>")
@public
def show_version(reference: str, number: int) -> ResponseReturnValue:
    """The page of a model as it was in one version, and what it said otherwise than the version before."""
    person = actor_or_none()
    exemplar = queries.get_exemplar(person, reference)
    version = queries.get_version(person, exemplar, number)
    earlier = [one for one in queries.list_versions(person, exemplar) if one.number < number]
    return render_template(
        "catalogue/show_version.html",
        current=queries.version_to_show(person, exemplar),
        before=earlier[-1] if earlier else None,
        changes=differences(earlier[-1], version) if earlier else [],
        **_alone(_page(exemplar, version)),
    )


def _alone(page: dict[str, Any]) -> dict[str, Any]:
    """A version by itself: what others achieved and what is like it stand on the page of the model."""
    parts = page["parts"]
    return page | {"parts": {**parts, "similar": {}, "spread": {**parts["spread"], "effects": None}}}


@bp.get("/mo-hinh/<ref:reference>/lich-su")
@public
def show_history(reference: str) -> ResponseReturnValue:
    """The versions of a model; for those who look after it also who did what."""
    person = actor_or_none()
    exemplar = queries.get_exemplar(person, reference)
    versions = queries.list_versions(person, exemplar)
    standing = standing_of(person, exemplar)
    around = part_of("logged", person, exemplar, exemplar.latest).get("subjects", [])
    return render_template(
        "catalogue/show_history.html",
        exemplar=exemplar,
        version=queries.version_to_show(person, exemplar),
        versions=history.versions_of(exemplar, versions),
        events=history.events_of(exemplar, around) if standing is Standing.OWN else [],
        paper=legacy.find_paper(exemplar) if standing in (Standing.OWN, Standing.INSIDE) else None,
        merger=legacy.find_merger(exemplar),
        taken_in=history.taken_in_by(person, exemplar),
    )


def _page(exemplar: Exemplar, version: ExemplarVersion) -> dict[str, Any]:
    person = actor_or_none()
    shown = page_of(person, exemplar, version)
    return {
        **shown,
        "is_own": standing_of(person, exemplar) is Standing.OWN,
        "has_leaflet": exemplar.is_public and is_able(),
        "sharing": sharing_of(exemplar, version, shown["parts"]["seal"]),
    }
