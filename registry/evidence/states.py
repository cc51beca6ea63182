"""The words of evidence."""

import enum


class Aspect(enum.StrEnum):
    """What a council looks for among the evidence of a model."""

    BEFORE = "before"
    AFTER = "after"
    RECORD = "record"
    PEOPLE = "people"
