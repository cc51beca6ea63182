"""Backups of each night: when they begin, what is kept of them, and who is told."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.core.clock import now, told
from registry.jobs import worker
from registry.operations import checks
from registry.operations.backups import sealing
from registry.operations.backups.manifest import Manifest
from registry.operations.backups.nightly import Nightly
from registry.operations.backups.pruning import kept
from registry.operations.backups.record import note_failure, note_success, read_record

# 02:00 in Viet Nam.
NIGHT = datetime(2026, 3, 10, 19, tzinfo=UTC)


def manifest(moment):
    return Manifest(moment, "0", "0001", "", {}, 0, "", ())


def test_some_of_each_age_are_kept():
    # Every six hours; two of them today.
    hourly = [manifest(NIGHT - timedelta(hours=1 + 6 * number)) for number in reversed(range(4 * 500))]
    hourly += [manifest(NIGHT), manifest(NIGHT + timedelta(minutes=1))]
    with told(NIGHT):
        stay = kept(hourly)
    days = [one.day for one in stay]
    today = days[-1]
    assert days.count(today) == 3, "all of today"
    assert len(set(days)) == len(days) - days.count(today) + 1
    assert [today - timedelta(days=number) in days for number in range(15)] == [True] * 14 + [False]
    assert len({day.isocalendar()[:2] for day in days if day > today - timedelta(weeks=8)}) >= 8
    months = {(day.year, day.month) for day in days}
    assert len(months) == 12
    assert stay[-1] == hourly[-1]


def test_old_ones_go_with_their_parts_and_the_newest_stays(place, make):
    exemplar = make.exemplar()
    old = make.evidence(exemplar)
    with told(now() - timedelta(days=900)):
        first = place.make().manifest
    with told(now() - timedelta(days=800)):
        middle = place.make().manifest
    assert place.run("prune", with_key=False).stdout == "0 backups and 0 parts removed\n"
    newest = place.make().manifest
    for number in range(14):
        with told(now() - timedelta(days=31 * number)):
            place.make()
    assert place.run("prune", with_key=False).exit_code == 0
    left = place.folder.manifests()
    assert first not in left
    assert middle not in left
    assert newest in left
    assert {part.stored for one in left for part in one.parts} == set(place.stored())
    assert any(part.name == f"files/{old.digest}" for part in newest.parts)
    assert place.run("verify").exit_code == 0


class Started:
    """Stands in for the process that makes a backup."""

    def __init__(self):
        self.count, self.status = 0, None

    def __call__(self):
        self.count += 1
        self.status = None
        return self

    def poll(self):
        return self.status


@pytest.fixture
def night(place, monkeypatch, with_settings):
    """(what was started, the nightly follower); each call looks at once."""
    monkeypatch.setattr("registry.operations.backups.nightly.PAUSE", 0)
    started = Started()
    return started, Nightly(with_settings(backup_folder=str(place.path)), started)


def test_one_begins_each_night_and_not_before_one(night, place):
    started, follower = night
    with told(NIGHT - timedelta(hours=1, minutes=30)):
        follower()
    assert started.count == 0
    with told(NIGHT):
        follower()
        follower()
        assert started.count == 1, "still running"
        started.status = 0
        note_success(place.settings.instance, "x", 1)
        follower()
        assert started.count == 1
    with told(NIGHT + timedelta(days=1)):
        follower()
    assert started.count == 2


def test_one_that_dies_without_a_word_has_failed_and_is_tried_again(night, place):
    started, follower = night
    with told(NIGHT):
        follower()
        started.status = -9
        follower()
    assert read_record(place.settings.instance).error == "the backup ended with status -9"
    assert started.count == 1
    with told(NIGHT + timedelta(minutes=61)):
        follower()
    assert started.count == 2


def test_without_a_folder_nothing_begins(place):
    started = Started()
    Nightly(place.settings, started)()
    assert started.count == 0
    assert isinstance(worker._followers["backups"], Nightly)


def test_nightly_command_seals_prunes_and_notes(place, make, with_settings, run):
    make.exemplar()
    with told(now() - timedelta(days=900)):
        old = place.make().manifest
    for number in range(14):
        with told(now() - timedelta(days=31 * number)):
            place.make()
    with_settings(backup_folder=str(place.path), backup_recipient=place.recipient)
    done = run("backup", "create")
    assert done.exit_code == 0, done.stderr
    assert old in place.folder.manifests()
    record = read_record(place.settings.instance)
    assert (record.point, record.failed_at) == (place.folder.good()[-1].point, None)


def test_backup_elsewhere_does_not_stand_for_the_one_of_the_night(place, make, with_settings, run, tmp_path):
    make.exemplar()
    settings = with_settings(backup_folder=str(place.path), backup_recipient=place.recipient)
    other = sealing.make_identity(tmp_path / "other.txt")
    for how in (
        ("--plain",), ("--folder", str(tmp_path / "stick")), ("--recipient", other),
        ("--folder", str(tmp_path / "stick"), "--plain"),
    ):  # fmt: skip
        assert run("backup", "create", *how).exit_code == 0, how
        assert read_record(settings.instance).made_at is None, how
    (tmp_path / "no-folder").write_text("")
    assert run("backup", "create", "--folder", str(tmp_path / "no-folder")).exit_code == 1
    assert run("backup", "create", "--recipient", "age1khong").exit_code == 1
    assert read_record(settings.instance).failed_at is None, "the next one is not put off"
    assert run("backup", "create", "--folder", str(place.path)).exit_code == 0
    assert read_record(settings.instance).made_at is not None


def of_backups(settings):
    return list(checks._of_backups(settings))


def test_missing_old_and_failed_backups_are_faults(place, make, with_settings):
    assert "none are made" in of_backups(place.settings)[0]
    settings = with_settings(backup_folder=str(place.path))
    assert [("not set" in one, "there is none" in one) for one in of_backups(settings)] == [
        (True, False), (False, True),
    ]  # fmt: skip
    settings = with_settings(backup_recipient=place.recipient)
    with told(now() - timedelta(hours=27)):
        made = place.make().manifest
    place.make("")
    (old,) = of_backups(settings)
    assert "the newest whole one is of" in old, "one that is not sealed does not count"
    with told(now() - timedelta(hours=25)):
        place.make()
    assert of_backups(settings) == []
    for part in {part.stored: part for one in place.folder.manifests() for part in one.parts}.values():
        if part not in made.parts:
            place.folder.path_of(part).unlink()
    assert "the newest whole one is of" in of_backups(settings)[0]
    note_failure(settings.instance, "the disk is full")
    assert of_backups(settings)[-1] == "backups: the last one failed: the disk is full"


@pytest.fixture
def page(client, make):
    client.sign_in(make.administrator(make.province()))
    return lambda: client.get("/en/quan-tri").text


def test_administrators_see_how_the_last_one_went(page, place, with_settings):
    assert "No backups are made at night" in page()
    with_settings(backup_folder=str(place.path), backup_recipient=place.recipient)
    assert "The last backup is older than a day" in page()
    note_success(place.settings.instance, "x", 1_500_000)
    shown = page()
    assert "older than a day" not in shown
    assert "Newly stored" in shown
    note_failure(place.settings.instance, "the disk is full")
    assert "did not come about" in page()
    assert "the disk is full" in page()
    with_settings(demonstration=True, backup_folder="")
    assert "Last backup" not in page()
