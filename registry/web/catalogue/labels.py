"""What people read for the sections and contents of a model, and the addresses of the sections."""

from flask_babel import LazyString

from registry.catalogue.contents import Section
from registry.core.errors import NotFound
from registry.core.i18n import _, _l

SLUGS: dict[Section, str] = {
    Section.NAME: "ten-va-don-vi",
    Section.PROBLEM: "van-de-va-muc-tieu",
    Section.METHOD: "cach-lam",
    Section.RESULTS: "ket-qua",
    Section.EVIDENCE: "minh-chung",
    Section.REUSE: "dieu-kien-nhan-rong",
    Section.CHECK: "kiem-tra",
}
SECTIONS: dict[Section, LazyString] = {
    Section.NAME: _l("Name and unit"),
    Section.PROBLEM: _l("Problem and goals"),
    Section.METHOD: _l("How it is done"),
    Section.RESULTS: _l("Results before and after"),
    Section.EVIDENCE: _l("Evidence"),
    Section.REUSE: _l("What it takes to copy it"),
    Section.CHECK: _l("Check and register"),
}
LABELS: dict[str, LazyString] = {
    "title": _l("Name of the model"),
    "summary": _l("Summary"),
    "entry_kind": _l("Kind of entry"),
    "subject_kind": _l("Whose model it is"),
    "field": _l("Field"),
    "started": _l("When it began"),
    "started_year": _l("When it began"),
    "started_on": _l("When it began"),
    "topics": _l("Topics"),
    "situation": _l("Situation at the start"),
    "goals": _l("Goals"),
    "target_group": _l("Where and with whom"),
    "areas": _l("Kind of area"),
    "method": _l("What is done and how"),
    "forces": _l("Who does what"),
    "partners": _l("Partners"),
    "resources": _l("Resources"),
    "budget_vnd": _l("Total cost"),
    "community_percent": _l("Share given by the people"),
    "schedule": _l("Schedule"),
    "results": _l("Measured results"),
    "outcome": _l("What has changed"),
    "outputs": _l("Concrete outputs"),
    "sources": _l("Links to sources"),
    "needs_people": _l("People"),
    "needs_money": _l("Money"),
    "needs_time": _l("Time"),
    "pitfalls": _l("What easily goes wrong"),
    "upkeep": _l("How it is kept going"),
}
# A beginning is one answer, though it is stored in two columns.
TOGETHER = {"started_year": "started", "started_on": "started"}


def section_at(slug: str) -> Section:
    """The section at an address; raises NotFound."""
    for section, known in SLUGS.items():
        if known == slug:
            return section
    raise NotFound(_("There is no such section."))


def section_after(section: Section) -> Section:
    """The section that comes next; after the last one, the last one."""
    order = list(Section)
    return order[min(order.index(section) + 1, len(order) - 1)]
