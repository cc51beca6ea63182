"""The contents of a version as plain words: to check them, to compare versions, to choose between texts."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from registry.catalogue.contents import CONTENTS, Section, contents_of
from registry.catalogue.models import ExemplarVersion, Field
from registry.catalogue.queries import find_field
from registry.catalogue.rows import PartnerRow, ResultRow
from registry.catalogue.service.editing import section_values
from registry.catalogue.states import Qualifier
from registry.core.types import clean_text
from registry.units.states import Area
from registry.web.catalogue.claim_lines import claim_lines
from registry.web.catalogue.claim_words import more_of
from registry.web.catalogue.labels import LABELS, TOGETHER
from registry.web.catalogue.words import amount, field_name
from registry.web.filters import as_date, as_money_full
from registry.web.words import word

Answer = dict[str, Any]


def answers_of(version: ExemplarVersion, section: Section) -> list[Answer]:
    """Label and words of every content of a section, in its order; results also line by line."""
    values = _joined(section_values(version, section))
    return [
        {
            "name": name,
            "label": LABELS[name],
            "value": words_for(name, values[name]),
            "claims": claim_lines(version, {}) if name == "results" else [],
        }
        for name in values
    ]


def differences(old: ExemplarVersion, new: ExemplarVersion) -> list[Answer]:
    """What the newer version says otherwise than the older one, as rows for `conflict.draw`."""
    rows = []
    for section in Section:
        before, after = _joined(section_values(old, section)), _joined(section_values(new, section))
        rows += [_pair(name, before[name], after[name]) for name in after if before[name] != after[name]]
    return [row for row in rows if row["mine"] != row["theirs"]]


def conflicts(
    mine: Mapping[str, Any], stored: Mapping[str, Any], opened: Mapping[str, Any] | None = None
) -> list[Answer]:
    """Both texts of every content that two people filled in otherwise, as rows for `conflict.draw`.

    `opened` is what the section said when the person opened it: what they did not change since gives way
    to the stored text unless they choose otherwise. A row `clashes` when both changed it, or nobody knows.
    """
    typed, kept = _joined(_with_codes(mine)), _joined(_with_codes(stored))
    rows = [_pair(name, typed[name], kept[name]) for name in kept if name in typed]
    before = _joined(_with_codes(opened or {}))
    for row in rows:
        name = row["name"]
        was = words_for(name, before[name]) if name in before else None
        row["keep"] = "theirs" if was == row["mine"] else "mine"
        row["clashes"] = was not in (row["mine"], row["theirs"])
    return [row for row in rows if row["mine"] != row["theirs"]]


def _pair(name: str, mine: Any, theirs: Any) -> Answer:
    return {
        "name": name,
        "label": LABELS[name],
        "mine": words_for(name, mine),
        "theirs": words_for(name, theirs),
        "differs": True,
    }


def _with_codes(values: Mapping[str, Any]) -> dict[str, Any]:
    order = [content.name for content in CONTENTS]
    return {name: values[name] for name in order if name in values}


def _joined(values: Mapping[str, Any]) -> dict[str, Any]:
    joined = {TOGETHER.get(name, name): value for name, value in values.items()}
    if "started" in joined:
        joined["started"] = (values.get("started_year"), values.get("started_on"))
    return joined


def words_for(name: str, value: Any) -> str:
    """A stored or typed value as plain words; lists one a line. Empty when there is nothing."""
    if name == "started":
        return beginning(*value)
    if value is None or value == "" or value == []:
        return ""
    if name in _WORDS:
        return _WORDS[name](value)
    return clean_text(str(value))


def beginning(year: int | None, day: date | None) -> str:
    """12/03/2024, 03/2024 or 2024, as exact as it is known; the first of a month stands for the month."""
    if day is None:
        return str(year) if year else ""
    return f"{day:%m/%Y}" if day.day == 1 else as_date(day)


def result_line(row: ResultRow) -> str:
    """`Hộ hiến đất: 0 → hơn 412 hộ (20/05/2025; trên tổng số 630 hộ)`."""
    measure = row.measure.strip()
    figures = [
        _figure(value, measure) for value in (row.before, row.after) if value is not None and value != ""
    ]
    if figures and row.qualifier != Qualifier.EXACT:
        figures[-1] = f"{word(Qualifier(row.qualifier))} {figures[-1]}"
    line = f"{row.indicator}: {' → '.join(figures) or '…'}"
    more = more_of(row)
    return f"{line} ({'; '.join(more)})" if more else line


def _figure(value: Any, measure: str) -> str:
    return f"{value} {measure}".strip() if isinstance(value, str) else amount(value, measure)


def _partner_line(row: PartnerRow) -> str:
    return f"{row.name}: {row.part}" if row.part else row.name


def _lines(rows: Iterable[Any]) -> str:
    drawn = []
    for row in rows:
        if isinstance(row, str):
            drawn.append(row.strip())
        elif not row.is_empty:
            drawn.append(result_line(row) if isinstance(row, ResultRow) else _partner_line(row))
    return "\n".join(line for line in drawn if line)


def _field(value: Field | str) -> str:
    found = value if isinstance(value, Field) else find_field(value)
    return field_name(found) if found else str(value)


_WORDS: dict[str, Callable[[Any], str]] = {
    "entry_kind": lambda value: str(word(value, "entry_kind")),
    "subject_kind": lambda value: str(word(value, "subject_kind")),
    "field": _field,
    "topics": lambda value: ", ".join(one.strip() for one in value if one.strip()),
    "areas": lambda value: ", ".join(str(word(area, "area")) for area in Area if area in value),
    "budget_vnd": as_money_full,
    "community_percent": lambda value: f"{value}%",
    "partners": _lines,
    "results": _lines,
    "sources": _lines,
}


def names_of(section: Section) -> list[str]:
    """The contents of a section, a beginning counted once."""
    return list(dict.fromkeys(TOGETHER.get(content.name, content.name) for content in contents_of(section)))
