"""The words of search are a table that staff keep, and a change holds at once in every process."""

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.core.errors import InvalidInput, NotFound, PermissionDenied, StaleVersion
from registry.discovery import indexing, vocabulary
from registry.discovery.models import SearchTerm
from registry.discovery.origins import TermKind
from registry.discovery.searching import find
from registry.discovery.vocabulary import Entry, Terms
from registry.search.base import Query
from registry.search.text import words
from registry.search.thesaurus import standard_thesaurus
from registry.search.whoosh_engine import WhooshEngine
from registry.units.states import UnitKind

ANTT = Entry(TermKind.ABBREVIATION, "ABXY", ("Ánh sáng  vùng biên",))


@pytest.fixture
def staff(make):
    return make.staff(make.province())


def stored():
    return db.session.scalar(select(func.count()).select_from(SearchTerm))


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("NTM", False), ("hiến đất", False), ("hien dat", True), ("vay vốn", False), ("tảo hôn", False)],
)
def test_the_table_begins_as_the_lists_of_the_program(app, typed, folded):
    terms = typed.lower().split()
    assert Terms().current().spans(terms, folded=folded) == standard_thesaurus().spans(terms, folded=folded)


def test_the_table_knows_each_term_as_search_reads_it(app):
    rows = db.session.scalars(select(SearchTerm)).all()
    assert len(rows) > 500
    assert {one.term_key: one.term for one in rows if one.term_key != " ".join(words(one.term))} == {}


def test_a_change_holds_at_once_in_every_process(app, make, staff):
    light = make.exemplar(public=True, title="Ánh sáng vùng biên")
    here = app.extensions["registry.search"]
    indexing.rebuild(here)
    elsewhere = WhooshEngine(app.extensions["registry.settings"].search_folder, Terms())
    assert find(None, elsewhere, Query("ABXY")).total == 0

    term = vocabulary.add_term(staff, ANTT)
    for engine in (here, elsewhere):
        assert [one.exemplar for one in find(None, engine, Query("abxy")).found] == [light]
    assert term.means == ["Ánh sáng vùng biên"]

    vocabulary.change_term(staff, term, means=("hũ gạo",), percent=50)
    assert find(None, elsewhere, Query("ABXY")).total == 0
    vocabulary.remove_term(staff, term)
    assert find(None, here, Query("ABXY")).total == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"term": " . "}, "term"),
        ({"term": "một hai ba bốn năm sáu bảy"}, "term"),
        ({"term": "ntm"}, "term"),
        ({"means": ("",)}, "means"),
        ({"means": ("abxy",)}, "means"),
        ({"means": tuple(f"x{n}" for n in range(21))}, "means"),
        ({"percent": 9}, "percent"),
        ({"percent": 101}, "percent"),
        ({"kind": TermKind.TRANSLATION}, "language"),
        ({"kind": TermKind.TRANSLATION, "language": "xx"}, "language"),
    ],
)
def test_a_wrong_term_is_refused(staff, changed, field):
    before = stored()
    with pytest.raises(InvalidInput) as refusal:
        vocabulary.add_term(staff, Entry(**{**vars(ANTT), **changed}))
    assert (refusal.value.field, stored()) == (field, before)


def test_only_who_looks_after_the_whole_may(make):
    communal, before = make.administrator(make.unit(parent=make.province())), stored()
    term = vocabulary.get_term("1")
    for forbidden in (
        lambda: vocabulary.add_term(communal, ANTT),
        lambda: vocabulary.change_term(communal, term, means=("x",), percent=50),
        lambda: vocabulary.remove_term(communal, term),
    ):
        with pytest.raises(PermissionDenied):
            forbidden()
    assert (stored(), vocabulary.get_term("1").version) == (before, 1)


def test_of_two_who_change_a_term_the_second_is_told(staff):
    term = vocabulary.add_term(staff, ANTT)
    vocabulary.change_term(staff, term, means=("hũ gạo",), percent=50, version=1)
    with pytest.raises(StaleVersion) as refusal:
        vocabulary.change_term(staff, term, means=("khác",), percent=50, version=1)
    assert refusal.value.stored == {"means": ["hũ gạo"], "percent": 50}
    with pytest.raises(StaleVersion):
        vocabulary.remove_term(staff, term, version=1)


def test_terms_are_found_by_either_side(app):
    assert [one.term for one in vocabulary.list_terms("nông thôn mới", TermKind.ABBREVIATION).items] == [
        "ntm"
    ]
    assert vocabulary.list_terms("không có từ này").total == 0
    for unknown in ("0", "9" * 26, "x"):
        with pytest.raises(NotFound):
            vocabulary.get_term(unknown)


def test_a_word_passed_over_counts_for_nothing_unless_there_is_no_other(app, make, staff):
    rice, road = make.exemplar(public=True, title="Hũ gạo"), make.exemplar(public=True, title="Con đường hoa")
    engine = app.extensions["registry.search"]
    indexing.rebuild(engine)

    def found(text):
        hits = find(None, engine, Query(text)).found
        return [(one.exemplar, one.missing) for one in hits if one.exemplar in (rice, road)]

    assert found("hũ gạo hoa")[0] == (rice, ("hoa",))
    term = vocabulary.add_term(staff, Entry(TermKind.STOP_WORD, "hoa", ()))
    assert found("hũ gạo hoa") == [(rice, ())]
    assert found("hoa") == [(road, ())]
    with pytest.raises(InvalidInput):
        vocabulary.change_term(staff, term, means=("x",), percent=50)
    vocabulary.remove_term(staff, term)
    assert found("hũ gạo hoa")[0] == (rice, ("hoa",))


def test_stop_words_of_the_lists_are_in_the_table(app):
    table, lists = Terms().current(), standard_thesaurus()
    for word, language in (("của", "vi"), ("the", "en"), ("qui", "fr"), ("щоб", "uk"), ("كيف", "ar")):
        assert table.is_stop_word(words(word)[0], language)
    asked = words("làm thế nào để hiến đất")
    assert table.stop_phrase_at(asked, 0) == lists.stop_phrase_at(asked, 0) == 3


def test_a_city_is_found_by_its_popular_name(app, make):
    city = make.unit(kind=UnitKind.CITY, name="Hồ Chí Minh", code="ho-chi-minh")
    here = make.exemplar(public=True, title="Hẻm xanh", unit=make.unit(parent=city))
    make.exemplar(public=True, title="Học tập tấm gương Hồ Chí Minh")
    engine = app.extensions["registry.search"]
    indexing.rebuild(engine)

    for text in ("Sài Gòn", "sai gon", "Saigon", "TP.HCM"):
        assert [one.exemplar for one in find(None, engine, Query(text)).found] == [here]
