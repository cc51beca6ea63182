"""Kept tables in words: what each asks, what to call one, where it is opened."""

from registry.catalogue.queries import list_fields
from registry.catalogue.states import Level, SubjectKind
from registry.core.i18n import _
from registry.reports.asking import EVERYWHERE, whole_period
from registry.reports.builder import Question
from registry.reports.definitions import FIGURES
from registry.reports.models import SavedTable
from registry.reports.service.keeping import LONGEST_NAME, question_of
from registry.units import queries as units
from registry.web.reports.asked import field_name, period_name, words_of
from registry.web.reports.builder_asked import url_of
from registry.web.words import word


def asks_of(*questions: Question) -> list[list[str]]:
    """What each asks, part by part: what is counted, by what, of when, of whom."""
    places = {one.code: one.name for one in units.list_by_codes({one.unit for one in questions if one.unit})}
    fields = {one.code: field_name(one) for one in list_fields(with_retired=True)}
    return [_asks(one, {**places, EVERYWHERE: _("Whole country")}, fields) for one in questions]


def _asks(question: Question, places: dict[str, str], fields: dict[str, str]) -> list[str]:
    by = [str(words_of(one)) for one in (question.rows, question.across) if one]
    told = [
        ", ".join(str(FIGURES[code].title) for code in question.figures),
        _("by %(what)s", what=" × ".join(by).lower()),
        _when(question),
        places.get(question.unit, question.unit),
        fields.get(question.field, question.field),
        str(word(Level(question.level))) if question.level else "",
        str(word(SubjectKind(question.subject))) if question.subject else "",
        _("as it was known on %(day)s", day=question.known_by) if question.known_by else "",
    ]
    return [part for part in told if part]


def _when(question: Question) -> str:
    since, until = _period(question.since), _period(question.until)
    if not until:
        return _("%(since)s until today", since=since) if since else _("This year")
    if since == until:
        return until
    beginning = since or _("This year")
    return f"{beginning} – {until}"


def _period(code: str) -> str:
    return period_name(code, plain=True) if whole_period(code) else code


def name_for(question: Question) -> str:
    """What to call a table unless its maker knows better; whole words only."""
    asks = asks_of(question)[0]
    return next((name for end in (3, 2) if len(name := ", ".join(asks[:end])) <= LONGEST_NAME), asks[1])


def href_of(saved: SavedTable) -> str:
    """Where it is opened."""
    return url_of(question_of(saved), bang=saved.reference)
