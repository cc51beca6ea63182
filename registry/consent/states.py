"""The words of consent."""

import enum


class Purpose(enum.StrEnum):
    """What somebody is asked for, each by itself: silence and one yes are no consent to the other."""

    AWARD_FILE = "award_file"
    PUBLIC_PAGE = "public_page"


class Answer(enum.StrEnum):
    """What was answered; that nobody asked yet is no answer."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Manner(enum.StrEnum):
    """How an answer was given: it must be possible to prove it."""

    PAPER = "paper"
    IN_PERSON = "in_person"
    MESSAGE = "message"


class Effect(enum.StrEnum):
    """What a withdrawal asks for: to be taken out of the page, or that the page is taken down."""

    PERSON = "person"
    PAGE = "page"
