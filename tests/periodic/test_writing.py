"""Writing a report: what is known already, drafts, filing, locking, corrections."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, NotFound, PermissionDenied, StaleVersion
from registry.core.permissions import Permission
from registry.notifications.models import Message
from registry.periodic import forms, queries
from registry.periodic.contents import differences
from registry.periodic.models import PeriodicReport, ReportFiling
from registry.periodic.service import gathering, writing
from registry.periodic.states import ReportState
from registry.reports.service.booking import catch_up
from registry.units.states import UnitKind
from tests.make.reports import at, content_of


def fields_of(refusal):
    return [one.field for one in (refusal, *refusal.more)]


def models(scene, number, which=0):
    """So many models of a unit, registered in October, in the books."""
    with at(2026, 10, 10):
        for count in range(number):
            scene.make.exemplar(unit=scene.units[which], title=f"Mô hình {count}")
    catch_up()


def test_what_the_registry_knows_is_filed_without_being_typed(scene):
    models(scene, 3)
    scene.filed()
    told = scene_filing(scene)
    assert told.figures["registered"] == told.known["registered"] == "3"
    assert (told.figures["new"], told.figures["campaigns"]) == ("3", "3")
    assert "campaigns" not in told.known


def scene_filing(scene, which=0):
    return queries.find_report("thang", "2026-10", scene.units[which]).last_filing


def test_a_draft_follows_the_registry_until_it_is_filed(scene):
    scene.draft()
    models(scene, 2)
    writing.file_report(scene.leads[0], scene.asked())
    assert scene_filing(scene).figures["new"] == "2"
    models(scene, 1)
    assert scene_filing(scene).figures["new"] == "2"


def test_another_figure_than_the_registrys_asks_for_a_note(scene):
    models(scene, 2)
    scene.draft(content=content_of({**content_of().figures, "new": 5}))
    with pytest.raises(InvalidInput) as refused:
        writing.file_report(scene.leads[0], scene.asked())
    assert fields_of(refused.value) == ["note_new"]
    report = scene.draft(content=content_of({**content_of().figures, "new": 5}, notes={"new": "3 chưa nhập"}))
    writing.file_report(scene.leads[0], scene.asked())
    assert (report.last_filing.figures["new"], report.last_filing.known["new"]) == ("5", "2")
    assert report.last_filing.notes == {"new": "3 chưa nhập"}


def test_everything_that_is_missing_is_told_at_once(scene):
    scene.draft(content=content_of({"campaigns": 2, "effective": 9}))
    with pytest.raises(InvalidInput) as refused:
        writing.file_report(scene.leads[0], scene.asked())
    assert fields_of(refused.value) == [
        "figure_effective", "figure_participations", "figure_dialogues", "figure_opinions",
    ]  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(ReportFiling)) == 0


@pytest.mark.parametrize(
    ("code", "value"), [("campaigns", -1), ("campaigns", "1.5"), ("answered", 101), ("money", 10**15)]
)
def test_figures_that_cannot_be_are_refused(scene, code, value):
    with pytest.raises(InvalidInput) as refused:
        scene.draft(content=content_of({code: value}))
    assert refused.value.field == f"figure_{code}"
    assert queries.find_report("thang", "2026-10", scene.units[0]) is None


def test_shares_keep_their_decimals(scene):
    report = scene.draft(content=content_of({"answered": Decimal("92.5")}))
    assert report.figures == {"answered": "92.5"}


def test_what_was_filed_is_locked(scene):
    report = scene.filed()
    with pytest.raises(InvalidTransition):
        scene.draft(content=content_of({"campaigns": 9}))
    with pytest.raises(InvalidTransition):
        writing.file_report(scene.leads[0], scene.asked())
    assert (report.state, len(report.filings)) == (ReportState.FILED, 1)


def test_two_who_write_at_once_keep_both_texts(scene):
    report = scene.draft(content=content_of({"campaigns": 1}, prose={"highlights": "Bản của tôi"}))
    seen = report.version
    scene.draft(content=content_of({"campaigns": 2}, prose={"highlights": "Bản khác"}), version=seen)
    with pytest.raises(StaleVersion) as refused:
        scene.draft(content=content_of({"campaigns": 3}), version=seen)
    assert refused.value.stored == {"figure_campaigns": "2", "prose_highlights": "Bản khác"}
    with pytest.raises(StaleVersion):
        scene.draft(content=content_of({"campaigns": 4}), version=0)
    assert report.figures == {"campaigns": "2"}


def test_only_the_lead_files_and_corrects(scene):
    scene.draft()
    for person in (scene.members[0], scene.leads[1], scene.staff):
        with pytest.raises(PermissionDenied):
            writing.file_report(person, scene.asked())
    writing.file_report(scene.leads[0], scene.asked())
    with pytest.raises(PermissionDenied):
        writing.correct_report(scene.members[0], scene.asked(), content_of({"campaigns": 4}), reason="Sót")
    assert len(queries.find_report("thang", "2026-10", scene.units[0]).filings) == 1
    refused = select(func.count()).where(AuditEvent.action == "access.refused")
    assert db.session.scalar(refused) == 4


def test_others_know_of_no_report(scene):
    scene.draft()
    code = scene.units[0].code
    for person in (scene.members[1], scene.leads[1], scene.make.user()):
        with pytest.raises(NotFound):
            queries.get_report(person, "thang", "2026-10", code)
        with pytest.raises(NotFound):
            queries.get_expected(person, "thang", "2026-10", code, Permission.REPORT_DRAFT)
    # The level above reads what was filed, never a draft.
    with pytest.raises(NotFound):
        queries.get_report(scene.staff, "thang", "2026-10", code)
    writing.file_report(scene.leads[0], scene.asked())
    assert queries.get_report(scene.staff, "thang", "2026-10", code).last_filing


def test_a_correction_keeps_the_old_and_the_new_and_asks_why(scene):
    report = scene.filed()
    changed = content_of({**content_of().figures, "campaigns": 7})
    with pytest.raises(InvalidInput) as refused:
        writing.correct_report(scene.leads[0], scene.asked(), changed, reason="  ")
    assert refused.value.field == "reason"
    with pytest.raises(InvalidInput):
        writing.correct_report(scene.leads[0], scene.asked(), content_of(), reason="Không đổi gì")
    writing.correct_report(scene.leads[0], scene.asked(), changed, reason="Đếm sót bốn cuộc")
    assert [one.figures["campaigns"] for one in report.filings] == ["3", "7"]
    assert report.last_filing.reason == "Đếm sót bốn cuộc"
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "report.corrected")).one()
    assert '"campaigns=3"' in event.detail
    assert '"campaigns=7"' in event.detail
    assert "Đếm sót" not in event.detail


def test_a_correction_of_a_note_alone_is_a_change(scene):
    models(scene, 2)
    figures = {**content_of().figures, "new": 5}
    report = scene.filed(content=content_of(figures, notes={"new": "3 chưa nhập"}))
    mended = content_of(figures, notes={"new": "3 của thôn Nậm Pá, chưa nhập"})

    writing.correct_report(scene.leads[0], scene.asked(), mended, reason="Ghi rõ thôn")

    (told,) = differences(queries.form_of_report(report), *report.filings)
    assert (told["kind"], told["code"]) == ("note", "new")
    assert (told["old"], told["new"]) == ("3 chưa nhập", "3 của thôn Nậm Pá, chưa nhập")


def test_a_model_that_left_the_table_or_came_to_it_is_a_difference():
    form = forms.newest("thang")
    left = {"reference": "MH-1", "title": "Góp cát", "results": "12 km", "figures": ["Hộ: 5 → 9"], "task": ""}
    came = {"reference": "MH-2", "title": "Tổ nước", "results": "", "figures": [], "task": "Giữ"}
    both = {"reference": "MH-3", "title": "Chợ", "results": "3 phiên", "figures": [], "task": ""}

    told = differences(form, filing_of([left, both]), filing_of([both, came]))

    assert {one["title"]: (one["old"], one["new"]) for one in told} == {
        "Góp cát": ("12 km\nHộ: 5 → 9", ""),
        "Tổ nước": ("", "Giữ"),
    }


def filing_of(rows):
    return ReportFiling(figures={}, notes={}, prose={}, rows=rows)


def test_whoever_consolidated_is_told_of_a_correction(scene):
    scene.filed()
    gathering.take_figures(scene.staff, scene.demand, scene.period("2026-10"))
    changed = content_of({**content_of().figures, "campaigns": 7})
    writing.correct_report(scene.leads[0], scene.asked(), changed, reason="Đếm sót")
    message = db.session.scalars(select(Message).where(Message.kind == "report.corrected")).one()
    assert message.to_id == scene.staff.id
    assert "tổng hợp" in message.body
    assert message.path == f"/bao-cao-dinh-ky/thang/2026-10/{scene.units[0].code}"


def test_an_old_report_keeps_its_form(scene, monkeypatch):
    report = scene.filed()
    old = forms.newest("thang")
    later = type(old)(
        **{**vars(old), "version": 2, "holds_from": old.holds_from.replace(year=2027), "sections": ()}
    )
    monkeypatch.setitem(forms.FORMS, "thang", (old, later))
    assert list(forms.newest("thang").indicators) == []
    assert forms.form_of(report.form, report.form_version) is old
    assert forms.form_for("thang", scene.period("2026-10").first) is old


def test_it_is_too_early_for_a_month_that_has_hardly_begun(scene):
    with pytest.raises(InvalidTransition), at(2026, 11, 10):
        scene.draft("2026-11")
    with at(2026, 11, 26):
        assert scene.draft("2026-11").state is ReportState.DRAFT


def test_nothing_is_asked_of_before_the_demand_and_of_other_kinds_of_units(scene):
    with pytest.raises(NotFound):
        scene.asked("2025-12")
    school = scene.make.unit(parent=scene.units[0], kind="school")
    lead = scene.make.lead(school)
    with pytest.raises(NotFound):
        queries.get_expected(lead, "thang", "2026-10", school.code, Permission.REPORT_DRAFT)
    assert queries.asked_of([school], 6) == []


def test_what_waits_for_a_unit(scene):
    waiting = queries.waiting_for(scene.members[0])
    # Six periods back from the one that is open: June to October, and none that is not open yet.
    assert [one.values["period"] for one in waiting] == [f"2026-{n:02}" for n in (10, 9, 8, 7, 6, 5)]
    scene.filed()
    assert queries.waiting_for(scene.members[0])[0].values["period"] == "2026-09"
    assert len(queries.references_waiting(scene.members[0])) == 5
    assert queries.waiting_for(scene.staff) == []


def test_one_report_of_a_unit_and_a_period(scene):
    scene.draft()
    scene.draft(content=content_of({"campaigns": 2}))
    assert db.session.scalar(select(func.count()).select_from(PeriodicReport)) == 1


def test_the_party_committee_of_a_commune_gets_its_six_month_report_and_no_other(scene):
    committee = scene.make.unit(parent=scene.units[0], kind=UnitKind.PARTY_COMMITTEE, name="Đảng ủy xã An")
    beside = scene.make.unit(parent=scene.units[1], kind=UnitKind.PARTY_COMMITTEE, name="Đảng ủy xã Bình")
    reader, other = scene.make.member(committee), scene.make.member(beside)
    scene.ask("sau-thang")
    prose = dict.fromkeys(("rollout", "others", "next"), "Đã làm")
    half = scene.draft("2026-h1", form="sau-thang", content=content_of({}, prose=prose))

    def read_by(person, form="sau-thang", period="2026-h1"):
        return queries.get_report(person, form, period, scene.units[0].code)

    with pytest.raises(NotFound):
        read_by(reader)
    writing.file_report(scene.leads[0], scene.asked("2026-h1", form="sau-thang"))
    scene.filed()
    assert read_by(reader) is half
    assert queries.received_by(reader) == [half]
    assert (queries.received_by(other), queries.received_by(scene.members[0])) == ([], [])
    for refused in (lambda: read_by(other), lambda: read_by(reader, "thang", "2026-10")):
        with pytest.raises(NotFound):
            refused()
    told = db.session.scalars(select(Message).where(Message.kind == "report.received")).all()
    assert [one.to_id for one in told] == [reader.id]
