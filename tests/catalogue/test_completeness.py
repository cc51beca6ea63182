"""What a registration still needs."""

import pytest

from registry.catalogue import completeness
from registry.catalogue.completeness import Status
from registry.catalogue.contents import Section
from registry.catalogue.models import ExemplarVersion, Field, Result
from registry.catalogue.rows import replace_partners, replace_results
from registry.catalogue.states import EntryKind, SubjectKind
from tests.make.exemplars import COMPLETE


def a_version(**contents):
    version = ExemplarVersion(
        field=Field(code="economy", name="Kinh tế"), started_year=2024, topics=[], areas=[]
    )
    for name, value in contents.items():
        if name == "results":
            replace_results(version, value)
        elif name == "partners":
            replace_partners(version, value)
        else:
            setattr(version, name, value)
    return version


def statuses(version, files=1):
    return {part.section: part.status for part in completeness.progress_of(version, files)}


def test_nothing_is_missing_when_everything_is_there(app):
    version = a_version(**COMPLETE)

    assert completeness.missing_items(version, 1) == []
    assert set(statuses(version).values()) == {Status.DONE}


@pytest.mark.parametrize(
    "name",
    ["title", "summary", "field", "started_year", "situation", "goals", "target_group", "method", "forces",
     "resources", "schedule", "outputs", "needs_people", "needs_money", "needs_time"],
)  # fmt: skip
def test_each_content_that_a_nomination_needs_is_asked_for(app, name):
    version = a_version(**COMPLETE)
    setattr(version, name, None if name in {"field", "started_year"} else "")

    missing = completeness.missing_items(version, 1)

    assert [item.field for item in missing] == [name]
    assert missing[0].sentence
    assert statuses(version)[missing[0].section] is Status.ITEMS_LEFT


def test_evidence_and_a_figure_are_asked_for(app):
    version = a_version(**COMPLETE)
    version.results = [Result(key="a", indicator="Số hộ tham gia")]

    missing = completeness.missing_items(version, 0)

    assert [(item.section, item.field) for item in missing] == [
        (Section.RESULTS, "results-0-after"),
        (Section.EVIDENCE, ""),
    ]
    assert "Số hộ tham gia" in missing[0].sentence


def test_words_stand_for_figures_where_nothing_can_be_counted(app):
    contents = {**COMPLETE, "results": []}

    assert completeness.missing_items(a_version(**contents), 1) == []
    contents["outcome"] = ""
    assert [item.field for item in completeness.missing_items(a_version(**contents), 1)] == ["results"]


def test_a_draft_just_begun_is_hardly_started(app):
    found = statuses(a_version(title="Tổ tự quản"), files=0)

    assert found[Section.NAME] is Status.ITEMS_LEFT
    assert found[Section.METHOD] is Status.NOT_STARTED
    assert found[Section.EVIDENCE] is Status.NOT_STARTED
    assert found[Section.CHECK] is Status.IN_PROGRESS


def test_many_missing_things_are_not_counted_out(app):
    assert statuses(a_version(schedule="2026", resources=""))[Section.METHOD] is Status.ITEMS_LEFT
    assert statuses(a_version(budget_vnd=1))[Section.METHOD] is Status.IN_PROGRESS


def test_registering_needs_little(app):
    version = a_version(title="Tổ tự quản", situation="Rác ven đường.", method="Mỗi tổ một ngày.")

    assert completeness.missing_to_register(version) == []
    version.method = ""
    assert [item.field for item in completeness.missing_to_register(version)] == ["method"]


def test_who_leads_the_movement_is_a_person(app):
    given = {**COMPLETE, "entry_kind": EntryKind.LEADERSHIP}
    asked = completeness.missing_items(a_version(**given, subject_kind=SubjectKind.COLLECTIVE), 1)
    assert [item.field for item in asked] == ["subject_kind"]
    assert completeness.missing_items(a_version(**given, subject_kind=SubjectKind.INDIVIDUAL), 1) == []
