"""A nomination's frozen version as its readers see it: texts by part, results with their evidence, files."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import LazyString

from registry.catalogue.contents import Section
from registry.catalogue.funding import funding_of
from registry.catalogue.masking import version_as_read_by
from registry.catalogue.models import ExemplarVersion
from registry.core.i18n import _, _l, _n
from registry.core.permissions import Permission, allowed
from registry.evidence.claims import Coverage, coverages_of
from registry.evidence.queries import counts_of_items
from registry.identity.models import User
from registry.review import blindness
from registry.review.models import Nomination
from registry.review.states import WITH_THE_UNIT
from registry.web.catalogue.answers import beginning
from registry.web.catalogue.claim_lines import ClaimLine, claim_lines, coverage_of_lines, time_head
from registry.web.catalogue.coverage import coverage_words, funding_words
from registry.web.catalogue.labels import LABELS, SECTIONS
from registry.web.catalogue.parts import part_of
from registry.web.catalogue.words import field_name
from registry.web.filters import as_money
from registry.web.review.blueprint import bp
from registry.web.words import word

# anchor, title, the contents that are texts in it
PARTS: tuple[tuple[str, LazyString, tuple[str, ...]], ...] = (
    ("boi-canh", SECTIONS[Section.PROBLEM], ("situation", "goals", "target_group")),
    ("cach-lam", SECTIONS[Section.METHOD], ("method", "forces", "resources", "schedule")),
    ("hieu-qua", _l("Results"), ("outcome", "outputs")),
    (
        "nhan-rong",
        SECTIONS[Section.REUSE],
        ("needs_people", "needs_money", "needs_time", "pitfalls", "upkeep"),
    ),
)


@dataclass(frozen=True)
class Part:
    """One part of the texts; `texts` holds only what was written."""

    anchor: str
    title: LazyString
    texts: list[tuple[LazyString, str]]


@dataclass(frozen=True)
class Dossier:
    """Everything a reviewer, the staff or the signing lead reads of one version."""

    version: ExemplarVersion
    facts: list[tuple[str, str]]
    parts: list[Part]
    results: list[ClaimLine]
    files: list[dict[str, Any]] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)

    @property
    def unsupported(self) -> list[ClaimLine]:
        """Results without evidence that a council may see."""
        return [line for line in self.results if not line.is_supported]

    @property
    def time_head(self) -> str:
        """What the column with the times of results is called."""
        return time_head(self.results)

    @property
    def coverage(self) -> Coverage:
        """How many results have evidence."""
        return coverage_of_lines(self.results)

    @property
    def told(self) -> str:
        """The same in words."""
        return coverage_words(self.coverage)

    @property
    def funding(self) -> str:
        """What the money of the results does not add up to; empty when it does."""
        return funding_words(funding_of(self.version))

    @property
    def warnings(self) -> list[str]:
        """What a reader should know before trusting the figures."""
        return _warnings(len(self.unsupported), len(self.files))

    @property
    def anchors(self) -> list[tuple[str, str]]:
        """The bar of links to the parts."""
        first = [(_("Summary"), "#tom-tat")] if self.version.summary else []
        parts = [(str(part.title), f"#{part.anchor}") for part in self.parts]
        return [*first, *parts, (_("Evidence (%(n)s)", n=len(self.files)), "#minh-chung")]


def version_of(nomination: Nomination) -> ExemplarVersion:
    """The version that was put forward; before it is signed, the newest one."""
    return nomination.exemplar_version or nomination.exemplar.latest


def version_judged(reader: User, nomination: Nomination) -> ExemplarVersion:
    """The version as somebody who judges it may read it: without names where the stage hides whose it is."""
    version = version_of(nomination)
    return version_as_read_by(reader, version) if blindness.is_veiled(reader, nomination) else version


def version_for(reader: User, nomination: Nomination) -> ExemplarVersion:
    """The version that was put forward; for the unit that completes it, the one it is working on."""
    if nomination.state in WITH_THE_UNIT and allowed(reader, Permission.NOMINATION_PREPARE, nomination):
        return nomination.exemplar.latest
    return version_of(nomination)


def dossier_of(reader: User, version: ExemplarVersion) -> Dossier:
    """A version with the files this reader may see."""
    evidence = part_of("evidence", reader, version.exemplar, version)
    return Dossier(
        version,
        _facts(version),
        [_part(version, *part) for part in PARTS],
        claim_lines(version, evidence),
        evidence.get("cards", []),
        evidence.get("limits", []),
    )


def warnings_in(versions: Iterable[ExemplarVersion]) -> dict[int, list[str]]:
    """What each dossier warns of, by version, without the rest of it: for the lines of a list."""
    listed = list(versions)
    coverage, files = coverages_of(listed), counts_of_items(one.id for one in listed)
    return {one.id: _warnings(coverage[one.id].unsupported, files.get(one.id, 0)) for one in listed}


def _warnings(unsupported: int, files: int) -> list[str]:
    found = []
    if unsupported:
        found.append(_n("%(num)s result without evidence", "%(num)s results without evidence", unsupported))
    if not files:
        found.append(_("No evidence file"))
    return found


def _part(version: ExemplarVersion, anchor: str, title: LazyString, contents: Iterable[str]) -> Part:
    written = [(LABELS[name], getattr(version, name)) for name in contents if getattr(version, name)]
    return Part(anchor, title, written)


def _facts(version: ExemplarVersion) -> list[tuple[str, str]]:
    partners = ", ".join(partner.name for partner in version.partners)
    share = f"{version.community_percent}%" if version.community_percent is not None else ""
    rows = [
        (str(LABELS["entry_kind"]), f"{word(version.entry_kind)}, {str(word(version.subject_kind)).lower()}"),
        (str(LABELS["started"]), beginning(version.started_year, version.started_on)),
        (str(LABELS["partners"]), partners),
        (str(LABELS["budget_vnd"]), as_money(version.budget_vnd)),
        (str(LABELS["community_percent"]), share),
    ]
    return [(label, value) for label, value in rows if value]


@bp.app_template_filter("field_of")
def field_of(version: ExemplarVersion) -> tuple[int, str] | None:
    """The field's colour and name in the reader's language."""
    found = version.field
    return (found.slot, field_name(found)) if found else None
