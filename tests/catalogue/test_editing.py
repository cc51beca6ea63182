"""Filling in sections: what is stored, what is refused, and two people at once."""

from datetime import date
from decimal import Decimal

import pytest

from registry.audit.queries import list_history
from registry.catalogue.contents import Section
from registry.catalogue.rows import PartnerRow, ResultRow, result_rows
from registry.catalogue.service import editing
from registry.catalogue.service.editing import section_version
from registry.catalogue.states import ExemplarState, Qualifier
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied, StaleVersion


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def actor(make, unit):
    return make.member(unit)


@pytest.fixture
def draft(make, unit, actor):
    return make.exemplar(unit=unit, actor=actor, state=ExemplarState.DRAFT, complete=False)


def actions(exemplar):
    return [event.action for event in list_history("exemplar", exemplar.reference)]


def test_an_incomplete_section_is_stored_and_recorded(draft, actor):
    editing.save_section(actor, draft, Section.PROBLEM, {"situation": "  Rác ven đường.\x00 ", "goals": ""})

    assert (draft.latest.situation, draft.latest.goals) == ("Rác ven đường.", "")
    event = list_history("exemplar", draft.reference)[-1]
    assert event.action == "exemplar.edited"
    assert "situation" in event.detail
    assert "Rác" not in event.detail


def test_saving_the_same_again_is_no_change(draft, actor):
    editing.save_section(actor, draft, Section.PROBLEM, {"situation": "Rác ven đường."})
    before = actions(draft)
    editing.save_section(actor, draft, Section.PROBLEM, {"situation": "Rác ven đường."})

    assert actions(draft) == before


def test_a_day_tells_the_year(draft, actor):
    editing.save_section(
        actor,
        draft,
        Section.NAME,
        {"started_year": 2020, "started_on": date(2024, 3, 1), "topics": ["Rác", " rác ", ""]},
    )

    assert (draft.latest.started_year, draft.latest.topics) == (2024, ["rác"])


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        (Section.NAME, "title", "x" * 301),
        (Section.NAME, "started_year", 1900),
        (Section.NAME, "field", "no-such"),
        (Section.NAME, "topics", [f"chủ đề {n}" for n in range(13)]),
        (Section.PROBLEM, "areas", ["moon"]),
        (Section.PROBLEM, "situation", "x" * 6001),
        (Section.METHOD, "budget_vnd", 10**26),
        (Section.METHOD, "budget_vnd", -1),
        (Section.METHOD, "community_percent", Decimal("62.5")),
        (Section.METHOD, "community_percent", 101),
        (Section.RESULTS, "sources", ["javascript:alert(1)"]),
        (Section.RESULTS, "sources", ["data:text/html,x"]),
        (Section.RESULTS, "sources", ["javascript://example.org/%0aalert(1)"]),
        (Section.RESULTS, "sources", ["ftp://example.org/x"]),
        (Section.RESULTS, "sources", ["https://[bad"]),
        (Section.RESULTS, "sources", ["https:// hai chu.vn"]),
        (Section.NAME, "state", "closed"),
        (Section.NAME, "method", "của phần khác"),
        (Section.NAME, "exemplar_id", 1),
    ],
)
def test_a_wrong_value_is_refused_and_nothing_of_it_stored(draft, actor, section, name, value):
    before = {part: editing.section_values(draft.latest, part) for part in Section}
    good = {"title": "Tên khác"} if section is Section.NAME and name != "title" else {}

    with pytest.raises(InvalidInput) as refusal:
        editing.save_section(actor, draft, section, {**good, name: value})

    assert refusal.value.field == name
    assert {part: editing.section_values(draft.latest, part) for part in Section} == before


def test_results_take_vietnamese_numbers_and_keep_their_identity(draft, actor):
    editing.replace_results(
        actor,
        draft,
        [
            ResultRow("Giá ngô", "1.284,5", "1.900", "đồng/kg", "about"),
            ResultRow("", None),
            ResultRow("Hộ", after=3),
        ],
    )
    first = draft.latest.results[0]
    assert (first.before, first.after, first.qualifier) == (Decimal("1284.5"), 1900, Qualifier.ABOUT)
    kept = (first.id, first.key)

    rows = result_rows(draft.latest)
    editing.replace_results(
        actor, draft, [rows[1], ResultRow("Giá ngô tại ruộng", after="2.000", key=rows[0].key)]
    )

    moved = draft.latest.results[1]
    assert (moved.id, moved.key, moved.indicator, moved.after) == (*kept, "Giá ngô tại ruộng", 2000)
    assert [result.position for result in draft.latest.results] == [0, 1]


def test_a_foreign_key_of_a_result_makes_a_new_row(make, draft, actor, unit):
    other = make.exemplar(unit=unit)
    foreign = other.latest.results[0]

    editing.replace_results(actor, draft, [ResultRow("Của tôi", after=1, key=foreign.key)])

    assert draft.latest.results[0].id != foreign.id
    assert foreign.indicator == "Hộ tự nguyện hiến đất"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (ResultRow("", after="5"), "results-1-indicator"),
        (ResultRow("Hộ", after="nhiều"), "results-1-after"),
        (ResultRow("Hộ", before="9" * 26), "results-1-before"),
        (ResultRow("Hộ", after=1, qualifier="surely"), "results-1-qualifier"),
        (ResultRow("Hộ", after=1, as_of=date(1700, 1, 1)), "results-1-as_of"),
        (ResultRow("Hộ", after=1, measure="m" * 81), "results-1-measure"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_stored(draft, actor, row, field):
    with pytest.raises(InvalidInput) as refusal:
        editing.replace_results(actor, draft, [ResultRow("Đúng", after=1), row])

    assert (refusal.value.field, draft.latest.results) == (field, [])


def test_a_result_may_wait_for_its_figure(draft, actor):
    editing.replace_results(actor, draft, [ResultRow("Số hộ tham gia")])

    assert draft.latest.results[0].after is None


def test_partners_are_replaced(draft, actor):
    editing.replace_partners(actor, draft, [PartnerRow("Hội Phụ nữ", "vận động"), PartnerRow("")])
    editing.replace_partners(actor, draft, [PartnerRow("Đoàn Thanh niên")])

    assert [partner.name for partner in draft.latest.partners] == ["Đoàn Thanh niên"]
    with pytest.raises(InvalidInput):
        editing.replace_partners(actor, draft, [PartnerRow("", "vô danh")])


def test_the_second_of_two_people_gets_both_texts_and_the_first_is_not_lost(make, draft, actor, unit):
    seen = section_version(draft.latest, Section.PROBLEM)
    editing.save_section(actor, draft, Section.PROBLEM, {"goals": "Bản thứ nhất"}, version=seen)

    with pytest.raises(StaleVersion) as refusal:
        editing.save_section(make.lead(unit), draft, Section.PROBLEM, {"goals": "Bản thứ hai"}, version=seen)

    assert refusal.value.stored["goals"] == "Bản thứ nhất"
    assert draft.latest.goals == "Bản thứ nhất"
    editing.save_section(actor, draft, Section.PROBLEM, {"goals": "Gộp"}, version=refusal.value.version)
    assert draft.latest.goals == "Gộp"


def test_two_people_may_fill_in_different_sections_at_once(make, draft, actor, unit):
    seen = {part: section_version(draft.latest, part) for part in (Section.PROBLEM, Section.REUSE)}
    editing.save_section(actor, draft, Section.PROBLEM, {"goals": "Của tôi"}, version=seen[Section.PROBLEM])
    editing.save_section(
        make.lead(unit), draft, Section.REUSE, {"upkeep": "Của bạn"}, version=seen[Section.REUSE]
    )

    assert (draft.latest.goals, draft.latest.upkeep) == ("Của tôi", "Của bạn")


def test_other_units_and_overseers_may_not_edit(make, unit):
    exemplar = make.exemplar(unit=unit)
    for person in (make.lead(make.unit()), make.staff(unit), make.reviewer(unit), make.user()):
        with pytest.raises(PermissionDenied):
            editing.save_section(person, exemplar, Section.PROBLEM, {"goals": "Sửa trộm"})

    assert exemplar.latest.goals != "Sửa trộm"


def test_a_frozen_version_and_a_discontinued_model_cannot_be_edited(make, unit, actor):
    frozen = make.frozen(make.exemplar(unit=unit))
    closed = make.exemplar(unit=unit, state=ExemplarState.CLOSED)

    for exemplar in (frozen, closed):
        goals = exemplar.latest.goals
        with pytest.raises(InvalidTransition):
            editing.save_section(actor, exemplar, Section.PROBLEM, {"goals": "Sửa sau"})
        db.session.expire_all()
        assert exemplar.latest.goals == goals
    with pytest.raises(InvalidTransition):
        editing.begin_new_version(actor, closed)
