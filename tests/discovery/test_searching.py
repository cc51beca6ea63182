"""From a change in the database to a hit on a page: the outbox, the mask, old names, the fallback."""

import unicodedata
from datetime import date

import pytest

from registry.catalogue.listing import listed_of
from registry.catalogue.states import ExemplarState, Level, Visibility
from registry.core.db import db
from registry.core.transaction import transaction
from registry.discovery import documents, indexing
from registry.discovery.codes import codes_of
from registry.discovery.searching import FACETS, find, find_every, find_similar
from registry.replication.states import ReplicationState
from registry.review.models import Recognition
from registry.search import searching
from registry.search.base import EngineUnavailable, Query
from registry.units.service import reorganising
from registry.units.states import UnitKind

MERGER = date(2025, 7, 1)


class Away:
    """An engine whose index is away."""

    def search(self, query, visible=None):
        raise EngineUnavailable


@pytest.fixture
def engine(app):
    return app.extensions["registry.search"]


def references(findings):
    # As rows and whole, the same models are read.
    whole = [(listed_of(one.exemplar, one.version), one.missing) for one in findings.found]
    assert findings.listed == whole
    return [one.exemplar.reference for one in findings.found]


def test_s06_new_model_is_found_without_accents_after_the_worker_ran(make, engine):
    exemplar = make.exemplar(public=True)

    indexing.follow(engine)

    assert references(find(None, engine, Query("hien dat lam duong"))) == [exemplar.reference]


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_s06_marks_written_apart_are_the_same_words_in_text_and_question(make, engine, form):
    title = "Hiến đất mở đường thôn Thuỷ Hoà"
    exemplar = make.exemplar(public=True, title=unicodedata.normalize("NFD", title))
    indexing.rebuild(engine)
    asked = ("Hiến đất", '"mở đường"', "THÔN THỦY HÒA", "th\u200bôn thu\u00adỷ hoà")
    for text in asked:
        found = find(None, engine, Query(unicodedata.normalize(form, text)))
        assert [one.exemplar for one in found.found] == [exemplar], text
        assert [missing for _listed, missing in found.listed] == [()], text


def test_changed_title_replaces_the_old_one(make, engine):
    unit = make.unit()
    member = make.member(unit)
    exemplar = make.exemplar(unit=unit, public=False, title="Hũ gạo tình thương")
    indexing.follow(engine)
    make.fill(member, exemplar, {"title": "Ánh sáng vùng biên"})
    indexing.follow(engine)
    assert references(find(member, engine, Query("ánh sáng vùng biên"))) == [exemplar.reference]
    assert find(member, engine, Query("hũ gạo")).total == 0


def test_draft_never_reaches_the_index(make, engine):
    unit = make.unit()
    exemplar = make.exemplar(unit=unit, state=ExemplarState.DRAFT)
    indexing.rebuild(engine)
    assert engine.versions() == {}
    assert find(make.member(unit), engine, Query(exemplar.latest.title)).total == 0


def test_b08_hidden_model_changes_no_total_and_no_count(make, engine):
    make.exemplar(public=True, title="Con đường hoa")
    indexing.rebuild(engine)
    before = find(None, engine, Query("con đường hoa"))
    make.exemplar(public=False, title="Con đường hoa thứ hai")
    indexing.rebuild(engine)
    after = find(None, engine, Query("con đường hoa"))
    assert (after.total, after.counts, references(after)) == (before.total, before.counts, references(before))


def test_s08_withdrawn_model_still_in_the_index_is_not_shown(make, engine):
    exemplar = make.exemplar(public=True)
    indexing.rebuild(engine)
    exemplar.is_public = False
    assert find(None, engine, Query("hiến đất")).total == 0


def test_old_province_and_its_successor_both_find_a_model(make, engine):
    old = make.unit(kind=UnitKind.PROVINCE, name="Bình Dương", code="binh-duong")
    new = make.unit(kind=UnitKind.PROVINCE, name="Hồ Chí Minh", code="ho-chi-minh")
    commune = make.unit(parent=old)
    exemplar = make.exemplar(unit=commune, public=True)
    exemplar.province = old
    reorganising.merge_units(None, [old], into=new, on=MERGER)
    indexing.rebuild(engine)
    for name in ("binh-duong", "Bình Dương (cũ)", "TP.HCM", "Hồ Chí Minh"):
        found = find(None, engine, Query(filters={"province": frozenset([name])}))
        assert references(found) == [exemplar.reference], name


def test_old_unit_name_finds_the_successors_model(make, engine):
    old, new = make.unit(name="Xã Na Sương"), make.unit(name="Xã Sương Nắng")
    exemplar = make.exemplar(unit=new, public=True)
    indexing.rebuild(engine)
    reorganising.merge_units(None, [old], into=new, on=MERGER)
    indexing.follow(engine)
    assert references(find(None, engine, Query("na sương"))) == [exemplar.reference]


def test_s07_damaged_index_falls_back_to_titles_and_heals(make, engine, app):
    exemplar = make.exemplar(public=True, title="Hũ gạo tình thương")
    indexing.rebuild(engine)
    for path in app.extensions["registry.settings"].search_folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"broken")
    degraded = find(None, engine, Query("gạo"))
    assert (degraded.degraded, references(degraded)) == (True, [exemplar.reference])
    indexing.follow(engine)
    healed = find(None, engine, Query("hu gao"))
    assert (healed.degraded, healed.total) == (False, 1)


def test_the_code_of_a_model_finds_that_one_alone_and_only_for_who_may_know_it(make, engine):
    wanted, other = make.exemplar(public=True), make.exemplar(public=True)
    hidden = make.exemplar(public=False)
    indexing.rebuild(engine)
    kind, year, number = wanted.reference.split("-")
    slips = (f"{kind}{year}{number}".lower(), f"{kind}-{year}-{int(number)}", f"{kind} {year} {int(number)}")
    for typed in (wanted.reference, f" {wanted.reference.lower()} ", *slips):
        assert references(find(None, engine, Query(typed))) == [wanted.reference]
    assert [one.exemplar for one in find_every(None, engine, Query(other.reference), 10)] == [other]
    assert find(None, engine, Query(hidden.reference)).total == 0


def test_filters_narrow_while_the_index_is_away(make):
    here, there = make.province(code="gia-lai"), make.province(code="dak-lak")
    unit = make.unit(parent=here)
    mine = make.exemplar(unit=unit, public=True)
    other = make.exemplar(unit=make.unit(parent=there), public=True)
    mine.province, other.province = here, there
    mine.latest.started_year, other.latest.started_year = 2022, 2023
    away = Away()
    for facet, value in (("province", "gia-lai"), ("unit", unit.code), ("year", "2022")):
        found = find(None, away, Query(filters={facet: frozenset([value])}))
        assert (found.degraded, references(found)) == (True, [mine.reference]), facet
    assert references(find(None, away, Query(mine.reference))) == [mine.reference]


def test_every_filter_finds_the_same_while_the_index_is_away(make, engine):
    known = make.exemplar(areas=["rural"], field="economy")
    make.evidence(known, visibility=Visibility.PUBLIC)
    make.published(known)
    other = make.exemplar(public=True, areas=["urban"], field="culture-society")
    make.replication(source=known, state=ReplicationState.CONFIRMED)
    recognised = {"year": 2024, "issuer": known.lead_unit, "recognised_on": date(2024, 5, 1)}
    with transaction():
        for number, exemplar in enumerate((known, known, other)):
            level = (Level.COMMUNE, Level.PROVINCE, Level.COMMUNE)[number]
            db.session.add(
                Recognition(reference=f"CN-2024-{number}", exemplar=exemplar, level=level, **recognised)
            )
    indexing.rebuild(engine)
    counts = find(None, engine, Query()).counts
    assert {len(counts[facet]) for facet in ("level", "copied", "proof", "field", "area", "unit")} == {2}
    for facet in FACETS:
        for code in (*counts.get(facet, ()), "-nothing"):
            asked = Query(filters={facet: frozenset([code])})
            found = find(None, Away(), asked)
            assert sorted(references(found)) == sorted(references(find(None, engine, asked))), (facet, code)


def test_s04_a_question_that_takes_too_long_is_answered_without_counts(make, engine, monkeypatch):
    exemplar = make.exemplar(public=True, title="Hũ gạo tình thương")
    indexing.rebuild(engine)
    asked = Query("gạo", filters={"unit": frozenset([exemplar.lead_unit.code])})
    in_time = find(None, engine, asked)
    assert (in_time.uncounted, bool(in_time.counts)) == (False, True)
    monkeypatch.setattr(searching, "COUNTING_BUDGET", -1.0)
    late = find(None, engine, asked)
    assert (late.uncounted, late.counts, references(late)) == (True, {}, [exemplar.reference])
    assert find(None, engine, Query("gạo", filters={"unit": frozenset(["none"])})).total == 0


def test_every_document_of_a_rebuild_equals_the_one_that_follows(make):
    exemplar = make.exemplar(public=True)
    assert list(documents.every_document()) == documents.documents_of([exemplar.reference])[0]


def test_similar_models_leave_out_the_model_itself_and_hidden_ones(make, engine):
    one = make.exemplar(public=True, title="Hiến đất mở đường thôn Một")
    two = make.exemplar(public=True, title="Hiến đất mở đường thôn Hai")
    make.exemplar(public=False, title="Hiến đất mở đường thôn Ba")
    indexing.rebuild(engine)
    similar = find_similar(None, engine, one)
    assert [found.exemplar.reference for found in similar] == [two.reference]
    assert any("hiến đất" in one for one in similar[0].shared)


@pytest.mark.parametrize(
    ("facet", "given", "code"),
    [
        ("field", "culture_society", "culture-society"),
        ("field", "Economy", "economy"),
        ("area", "ethnic-minority", "ethnic_minority"),
        ("year", " 2024 ", "2024"),
    ],
)
def test_filter_values_are_taken_as_people_write_them(app, facet, given, code):
    assert codes_of({facet: [given]}) == {facet: frozenset([code])}


def test_a_filter_with_a_minus_sign_works_without_the_index_too(make, engine):
    make.unit(kind=UnitKind.PROVINCE, name="Gia Lai", code="gia-lai")
    kept = make.exemplar(public=True, field="economy")
    make.exemplar(public=True, field="culture-society")
    indexing.rebuild(engine)
    asked = Query(filters={"field": {"-culture-society"}, "province": {"-Gia Lai"}})

    assert references(find(None, engine, asked)) == references(find(None, Away(), asked)) == [kept.reference]
