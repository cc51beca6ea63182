"""What a registration still needs, for the task list, the check page and the signing of a nomination."""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from registry.catalogue.contents import CONTENTS, Kind, Section, contents_of
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.states import EntryKind, SubjectKind
from registry.core.i18n import _

# Up to this many missing things are counted out to the person; more is simply "in progress".
FEW = 3


class Missing(NamedTuple):
    """Something that is not there yet: where to fill it in, and the sentence that asks for it."""

    section: Section
    field: str
    sentence: str


class Status(enum.StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    ITEMS_LEFT = "items_left"
    DONE = "done"


@dataclass(frozen=True)
class Progress:
    """How far one section is."""

    section: Section
    status: Status
    missing: list[Missing]


# Asked for only when a page is drawn, in the reader's language.
_SENTENCES: dict[str, Callable[[], str]] = {
    "title": lambda: _("Enter the name of the model"),
    "summary": lambda: _("Sum up the model in two or three sentences"),
    "field": lambda: _("Choose the field"),
    "started_year": lambda: _("Say when the model began"),
    "situation": lambda: _("Describe the situation at the start"),
    "goals": lambda: _("Name the goals"),
    "target_group": lambda: _("Say where and with whom the model works"),
    "method": lambda: _("Describe how it is done"),
    "forces": lambda: _("Say who does what"),
    "resources": lambda: _("Name the resources"),
    "schedule": lambda: _("Give the schedule"),
    "outputs": lambda: _("Name the concrete outputs"),
    "needs_people": lambda: _("Say which people are needed to copy the model"),
    "needs_money": lambda: _("Say how much money is needed to copy the model"),
    "needs_time": lambda: _("Say how much time is needed to copy the model"),
}
FOR_REGISTERING = ("title", "field", "situation", "method")
# What everybody has from the start says nothing about progress.
_ALWAYS_FILLED = frozenset({Kind.ENTRY_KIND, Kind.SUBJECT_KIND, Kind.AREAS})


def missing_items(version: ExemplarVersion, evidence_count: int) -> list[Missing]:
    """Everything a nomination needs that is not there, in the order of the sections."""
    return [item for section in Section for item in _missing_in(version, section, evidence_count)]


def missing_to_register(version: ExemplarVersion) -> list[Missing]:
    """The little that is needed before a draft becomes a registered model."""
    return [_missing(name) for name in FOR_REGISTERING if not getattr(version, name)]


def progress_of(version: ExemplarVersion, evidence_count: int) -> list[Progress]:
    """How far every section is; the last one, the check, is done when nothing is missing anywhere."""
    parts = [
        _progress(version, section, evidence_count) for section in Section if section is not Section.CHECK
    ]
    left = [item for part in parts for item in part.missing]
    started = any(part.status is not Status.NOT_STARTED for part in parts)
    parts.append(Progress(Section.CHECK, _status(left, started=started), left))
    return parts


def _progress(version: ExemplarVersion, section: Section, evidence_count: int) -> Progress:
    missing = _missing_in(version, section, evidence_count)
    filled = [
        content.name
        for content in contents_of(section)
        if content.kind not in _ALWAYS_FILLED and getattr(version, content.name)
    ]
    return Progress(section, _status(missing, started=bool(filled)), missing)


def _status(missing: list[Missing], *, started: bool) -> Status:
    if not missing:
        return Status.DONE
    if not started:
        return Status.NOT_STARTED
    return Status.ITEMS_LEFT if len(missing) <= FEW else Status.IN_PROGRESS


def _missing_in(version: ExemplarVersion, section: Section, evidence_count: int) -> list[Missing]:
    missing = [
        _missing(content.name)
        for content in contents_of(section)
        if content.name in _SENTENCES and not getattr(version, content.name)
    ]
    if section is _section_of("subject_kind") and _leads_without_a_person(version):
        missing.append(Missing(section, "subject_kind", _("Who leads the movement is a person: choose so")))
    if section is Section.RESULTS:
        missing[:0] = _missing_results(version)
    if section is Section.EVIDENCE and not evidence_count:
        missing.append(Missing(section, "", _("Attach at least one photo or document")))
    return missing


def _missing_results(version: ExemplarVersion) -> list[Missing]:
    if not version.results and not version.outcome:
        # Models of the political system often have no figures: words will do, and the page says so.
        sentence = _("Give at least one measured result, or say in words what changed")
        return [Missing(Section.RESULTS, "results", sentence)]
    return [
        Missing(
            Section.RESULTS,
            f"results-{row}-after",
            _("Give a figure for “%(indicator)s”", indicator=result.indicator),
        )
        for row, result in enumerate(version.results)
        if result.before is None and result.after is None and not result.series
    ]


def _leads_without_a_person(version: ExemplarVersion) -> bool:
    is_person = version.subject_kind is SubjectKind.INDIVIDUAL
    return version.entry_kind is EntryKind.LEADERSHIP and not is_person


def _missing(name: str) -> Missing:
    return Missing(_section_of(name), name, _SENTENCES[name]())


def _section_of(name: str) -> Section:
    return next(content.section for content in CONTENTS if content.name == name)
