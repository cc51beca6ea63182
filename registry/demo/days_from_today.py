"""The file of what is on public notice on the day of loading: its days are counted from that day."""

from datetime import timedelta
from typing import Any

from registry.core.clock import today
from registry.demo.data_files import read


def read_on_notice() -> dict[str, Any]:
    """The file whose days are counted from the day of loading, with real days in their place."""
    data: dict[str, Any] = _dated(read("notice"))
    for campaign in data["campaigns"]:
        campaign["year"] = today().year
        campaign["title"] = campaign["title"].format(year=today().year)
    return data


def _dated(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _dated(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_dated(one) for one in value]
    is_day = isinstance(value, int) and (key == "date" or key.endswith("_on"))
    return str(today() + timedelta(days=value)) if is_day else value
