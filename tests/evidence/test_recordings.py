"""Videos and recordings: looked over from end to end, kept as they came but for where they were made."""

import os
import shutil
from io import BytesIO

import pytest

from registry.evidence.checks import Refused, media_type_of
from registry.evidence.filetypes import M4A, MOV, MP3, MP4, OGG, WAV, WEBM
from registry.evidence.rendering import render
from registry.evidence.service.preparing import Blanked


def _rendered(content):
    return render(BytesIO(content), media_type_of(content[:4096]))


@pytest.mark.parametrize(
    ("kind", "media_type", "seconds"),
    [("mp4", MP4, 5), ("webm", WEBM, 5), ("mp3", MP3, 2), ("wav", WAV, 2), ("ogg", OGG, 2)],
)
def test_recordings_are_kept_with_their_length(make, kind, media_type, seconds):
    kept = _rendered(getattr(make, kind)(seconds))

    assert (kept.content, kept.media_type, kept.seconds) == (b"", media_type, seconds)


def test_the_inside_says_what_the_first_bytes_cannot(make):
    assert _rendered(make.mp4(brand=b"M4A ", handler=b"soun")).media_type == M4A
    assert _rendered(make.mp4(handler=b"soun")).media_type == M4A
    assert _rendered(make.mp4(brand=b"qt  ")).media_type == MOV


def test_u12_where_a_video_was_filmed_is_blanked_out(make):
    content = make.mp4(place=b"+21.0285+105.8542/")

    kept = _rendered(content)
    stored = Blanked(BytesIO(content), kept.blank)
    whole = b"".join(iter(lambda: stored.read(7), b""))

    assert b"105.8542" in content
    assert b"105.8542" not in whole
    assert len(whole) == len(content)
    assert _rendered(whole).seconds == kept.seconds


@pytest.mark.parametrize("kind", ["mp4", "webm", "wav", "ogg"])
def test_u02_an_archive_behind_a_recording_is_refused(make, kind):
    with pytest.raises(Refused, match=r"hidden in the recording|damaged"):
        _rendered(getattr(make, kind)() + make.office())


@pytest.mark.parametrize("kind", ["mp4", "webm", "wav", "ogg"])
def test_u11_a_recording_that_was_cut_off_is_refused(make, kind):
    content = getattr(make, kind)()

    with pytest.raises(Refused, match=r"damaged|hidden"):
        _rendered(content[: len(content) * 2 // 3])


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x00\x00\x18ftypmp42" + bytes(4000),
        b"\x1aE\xdf\xa3" + bytes(4000),
        b"OggS" + bytes(22) + b"\xff" * 4000,
        b"ID3\x04\x00\x00\x00\x00\x00\x00<html><script>alert(1)</script>" + b"a" * 4000,
        b"RIFF\x24\x00\x00\x00WAVE" + b"\xff" * 4000,
    ],
)
def test_u01_what_only_begins_like_a_recording_is_refused(app, content):
    with pytest.raises(Refused):
        _rendered(content)


def test_other_containers_of_browsers_are_refused(make):
    for content in (make.webm(kind=b"matroska"), make.webm(track=2)):
        with pytest.raises(Refused):
            _rendered(content)


def test_a_video_has_no_picture_where_there_is_no_ffmpeg(make, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)

    assert _rendered(make.mp4()).thumbnail is None


def _ffmpeg(monkeypatch, tmp_path, script):
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")


def test_a_video_has_the_picture_that_ffmpeg_makes(make, monkeypatch, tmp_path):
    (tmp_path / "frame.jpg").write_bytes(make.photo((640, 360)))
    _ffmpeg(monkeypatch, tmp_path, f"/bin/cat {tmp_path}/frame.jpg")

    kept = _rendered(make.mp4())

    assert kept.thumbnail
    assert kept.preview


@pytest.mark.parametrize("script", ["exit 1", "echo no picture", "kill -9 $$"])
def test_a_video_of_which_ffmpeg_makes_nothing_is_kept_without_a_picture(make, monkeypatch, tmp_path, script):
    _ffmpeg(monkeypatch, tmp_path, script)

    assert _rendered(make.mp4()).thumbnail is None


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_a_real_video_gets_a_real_picture(tmp_path):
    target = tmp_path / "a.mp4"
    os.spawnlp(
        os.P_WAIT, "ffmpeg", "ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i",
        "testsrc=duration=2:s=320x240", str(target),
    )  # fmt: skip

    kept = _rendered(target.read_bytes())

    assert (kept.media_type, kept.seconds) == (MP4, 2)
    assert kept.thumbnail
