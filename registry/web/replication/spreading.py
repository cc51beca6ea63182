"""The page of how a model spread: its tree in a drawing, a list and a table, its map and its figures."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import queries as catalogue
from registry.catalogue.models import Exemplar
from registry.core.i18n import _
from registry.core.paging import Page
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.replication.credit import stopped_in
from registry.replication.figures import Kept, spread_in
from registry.replication.lineage import Branch, Lineage, Link, ancestors, descendants, lineage
from registry.replication.measured import is_measured_elsewhere
from registry.replication.places import count_by_province
from registry.replication.queries import as_read_by, title_of
from registry.units import queries as units
from registry.units.naming import at_start
from registry.web.filters import as_number
from registry.web.guard import actor_or_none, public
from registry.web.replication.blueprint import bp
from registry.web.replication.graph import drawing_of
from registry.web.replication.present import in_words, link_of, model_link, root_of
from registry.web.search.tiles import HEIGHT, LEFT, TILES, TOP, WIDTH, islands, limits_of
from registry.web.words import word

ROWS = 50


@bp.get("/mo-hinh/<ref:reference>/lan-toa")
@public
def show_lineage(reference: str) -> ResponseReturnValue:
    """Where a model comes from, who copied it, generation after generation, and what became of that."""
    actor = actor_or_none()
    exemplar = catalogue.get_exemplar(actor, reference)
    tree, below = lineage(exemplar, actor), descendants(exemplar, actor)
    above = ancestors(exemplar, actor)
    links = [branch.link for branch in below]
    counts = count_by_province(link for link in links if link.lives)
    number = max(request.args.get("trang", 1, type=int), 1)
    return render_template(
        "replication/show_lineage.html",
        exemplar=exemplar,
        title=title_of(exemplar),
        unit=at_start(exemplar.lead_unit_name),
        spread=(spread := spread_in(below, len(above))),
        kept=[_kept(one) for one in spread.kept],
        ancestors=[_ancestor(actor, one) for one in above],
        drawing=drawing_of(tree, root_of(tree.root, exemplar)),
        root=root_of(tree.root, exemplar),
        root_link=model_link(tree.root) if allowed(actor, Permission.EXEMPLAR_READ, tree.root) else "",
        tree=[_item(branch, exemplar) for branch in tree.branches],
        page=_page(tree, number),
        outcomes=f"{model_link(exemplar)}#ket-qua-noi-khac" if is_measured_elsewhere(exemplar, actor) else "",
        tried=_tried(actor, links),
        sources=_sources(tree),
        **_map(counts),
        model_link=model_link,
        href=lambda at: url_for("replication.show_lineage", reference=reference, trang=at) + "#bang",
    )


def _ancestor(actor: User | None, exemplar: Exemplar) -> tuple[str, str]:
    """What a source is called, and its page where this person may read it."""
    unit = at_start(exemplar.lead_unit_name)
    if not allowed(actor, Permission.EXEMPLAR_READ, exemplar):
        return unit, ""
    return f"{unit}: {title_of(exemplar)}", model_link(exemplar)


def _item(branch: Branch, here: Exemplar) -> dict[str, Any]:
    """One place in the list; what comes from it stands below it."""
    link = branch.link
    said = [str(link.started_on.year), str(word(link.kind)).lower(), in_words(link)]
    if branch.stands_above:
        said.append(_("its copies stand above"))
    return {
        "title": at_start(link.unit_name),
        "href": link_of(link),
        "detail": ", ".join(said),
        "is_here": link.copy_id == here.id,
        "children": [_item(child, here) for child in branch.branches],
    }


def _tried(actor: User | None, links: list[Link]) -> dict[str, Any] | None:
    """Who tried it and said why it stopped, the latest first, in the words this person may read."""
    page = stopped_in([link.id for link in links if link.is_copy and link.stopped_on], actor)
    rows = [
        {
            "unit": at_start(one.unit_name),
            "href": link_of(one),
            "on": one.stopped_on,
            "reason": one.stop_reason,
        }
        for one in (as_read_by(actor, found, found) for found in page.items)
    ]
    return {"rows": rows, "total": page.total} if rows else None


def _page(tree: Lineage, number: int) -> Page[Branch]:
    branches = list(tree)
    first = (number - 1) * ROWS
    return Page(branches[first : first + ROWS], number, ROWS, len(branches))


def _sources(tree: Lineage) -> dict[int, str]:
    """Which unit's model each copy follows, by the id of the model."""
    found = {tree.root.id: at_start(tree.root.lead_unit_name)}
    return found | {
        branch.link.copy_id: at_start(branch.link.unit_name) for branch in tree if branch.link.copy_id
    }


def _kept(kept: Kept) -> dict[str, Any]:
    share = f"{as_number(round(kept.share * 100))} %" if kept.is_enough else _("too few to say")
    return {"months": kept.months, "of": kept.of, "kept": kept.kept, "silent": kept.silent, "share": share}


def _map(counts: dict[str, int]) -> dict[str, Any]:
    """The tiles, their shades, and how many places stand on none of them."""
    return {
        "tiles": _tiles(counts),
        "provinces": _provinces(counts),
        "islands": islands(),
        "shades": limits_of(dict(counts)),
        "elsewhere": sum(number for code, number in counts.items() if code not in TILES),
    }


def _provinces(counts: dict[str, int]) -> list[dict[str, Any]]:
    """The provinces of today that have a place, the most places first."""
    names = {unit.code: unit.name for unit in units.list_by_codes(code for code in counts if code in TILES)}
    found = sorted(names, key=lambda code: (-counts[code], names[code]))
    return [{"name": at_start(names[code]), "count": counts[code]} for code in found]


def _tiles(counts: dict[str, int]) -> list[dict[str, Any]]:
    limits = limits_of(dict(counts))
    return [
        {
            "code": code, "short": short, "x": LEFT + column * WIDTH, "y": TOP + row * HEIGHT,
            "count": counts.get(code, 0), "shade": sum(counts.get(code, 0) >= low for low, _high in limits),
        }
        for code, (short, column, row) in TILES.items()
    ]  # fmt: skip
