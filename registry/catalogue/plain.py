"""The contents of a section as JSON, and back into the shape in which the service takes them."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from registry.catalogue.models import Field
from registry.catalogue.rows import PartnerRow, ResultRow
from registry.catalogue.series import Point

ROWS: dict[str, type] = {"results": ResultRow, "partners": PartnerRow}


def to_plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Contents by name as words, numbers, lists and dictionaries."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Field):
        return value.code
    if isinstance(value, Decimal):
        return {"number": format(value, "f")}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return value


def from_plain(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Contents as `save_section` takes them; what rows no longer hold is left out."""
    return {
        name: [_row(ROWS[name], row) for row in value] if name in ROWS else _whole(value)
        for name, value in plain.items()
    }


def _row(kind: type, row: Mapping[str, Any]) -> Any:
    known = {one.name for one in fields(kind)}
    return kind(**{name: _whole(value) for name, value in row.items() if name in known})


def _whole(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"number"}:
        return Decimal(value["number"])
    if isinstance(value, dict) and value.keys() == {"day"}:
        return date.fromisoformat(value["day"])
    if isinstance(value, dict) and value.keys() == {"on", "value"}:
        return Point(value["on"], _whole(value["value"]))
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return value
