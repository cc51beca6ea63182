"""Results taken elsewhere: as files, as a feed, as a map, side by side."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from registry.core.clock import today
from registry.core.i18n import _
from registry.discovery.searching import Findings, find, find_every, find_listed
from registry.web.catalogue.present import back_to_results
from registry.web.filters import as_date
from registry.web.guard import actor_or_none, public
from registry.web.ports import engine, settings
from registry.web.search import comparing, tiles
from registry.web.search.address import Address, chosen_in
from registry.web.search.blueprint import bp
from registry.web.search.brief import MOST_MODELS, brief_of
from registry.web.search.facets import chips_of
from registry.web.search.feed import MOST, TYPE, feed_of
from registry.web.search.remarks import remarks_of
from registry.web.search.rows import around, asked_of, columns, row_of, whole_address
from registry.web.search.sheets import as_csv, as_json, as_xlsx

# How many models a file holds at most: everybody may ask for one, and each costs its reading.
MOST_TAKEN, MOST_FOR_PUBLIC = 5000, 1000
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
    "docx": f"{OFFICE}wordprocessingml.document",
}


def most_taken() -> int:
    """How many models a file holds for whoever asks."""
    return MOST_TAKEN if actor_or_none() else MOST_FOR_PUBLIC


@bp.get("/tim-kiem/ket-qua.xlsx", defaults={"kind": "xlsx"})
@bp.get("/tim-kiem/ket-qua.csv", defaults={"kind": "csv"})
@bp.get("/tim-kiem/ket-qua.json", defaults={"kind": "json"})
@bp.get("/tim-kiem/ket-qua.docx", defaults={"kind": "docx"})
@public
def take_results(kind: str) -> ResponseReturnValue:
    """All results in a file; nothing in it that the reader does not see on the page."""
    address = Address.from_args(request.args).at_page(1)
    findings = find(actor_or_none(), engine(), address.query())
    body = _brief(address, findings) if kind == "docx" else _table(kind, address, findings)
    name = f"mo-hinh-dan-van-kheo-{today()}.{kind}"
    return send_file(BytesIO(body), mimetype=TYPES[kind], as_attachment=True, download_name=name)


def _brief(address: Address, findings: Findings) -> bytes:
    first = comparing.compared(findings.found[:MOST_MODELS])
    # How many other values of a chosen filter would leave is nothing of what was found.
    counts = {facet: codes for facet, codes in findings.counts.items() if facet not in address.filters}
    return brief_of(asked_of(address), findings.total, counts, first, settings().site_org)


def _table(kind: str, address: Address, findings: Findings) -> bytes:
    found = find_every(actor_or_none(), engine(), address.query(), most_taken())
    known = around(found)
    rows = [row_of(one, known) for one in found]
    if kind == "csv":
        return as_csv(rows, columns())
    asked = asked_of(address)
    if kind == "json":
        about = {"asked": dict(asked), "total": findings.total, "taken": len(rows), "day": str(today())}
        return as_json(rows, about)
    told = [(_("Found"), str(findings.total)), (_("In this file"), str(len(rows)))]
    return as_xlsx(rows, columns(), [*asked, *told, (_("Day"), as_date(today()))])


@bp.get("/tim-kiem/moi.atom")
@public
def follow_results() -> ResponseReturnValue:
    """What is new among the results, for a program that follows them; always as the public sees it."""
    address = Address.from_args(request.args).at_page(1).choosing(())
    asked = address.sorted_by("updated").query()
    found = find_every(None, engine(), asked, MOST)
    told = "; ".join(value for _label, value in asked_of(address)) or _("All models")
    feed = feed_of(
        found,
        title=f"Dân vận khéo: {told}",
        here=_whole("search.follow_results", address),
        page=_whole("search.show_results", address),
    )
    return Response(feed, mimetype=TYPE)


def _whole(endpoint: str, address: Address) -> str:
    asked = urlencode(address.values(), doseq=True)
    return whole_address(endpoint) + (f"?{asked}" if asked else "")


@bp.get("/tim-kiem/ban-do")
@public
def show_map() -> ResponseReturnValue:
    """The results by province: tiles, and the same as a table."""
    address = Address.from_args(request.args).at_page(1)
    findings = find(actor_or_none(), engine(), address.query())
    shown = tiles.tiles_of(address, findings.counts)
    return render_template(
        "search/show_map.html",
        address=address,
        findings=findings,
        tiles=shown,
        islands=tiles.islands(),
        table_rows=sorted((one for one in shown if one.count), key=lambda one: (-one.count, one.code)),
        legend=tiles.legend_of(findings.counts),
        elsewhere=tiles.elsewhere_of(findings.counts, findings.total) if findings.counts else 0,
        chips=chips_of(address, "search.show_map"),
        remarks=remarks_of(address),
    )


@bp.get("/so-sanh")
@public
def compare_results() -> ResponseReturnValue:
    """Two to four models side by side. What the reader may not see is as if it were not named."""
    found = find_listed(actor_or_none(), chosen_in(request.args))
    models = comparing.compared(found)
    chosen = tuple(one.exemplar.reference for one in found)
    page: dict[str, Any] = {"heads": comparing.heads_of(models), "rows": comparing.rows_of(models)}
    return render_template("search/compare_results.html", back=back_to_results(), chosen=chosen, **page)
