"""Somebody who leads the movement is put forward as such, all the way to the recognition."""

from registry.catalogue.states import EntryKind, SubjectKind
from registry.review.states import NominationState as N


def test_a_person_who_leads_the_movement_goes_the_whole_road(make):
    case = make.case(
        state=N.RECOGNISED,
        title="Mười năm dẫn dắt phong trào ở xã vùng cao",
        entry_kind=EntryKind.LEADERSHIP,
        subject_kind=SubjectKind.INDIVIDUAL,
    )
    version = case.nomination.exemplar_version
    assert (version.entry_kind, version.subject_kind) == (EntryKind.LEADERSHIP, SubjectKind.INDIVIDUAL)
    assert case.nomination.state is N.RECOGNISED
