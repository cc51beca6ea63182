"""What a report says, from what people typed and what the registry knows; and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from registry.core.errors import Faults, InvalidInput
from registry.core.i18n import _
from registry.core.types import clean_text
from registry.periodic.form import Indicator, ReportForm
from registry.periodic.models import Told
from registry.periodic.prefill import WRITTEN, Row

LONGEST_PROSE, LONGEST_NOTE, LONGEST_CELL = 20_000, 500, 4_000
LARGEST = Decimal(10) ** 15


@dataclass(frozen=True)
class Content:
    """What somebody typed. A figure or a text of a row that is missing is taken from the registry."""

    figures: Mapping[str, Decimal] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    prose: Mapping[str, str] = field(default_factory=dict)
    # By the reference of the model: what is written into its row.
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def store(told: Told, form: ReportForm, content: Content) -> None:
    """Put what was typed into a report, each text at most as long as it may be."""
    codes = {one.code for one in form.indicators}
    faults = Faults()
    with faults.gathered():
        told.figures = {
            code: _figure(form, code, value) for code, value in content.figures.items() if code in codes
        }
    with faults.gathered():
        told.notes = _texts(content.notes, codes, LONGEST_NOTE, "note_")
    with faults.gathered():
        told.prose = _texts(content.prose, {one.code for one in form.prose}, LONGEST_PROSE, "prose_")
    with faults.gathered():
        told.rows = [
            {"reference": key, **_texts(row, set(WRITTEN), LONGEST_CELL, f"row_{key}_")}
            for key, row in content.rows.items()
            if form.has_models
        ]
    faults.refuse()


def _figure(form: ReportForm, code: str, value: Decimal) -> str:
    one = next(one for one in form.indicators if one.code == code)
    whole = value == value.to_integral_value()
    if one.is_share and not 0 <= value <= 100:
        raise InvalidInput(f"figure_{code}", _("Enter a share from 0 to 100."))
    if value < 0 or value >= LARGEST or not (whole or one.is_share):
        raise InvalidInput(f"figure_{code}", _("Enter a whole number, not below 0."))
    return format(value, "f")


def _texts(texts: Mapping[str, str], known: set[str], longest: int, before: str) -> dict[str, str]:
    found = {code: clean_text(text) for code, text in texts.items() if code in known}
    for code, text in found.items():
        if len(text) > longest:
            raise InvalidInput(f"{before}{code}", _("At most %(n)s characters", n=longest))
    return {code: text for code, text in found.items() if text}


def whole_figures(form: ReportForm, told: Told, known: Mapping[str, str]) -> dict[str, str]:
    """Every figure that a report tells: what was typed, else what the registry knows."""
    found = {**known, **told.figures}
    return {one.code: found[one.code] for one in form.indicators if one.code in found}


def whole_rows(told: Told, known: list[Row]) -> list[Row]:
    """Every row of the table of models, with what was typed in place of what the registry tells."""
    typed = {row["reference"]: row for row in told.rows}
    return [
        {**row, **{k: v for k, v in typed.get(row["reference"], {}).items() if k in WRITTEN}} for row in known
    ]


def check_whole(form: ReportForm, told: Told, known: Mapping[str, str], rows: list[Row]) -> None:
    """Raise InvalidInput for everything that keeps a report from being filed, each beside its field."""
    faults, figures = Faults(), whole_figures(form, told, known)
    for one in form.indicators:
        with faults.gathered():
            _check_figure(one, figures, told.notes, known)
    for prose in form.prose:
        with faults.gathered():
            if not prose.optional and not told.prose.get(prose.code):
                raise InvalidInput(f"prose_{prose.code}", _("Write “%(title)s”.", title=prose.title))
    for row in rows:
        with faults.gathered():
            if not row["results"] and not row["figures"]:
                raise InvalidInput(
                    f"row_{row['reference']}_results",
                    _("Say what “%(title)s” came to.", title=row["title"]),
                )
    faults.refuse()


def _check_figure(
    one: Indicator, figures: Mapping[str, str], notes: Mapping[str, str], known: Mapping[str, str]
) -> None:
    said = figures.get(one.code)
    if said is None:
        if not one.optional:
            raise InvalidInput(
                f"figure_{one.code}", _("Enter “%(title)s”; 0 if there was none.", title=one.title)
            )
        return
    if one.code in known and _differ(said, known[one.code]) and not notes.get(one.code):
        raise InvalidInput(
            f"note_{one.code}",
            _("“%(title)s”: the registry knows another figure. Say why yours differs.", title=one.title),
        )
    whole = figures.get(one.part_of)
    if whole is not None and Decimal(said) > Decimal(whole):
        raise InvalidInput(
            f"figure_{one.code}",
            _("“%(title)s” cannot be more than the whole it is part of.", title=one.title),
        )


def _differ(one: str, other: str) -> bool:
    return Decimal(one) != Decimal(other)


def differences(form: ReportForm, old: Told, new: Told) -> list[dict[str, Any]]:
    """What two filings say differently: {kind, code, title, old, new}, in the order of the form."""
    found: list[dict[str, Any]] = []

    def compare(kind: str, title: Any, code: str, before: str | None, after: str | None) -> None:
        if before != after:
            found.append({"kind": kind, "title": title, "code": code, "old": before, "new": after})

    for one in form.indicators:
        compare("figure", one.title, one.code, old.figures.get(one.code), new.figures.get(one.code))
        compare("note", one.title, one.code, old.notes.get(one.code, ""), new.notes.get(one.code, ""))
    for prose in form.prose:
        compare(
            "prose", prose.title, prose.code, old.prose.get(prose.code, ""), new.prose.get(prose.code, "")
        )
    before, after = ({row["reference"]: row for row in told.rows} for told in (old, new))
    for reference in {**after, **before}:
        was, now = before.get(reference), after.get(reference)
        if was is None or now is None:
            # A model came to the table or left it: its whole row is the difference.
            compare("row", (was or now or {})["title"], "", _row_text(was), _row_text(now))
            continue
        for name in WRITTEN:
            compare(name, now["title"], "", was.get(name, ""), now.get(name, ""))
    return found


def _row_text(row: Mapping[str, Any] | None) -> str:
    """What a row of the table of models says, a line each; nothing where there is no such row."""
    if row is None:
        return ""
    lines = [row.get("results", ""), *row.get("figures", []), row.get("task", "")]
    return "\n".join(line for line in lines if line) or row["title"]


def faults_of(form: ReportForm, told: Told, known: Mapping[str, str], rows: list[Row]) -> list[InvalidInput]:
    """The same as a list, for whoever looks at a report before it is filed."""
    try:
        check_whole(form, told, known, rows)
    except InvalidInput as refusal:
        return [refusal, *refusal.more]
    return []
