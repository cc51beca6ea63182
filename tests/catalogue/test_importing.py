"""Taking over models from a file: known again by their id, refused line by line."""

import json

import pytest
from sqlalchemy import func, select

from registry.catalogue import queries
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.service import fields, importing
from registry.catalogue.states import ExemplarState, Qualifier
from registry.core.db import db
from registry.core.errors import PermissionDenied
from registry.units.states import UnitKind

ROW = {
    "id": "m003",
    "title": "Hũ gạo tình thương của Hội Phụ nữ huyện Lắk",
    "unit": "Hội Liên hiệp Phụ nữ huyện Lắk",
    "commune": "xã Liên Sơn",
    "district": "huyện Lắk",
    "province": "Đắk Lắk",
    "year_start": 2020,
    "field": "culture-society",
    "kind": "collective",
    "summary": "Mỗi người khi xay gạo để lại một phần nhỏ.",
    "results": [
        {"indicator": "hộ được giúp (hơn)", "value": 120, "unit": "household"},
        {"indicator": "gạo gom được", "value": 2.5, "unit": "tonne"},
    ],
    "areas": ["ethnic-minority", "rural"],
    "topics": ["hũ gạo tình thương"],
    "source_url": "https://baodaklak.vn/hu-gao",
}


@pytest.fixture(autouse=True)
def _fields(app):
    fields.ensure_default_fields()


def line(**changes):
    return json.dumps({**ROW, **changes}, ensure_ascii=False).encode()


def run(*lines, **options):
    report = importing.import_models(None, lines, **options)
    return (report.added, report.updated, report.unchanged, len(report.refused))


def only():
    return db.session.scalars(select(Exemplar)).one()


def test_a_model_is_taken_over_whole(make):
    province = make.province(name="Đắk Lắk")

    assert run(line()) == (1, 0, 0, 0)

    exemplar = only()
    version = exemplar.public_version
    assert (exemplar.is_imported, exemplar.is_public, exemplar.state) == (True, True, ExemplarState.RUNNING)
    assert (exemplar.lead_unit, exemplar.lead_unit_name, exemplar.province) == (None, ROW["unit"], province)
    assert exemplar.place == "xã Liên Sơn, huyện Lắk"
    assert (version.field.code, version.areas) == ("culture-society", ["ethnic_minority", "rural"])
    assert (version.started_year, version.sources) == (2020, [ROW["source_url"]])
    results = [
        (one.indicator, one.before, str(one.after), one.measure, one.qualifier) for one in version.results
    ]
    assert results == [
        ("hộ được giúp", None, "120", "hộ", Qualifier.MORE_THAN),
        ("gạo gom được", None, "2.5", "tonne", Qualifier.EXACT),
    ]
    assert version.is_frozen


def test_the_same_file_again_changes_nothing(app):
    run(line())
    assert run(line()) == (0, 0, 1, 0)
    assert db.session.scalar(select(func.count()).select_from(ExemplarVersion)) == 1


def test_other_contents_become_a_new_version_and_the_old_one_stays(app):
    run(line())
    key = only().latest.results[0].key

    assert run(line(summary="Bản tóm tắt đầy đủ hơn.")) == (0, 1, 0, 0)

    exemplar = only()
    assert [one.summary for one in exemplar.versions] == [ROW["summary"], "Bản tóm tắt đầy đủ hơn."]
    assert exemplar.public_version.number == 2
    assert exemplar.latest.results[0].key == key
    assert len(queries.list_versions(None, exemplar)) == 2


def test_a_province_known_later_is_added_without_a_new_version(make):
    run(line())
    assert only().place == "xã Liên Sơn, huyện Lắk, Đắk Lắk"
    province = make.province(name="Đắk Lắk")

    assert run(line()) == (0, 1, 0, 0)
    assert (only().province, only().place, len(only().versions)) == (province, "xã Liên Sơn, huyện Lắk", 1)
    assert run(line()) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("TP.HCM", "Hồ Chí Minh"),
        ("Bình Dương (cũ)", "Bình Dương"),
        ("Thừa Thiên Huế", "Huế"),
        ("tỉnh bình dương", "Bình Dương"),
        ("Thành phố Hồ Chí Minh", "Hồ Chí Minh"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_provinces_are_known_by_their_other_names(make, told, found):
    for name in ("Hồ Chí Minh", "Huế"):
        make.unit(name=name, kind=UnitKind.CITY)
    make.province(name="Bình Dương")
    make.unit(name="Atlantis", kind=UnitKind.COMMUNE)

    run(line(province=told))

    assert (only().province.name if only().province else None) == found


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line(title=""), "title"),
        (line(title=None), "title"),
        (line(title="x" * 301), "title"),
        (line(summary="  "), "summary"),
        (line(id=None), "id"),
        (line(id=7), "id"),
        (line(field="astrology"), "field"),
        (line(field=None), "field"),
        (line(kind="crowd"), "subject_kind"),
        (line(source_url="javascript:alert(1)"), "source_url"),
        (line(source_url=None), "source_url"),
        (line(areas=["moon"]), "areas"),
        (line(areas="rural"), "areas"),
        (line(year_start="2020"), "year_start"),
        (line(year_start=10**26), "started_year"),
        (line(results=[{"indicator": "hộ", "value": "nhiều"}]), "results"),
        (line(results=[{"indicator": "hộ", "value": True}]), "results"),
        (line(results=[{"indicator": "hộ", "value": 10**26}]), "results"),
        (line(results=[7]), "results"),
        (b'{"id": "m1", "results": [{"indicator": "x", "value": NaN}]}', "JSON"),
        (b"{not json", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[1]", ""),
        ("Hũ gạo".encode("utf-16"), "UTF-8"),
        (b'"' + b"x" * 300_000 + b'"', ""),
    ],
)
def test_a_wrong_line_is_refused_with_its_number_and_the_rest_goes_on(app, bad, reason):
    report = importing.import_models(None, [b"\n", bad, line(id="m004")])

    assert (report.added, len(report.refused)) == (1, 1)
    number, said = report.refused[0]
    assert number == 2
    assert reason in said
    assert only().source_id == "m004"


def test_an_id_twice_in_a_file_is_refused_the_second_time(app):
    report = importing.import_models(None, [line(), line(title="Khác")])

    assert (report.added, report.refused[0][0]) == (1, 2)
    assert only().latest.title == ROW["title"]


def test_a_dry_run_counts_and_stores_nothing(app):
    assert run(line(), line(id="m4", title=""), dry_run=True) == (1, 0, 0, 1)
    assert db.session.scalar(select(func.count()).select_from(Exemplar)) == 0


def test_only_those_who_look_after_the_whole_import(make):
    with pytest.raises(PermissionDenied):
        importing.import_models(make.staff(make.unit(parent=make.province())), [line()])
    assert db.session.scalar(select(func.count()).select_from(Exemplar)) == 0


def test_the_command_prints_counts_and_refused_lines(app, tmp_path):
    file = tmp_path / "models.jsonl"
    file.write_bytes(line() + b"\n" + line(id="m4", field="astrology") + b"\n")
    runner = app.test_cli_runner()

    dry = runner.invoke(args=["models", "import", str(file), "--dry-run"])
    real = runner.invoke(args=["models", "import", str(file)])

    assert "1 added, 0 updated, 0 unchanged, 1 refused (dry run)" in dry.output
    assert "line 2: field" in real.output
    assert "1 added, 0 updated, 0 unchanged, 1 refused\n" in real.output
    assert real.exit_code == 0
