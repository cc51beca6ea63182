"""The invented models: registered by their units, filled in, with their evidence."""

from datetime import datetime
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

from registry.catalogue import queries as catalogue
from registry.catalogue.contents import Section, contents_of
from registry.catalogue.models import Exemplar
from registry.catalogue.rows import FUNDS, PartnerRow, ResultRow
from registry.catalogue.series import from_stored
from registry.catalogue.service import editing, lifecycle, registering
from registry.catalogue.states import ExemplarState, Visibility
from registry.core.db import db
from registry.demo.data_files import FILES, day, moment, read
from registry.demo.replay import History
from registry.evidence.checks import Limits
from registry.evidence.claims import Place, PlaceKind, link_claim
from registry.evidence.models import StoredFile
from registry.evidence.service.attaching import Prepared, Upload, attach_prepared, prepare_file
from registry.evidence.service.editing import Description
from registry.evidence.service.redacting import Cover, draw_cover, put_cover
from registry.evidence.states import Aspect
from registry.identity.queries import get_user
from registry.settings import Settings
from registry.storage.base import Storage
from registry.units.queries import find_unit, get_unit

# The data files say nothing of how a model is kept going; every complete registration says something.
UPKEEP = "Đơn vị phân công một người theo dõi, rà soát mỗi quý và báo cáo khi sơ kết, tổng kết phong trào."


class Models:
    """The models of the demonstration by the names the data files give them."""

    def __init__(self, storage: Storage, settings: Settings) -> None:
        self.storage = storage
        self.limits = Limits(settings.photo_limit, settings.document_limit, settings.model_limit)
        self.rows = {row["code"]: row for row in read("exemplars")["exemplars"]}
        self._references: dict[str, str] = {}
        self._prepared: dict[str, Prepared] = {}
        self._covers: dict[str, Cover] = {}

    def prepare_files(self) -> None:
        """Check every file and draw every cover: slow, so before the story is told."""
        for item in (item for row in self.rows.values() for item in row["evidence"]):
            # The same picture illustrates several models; checking it once keeps the first start quick.
            if (name := item["file"]) not in self._prepared:
                upload = Upload(BytesIO((FILES / name).read_bytes()), name)
                self._prepared[name] = prepare_file(self.storage, upload, self.limits)
            if "boxes" in item:
                self._covers[name] = self._cover(self._prepared[name], item["boxes"])

    def _cover(self, prepared: Prepared, boxes: list[dict[str, Any]]) -> Cover:
        rendition = prepared.rendition
        file = StoredFile(digest=prepared.digest, media_type=rendition.media_type, pages=rendition.pages)
        return draw_cover(file, boxes, storage=self.storage)

    def add_to(self, history: History, as_submitted: dict[str, dict[str, Any]]) -> None:
        """Have every model registered on its day; `as_submitted` says what some said at first."""
        for code, row in self.rows.items():
            first = row | as_submitted.get(code, {})
            history.add(moment(row["registered_on"], 10), partial(self._register, code, first))

    def get(self, code: str) -> Exemplar:
        """A model by its name in the data files."""
        exemplar = catalogue.find_exemplar(self._references[code])
        if exemplar is None:
            raise LookupError(code)
        return exemplar

    def _register(self, code: str, row: dict[str, Any]) -> None:
        actor, unit = get_user(row["registered_by"]), get_unit(row["unit"])
        exemplar = registering.start_exemplar(
            actor,
            unit,
            title=row["title"],
            field=_hyphens(row["field"]),
            entry_kind=row["entry_kind"],
            subject_kind=row["subject_kind"],
        )
        self._references[code] = exemplar.reference
        self.fill_in(exemplar, row)
        for item in row["evidence"]:
            self._attach(exemplar, item)
        if row["state"] != ExemplarState.DRAFT:
            lifecycle.move_exemplar(actor, exemplar, "register")

    def fill_in(self, exemplar: Exemplar, row: dict[str, Any]) -> None:
        """Write every section of the newest version as the data file has it."""
        actor = get_user(row["registered_by"])
        values = _contents(row)
        for section in (Section.NAME, Section.PROBLEM, Section.METHOD, Section.RESULTS, Section.REUSE):
            names = {content.name for content in contents_of(section)}
            chosen = {name: value for name, value in values.items() if name in names}
            editing.save_section(actor, exemplar, section, chosen)

    def _attach(self, exemplar: Exemplar, item: dict[str, Any]) -> None:
        results = exemplar.latest.results
        supported, place = item["result"], item.get("place")
        key = results[supported].key if supported is not None and supported < len(results) else ""
        about = Description(
            caption=item["caption"],
            visibility=Visibility(item["visibility"]),
            result_key="" if place else key,
            aspect=Aspect(item["aspect"]) if "aspect" in item else None,
        )
        actor = db.session.get_one(type(get_user("tri.ha")), exemplar.registered_by_id)
        prepared = self._prepared[item["file"]]
        attached = attach_prepared(actor, exemplar, prepared, about=about, limits=self.limits)
        if place and key:
            link_claim(actor, attached, key, _place(place))
        if "boxes" in item:
            put_cover(actor, attached, self._covers[item["file"]])

    def day_of(self, code: str) -> datetime:
        """When a model was registered."""
        return moment(self.rows[code]["registered_on"], 10)


def _contents(row: dict[str, Any]) -> dict[str, Any]:
    resources, reuse = row.get("resources") or {}, row.get("keep_and_replicate") or {}
    started = row["started"]
    return {
        "title": row["title"],
        "summary": row["summary"] or "",
        "field": _hyphens(row["field"]),
        "topics": row["topics"],
        "started_year": day(started).year,
        "started_on": day(started) if len(started) == 10 else None,
        "situation": row["situation"] or "",
        "goals": row["goals"] or "",
        "target_group": row["area_and_target_group"] or "",
        "areas": row["areas"],
        "method": row["method"] or "",
        "forces": row["forces"] or "",
        "partners": [PartnerRow(_name_of(one)) for one in row["partners"]],
        "resources": resources.get("text") or "",
        "budget_vnd": resources.get("budget_vnd"),
        "community_percent": resources.get("community_share_percent"),
        "schedule": row["schedule"] or "",
        "outputs": row["outputs"] or "",
        "outcome": row.get("outcome") or ("" if row["results"] else row["summary"] or ""),
        "results": [_result(one) for one in row["results"]],
        "needs_people": reuse.get("people") or "",
        "needs_money": reuse.get("money") or "",
        "needs_time": reuse.get("time") or "",
        "pitfalls": reuse.get("what_goes_wrong") or "",
        "upkeep": reuse.get("upkeep") or UPKEEP if row["situation"] else "",
    }


def _name_of(partner: str) -> str:
    """A partner is the code of a unit, or the name of a body without a record."""
    unit = find_unit(partner)
    return unit.name if unit else partner


def _result(one: dict[str, Any]) -> ResultRow:
    counts: dict[str, Any] = {name: one.get(name) for name in ("of_count", *FUNDS)}
    return ResultRow(
        indicator=one["indicator"],
        before=_figure(one["before"]),
        after=_figure(one["after"]),
        measure=one["unit"],
        qualifier=one["qualifier"],
        as_of=day(one["as_of"]) if one["as_of"] else None,
        since=day(f"{one['since']}-01") if one.get("since") else None,
        since_month=True,
        series=from_stored(one.get("series", [])),
        **counts,
        of_whom=one.get("of_whom", ""),
    )


def _place(told: dict[str, Any]) -> Place:
    """Where in a file a result stands: a part of a photo, a row, or a page."""
    kind = PlaceKind.REGION if "x" in told else PlaceKind.ROW if "row" in told else PlaceKind.PAGE
    numbers: dict[str, Any] = {name: Decimal(told[name]) if name in "xywh" else told[name] for name in told}
    return Place(kind, **numbers)


def _figure(value: float | None) -> str | None:
    return None if value is None else str(value).replace(".", ",")


def _hyphens(code: str) -> str:
    return code.replace("_", "-")
