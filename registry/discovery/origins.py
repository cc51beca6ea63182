"""The words for where a model comes from, and for what a term of search is."""

import enum


class Origin(enum.StrEnum):
    """New, made out of another model, or alike without knowing of each other."""

    NEW = "new"
    BUILDS_ON = "builds_on"
    INDEPENDENT = "independent"


class TermKind(enum.StrEnum):
    """A short form of a term, another name for it, its name in another language, or a word passed over."""

    ABBREVIATION = "abbreviation"
    SYNONYM = "synonym"
    TRANSLATION = "translation"
    STOP_WORD = "stop_word"
