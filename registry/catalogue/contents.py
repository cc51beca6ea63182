"""What a version of a model says: every content, the section it belongs to, and what it may hold."""

import enum
from dataclasses import dataclass


class Section(enum.StrEnum):
    """The parts of a registration, in the order in which they are filled in."""

    NAME = "name"
    PROBLEM = "problem"
    METHOD = "method"
    RESULTS = "results"
    EVIDENCE = "evidence"
    REUSE = "reuse"
    CHECK = "check"


class Kind(enum.StrEnum):
    """How a content is cleaned and compared."""

    LINE = "line"
    TEXT = "text"
    ENTRY_KIND = "entry_kind"
    SUBJECT_KIND = "subject_kind"
    FIELD = "field"
    TOPICS = "topics"
    AREAS = "areas"
    YEAR = "year"
    DAY = "day"
    MONEY = "money"
    PERCENT = "percent"
    LINKS = "links"
    RESULTS = "results"
    PARTNERS = "partners"


@dataclass(frozen=True)
class Content:
    """One thing a version says; `limit` is its greatest length, number or count."""

    name: str
    section: Section
    kind: Kind
    limit: int = 0


LONG = 6000
LONGEST = 20000
CONTENTS: tuple[Content, ...] = (
    Content("title", Section.NAME, Kind.LINE, 300),
    Content("summary", Section.NAME, Kind.TEXT, 2000),
    Content("entry_kind", Section.NAME, Kind.ENTRY_KIND),
    Content("subject_kind", Section.NAME, Kind.SUBJECT_KIND),
    Content("field", Section.NAME, Kind.FIELD),
    Content("started_year", Section.NAME, Kind.YEAR),
    Content("started_on", Section.NAME, Kind.DAY),
    Content("topics", Section.NAME, Kind.TOPICS, 12),
    Content("situation", Section.PROBLEM, Kind.TEXT, LONG),
    Content("goals", Section.PROBLEM, Kind.TEXT, LONG),
    Content("target_group", Section.PROBLEM, Kind.TEXT, LONG),
    Content("areas", Section.PROBLEM, Kind.AREAS),
    Content("method", Section.METHOD, Kind.TEXT, LONGEST),
    Content("forces", Section.METHOD, Kind.TEXT, LONG),
    Content("partners", Section.METHOD, Kind.PARTNERS, 30),
    Content("resources", Section.METHOD, Kind.TEXT, LONG),
    Content("budget_vnd", Section.METHOD, Kind.MONEY, 10**15),
    Content("community_percent", Section.METHOD, Kind.PERCENT, 100),
    Content("schedule", Section.METHOD, Kind.TEXT, LONG),
    Content("results", Section.RESULTS, Kind.RESULTS, 40),
    Content("outcome", Section.RESULTS, Kind.TEXT, LONG),
    Content("outputs", Section.RESULTS, Kind.TEXT, LONG),
    Content("sources", Section.RESULTS, Kind.LINKS, 20),
    Content("needs_people", Section.REUSE, Kind.TEXT, LONG),
    Content("needs_money", Section.REUSE, Kind.TEXT, LONG),
    Content("needs_time", Section.REUSE, Kind.TEXT, LONG),
    Content("pitfalls", Section.REUSE, Kind.TEXT, LONG),
    Content("upkeep", Section.REUSE, Kind.TEXT, LONG),
)
# A beginning is one answer, though it is stored in two columns.
WRITTEN_TOGETHER = (("started_year", "started_on"),)
BY_NAME = {content.name: content for content in CONTENTS}


def contents_of(section: Section) -> tuple[Content, ...]:
    """The contents of one section."""
    return tuple(content for content in CONTENTS if content.section is section)


def plain_contents() -> tuple[Content, ...]:
    """The contents that are columns of a version; results and partners are rows of their own."""
    return tuple(one for one in CONTENTS if one.kind not in (Kind.RESULTS, Kind.PARTNERS))
