"""Reading one line of a file of models from public sources, or saying why it cannot be taken."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from registry.catalogue.cleaning import clean, clean_line, is_web_link
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.rows import ResultRow, replace_results
from registry.catalogue.states import Qualifier
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.types import clean_text

LONGEST_LINE = 200_000
# Words for the measures of such files; others are kept as they are written.
MEASURES = {
    "percent": "%", "VND": "đồng", "person": "người", "household": "hộ", "m2": "m²", "animal": "con",
    "item": "", "village": "thôn", "group": "tổ", "couple": "cặp", "clan": "dòng họ", "commune": "xã",
    "ward": "phường", "minute": "phút", "day": "ngày", "month": "tháng", "year": "năm", "route": "tuyến",
    "alley": "hẻm", "project": "công trình", "tip": "tin báo", "tonne/ha": "tấn/ha", "event": "buổi",
    "model": "mô hình",
}  # fmt: skip
# "số hộ (hơn)": how exact the figure is stands behind the indicator.
HEDGES = {
    "hơn": Qualifier.MORE_THAN, "trên": Qualifier.MORE_THAN,
    "gần": Qualifier.NEARLY, "khoảng": Qualifier.ABOUT,
}  # fmt: skip


class RefusedRow(ValueError):
    """The line cannot be taken; the message says why."""


@dataclass(frozen=True)
class SourceModel:
    """A model as a public source tells it."""

    source_id: str
    unit: str
    place: str
    province: str
    contents: dict[str, Any]
    results: list[ResultRow] = field(default_factory=list)


def read_line(line: str | bytes) -> SourceModel:
    """The model in one line of JSON; raises RefusedRow."""
    row = _parsed(line)
    try:
        return _model(row)
    except InvalidInput as fault:
        raise RefusedRow(f"{fault.field}: {fault.message}") from None


def _parsed(line: str | bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise RefusedRow(_("The line is too long."))
    try:
        text = line.decode("utf-8") if isinstance(line, bytes) else line
        row = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise RefusedRow(_("The line is not UTF-8.")) from None
    except (ValueError, RecursionError):
        raise RefusedRow(_("The line is not JSON.")) from None
    if not isinstance(row, dict):
        raise RefusedRow(_("The line is no record."))
    return row


def _no_number(name: str) -> None:
    raise ValueError(name)


def _model(row: Mapping[str, Any]) -> SourceModel:
    contents = {
        "title": clean("title", _words(row, "title", needed=True)),
        "summary": clean("summary", _words(row, "summary", needed=True)),
        "field": clean("field", _words(row, "field", needed=True)),
        "subject_kind": clean("subject_kind", _words(row, "kind") or "collective"),
        "started_year": clean("started_year", _year(row)),
        "topics": clean("topics", _list(row, "topics")),
        "areas": clean("areas", [area.replace("-", "_") for area in _list(row, "areas")]),
        "sources": clean("sources", [_link(row)]),
    }
    results = _results(row)
    replace_results(ExemplarVersion(), results)
    places = [_words(row, "commune"), _words(row, "district")]
    return SourceModel(
        source_id=clean_line("id", _words(row, "id", needed=True), 80),
        unit=clean_line("unit", _words(row, "unit"), 300),
        place=clean_line("place", ", ".join(place for place in places if place), 300),
        province=clean_line("province", _words(row, "province"), 80),
        contents=contents,
        results=results,
    )


def _words(row: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidInput(name, _("This must be text."))
    if needed and not clean_text(value):
        raise InvalidInput(name, _("This is missing."))
    return clean_text(value)


def _list(row: Mapping[str, Any], name: str) -> list[str]:
    value = row.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InvalidInput(name, _("This must be a list of texts."))
    return value


def _year(row: Mapping[str, Any]) -> int | None:
    value = row.get("year_start")
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise InvalidInput("year_start", _("This must be a year."))
    return value


def _link(row: Mapping[str, Any]) -> str:
    link = _words(row, "source_url", needed=True)
    if not is_web_link(link):
        raise InvalidInput("source_url", _("The source must be an address on the web."))
    return link


def _results(row: Mapping[str, Any]) -> list[ResultRow]:
    rows = row.get("results") or []
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise InvalidInput("results", _("This must be a list of records."))
    return [_result(one) for one in rows]


def _result(row: Mapping[str, Any]) -> ResultRow:
    value = row.get("value")
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise InvalidInput("results", _("The value of a result must be a number."))
    indicator, qualifier = _words(row, "indicator", needed=True), Qualifier.EXACT
    hedge = re.fullmatch(r"(.+?)\s*\((\w+)\)", indicator)
    if hedge and hedge[2] in HEDGES:
        indicator, qualifier = hedge[1], HEDGES[hedge[2]]
    measure = _words(row, "unit")
    return ResultRow(indicator, None, value, MEASURES.get(measure, measure), qualifier)
