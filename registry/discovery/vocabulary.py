"""The terms that search also looks for under other names: staff keep them, and every process reads them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from registry.audit import service as audit
from registry.audit.unchanged import while_unchanged
from registry.core.db import db, read_rows
from registry.core.errors import InvalidInput, NotFound
from registry.core.i18n import _
from registry.core.paging import Page, page_of
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.discovery.models import SearchTerm
from registry.discovery.origins import TermKind
from registry.identity.models import User
from registry.search.text import words
from registry.search.thesaurus import FOREIGN, LONGEST_TERM, Thesaurus

LONGEST = 120
_TERMS = "search_terms"
MOST_MEANINGS = 20
LEAST, WHOLE = 10, 100
LANGUAGES = ("vi", *FOREIGN)


@dataclass(frozen=True)
class Entry:
    """A term to record: of a language, what else it is called, and what that is worth in percent."""

    kind: TermKind
    term: str
    means: tuple[str, ...]
    percent: int = WHOLE
    language: str = "vi"


class Terms:
    """The thesaurus of the table. It is read anew when something in it changed."""

    def __init__(self) -> None:
        self._read: tuple[tuple[int, int | None, int | None, datetime | None], Thesaurus] | None = None

    def current(self) -> Thesaurus:
        """The thesaurus as the table is now."""
        stamp = while_unchanged(_TERMS, _stamp)
        if self._read is None or self._read[0] != stamp:
            self._read = (stamp, _thesaurus())
        return self._read[1]


# Made once: every search asks it.
_STAMP = select(
    func.count(), func.sum(SearchTerm.version), func.max(SearchTerm.id), func.max(SearchTerm.updated_at)
)


def _stamp() -> tuple[int, int | None, int | None, datetime | None]:
    count, versions, last, moment = read_rows(_STAMP).one()
    return count, versions, last, moment


def list_terms(
    text: str = "", kind: TermKind | None = None, number: int = 1, size: int = 25
) -> Page[SearchTerm]:
    """The terms in their order; with words, those that hold them on either side."""
    query = select(SearchTerm).order_by(SearchTerm.kind, SearchTerm.term_key, SearchTerm.language)
    if kind is not None:
        query = query.where(SearchTerm.kind == kind)
    wanted = " ".join(words(text))
    if not wanted:
        return page_of(query, number, size)
    found = [one.id for one in db.session.scalars(query) if any(wanted in side for side in _sides(one))]
    return page_of(query.where(SearchTerm.id.in_(found)), number, size)


def get_term(reference: str) -> SearchTerm:
    """One term; raises NotFound."""
    short = reference.isascii() and reference.isdigit() and len(reference) < 10
    found = db.session.get(SearchTerm, int(reference)) if short else None
    if found is None:
        raise NotFound(_("There is no such term."))
    return found


def add_term(actor: User, entry: Entry) -> SearchTerm:
    """Record a term. The next query of anybody already uses it."""
    with transaction():
        require(actor, Permission.VOCABULARY_ADMINISTER)
        language = _language(entry)
        term, key = _term("term", entry.term)
        query = select(SearchTerm.id).where(
            SearchTerm.kind == entry.kind, SearchTerm.language == language, SearchTerm.term_key == key
        )
        if db.session.scalar(query) is not None:
            raise InvalidInput("term", _("This term is recorded already. Change it instead."))
        found = SearchTerm(
            kind=entry.kind,
            language=language,
            term=term,
            term_key=key,
            means=[] if entry.kind is TermKind.STOP_WORD else _meanings(entry.means, key),
            percent=_percent(entry.percent),
        )
        db.session.add(found)
        db.session.flush()
        audit.record(actor, "term.added", found, name=term, after=_told(found))
    return found


def change_term(
    actor: User, term: SearchTerm, *, means: tuple[str, ...], percent: int, version: int | None = None
) -> SearchTerm:
    """Say anew what a term is also called and what that is worth."""
    with transaction():
        require(actor, Permission.VOCABULARY_ADMINISTER, term)
        require_version(term, version, {"means": list(term.means), "percent": term.percent})
        if term.kind is TermKind.STOP_WORD:
            raise InvalidInput("means", _("A word that is passed over has no other names."))
        before = _told(term)
        term.means, term.percent = _meanings(means, term.term_key), _percent(percent)
        audit.record(actor, "term.changed", term, name=term.term, before=before, after=_told(term))
    return term


def remove_term(actor: User, term: SearchTerm, *, version: int | None = None) -> None:
    """Let search look for a term by its own words alone again."""
    with transaction():
        require(actor, Permission.VOCABULARY_ADMINISTER, term)
        require_version(term, version, {"means": list(term.means), "percent": term.percent})
        audit.record(actor, "term.removed", term, name=term.term, before=_told(term))
        db.session.delete(term)


def _thesaurus() -> Thesaurus:
    rows: dict[TermKind, list[SearchTerm]] = {kind: [] for kind in TermKind}
    for one in db.session.scalars(select(SearchTerm).order_by(SearchTerm.id)):
        rows[one.kind].append(one)
    return Thesaurus(
        abbreviations=[(one.term, other) for one in rows[TermKind.ABBREVIATION] for other in one.means],
        synonyms=[
            (one.term, other, one.percent / WHOLE) for one in rows[TermKind.SYNONYM] for other in one.means
        ],
        glossary=[
            (one.language, one.term, other) for one in rows[TermKind.TRANSLATION] for other in one.means
        ],
        stop_words={
            language: [one.term for one in rows[TermKind.STOP_WORD] if one.language == language]
            for language in LANGUAGES
        },
    )


def _language(entry: Entry) -> str:
    """The language of a new term: abbreviations and other names are Vietnamese, translations are not."""
    fixed = entry.kind in (TermKind.ABBREVIATION, TermKind.SYNONYM)
    language = "vi" if fixed else entry.language
    if language not in LANGUAGES or (entry.kind is TermKind.TRANSLATION and language == "vi"):
        raise InvalidInput("language", _("Choose the language of the term."))
    return language


def _sides(term: SearchTerm) -> list[str]:
    return [term.term_key, *(" ".join(words(other)) for other in term.means)]


def _told(term: SearchTerm) -> str:
    if term.kind is TermKind.STOP_WORD:
        return term.term
    return f"{', '.join(term.means)} ({term.percent} %)"


def _term(field: str, text: str) -> tuple[str, str]:
    """A term as it is shown and as search reads it."""
    term = " ".join(clean_text(text).split())
    read = words(term)
    if not read:
        raise InvalidInput(field, _("Enter at least one word."))
    if len(read) > LONGEST_TERM or len(term) > LONGEST:
        raise InvalidInput(field, _("Use at most %(most)s words in a term.", most=LONGEST_TERM))
    return term, " ".join(read)


def _meanings(lines: tuple[str, ...], own: str) -> list[str]:
    told = [_term("means", line) for line in lines if line.strip()]
    found = {key: text for text, key in told}
    found.pop(own, None)
    if not found:
        raise InvalidInput("means", _("Enter at least one other name, each on a line of its own."))
    if len(found) > MOST_MEANINGS:
        raise InvalidInput("means", _("Use at most %(most)s other names.", most=MOST_MEANINGS))
    return list(found.values())


def _percent(percent: int) -> int:
    if not LEAST <= percent <= WHOLE:
        raise InvalidInput("percent", _("Enter a number from %(least)s to 100.", least=LEAST))
    return percent
