"""The words for where a model comes from."""

import enum


class Origin(enum.StrEnum):
    """New, made out of another model, or alike without knowing of each other."""

    NEW = "new"
    BUILDS_ON = "builds_on"
    INDEPENDENT = "independent"
