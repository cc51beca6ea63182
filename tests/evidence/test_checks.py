"""Which files are taken. Ids such as U01 are those of the list of abuse cases."""

from io import BytesIO

import pytest

from registry.evidence import checks
from registry.evidence.checks import Limits, Refused, read_checked
from registry.evidence.filetypes import (
    ARCHIVE,
    HEIC,
    JPEG,
    M4A,
    MOV,
    MP3,
    MP4,
    OGG,
    PDF,
    PNG,
    WAV,
    WEBM,
    WEBP,
)
from tests.make.files import EICAR, LIMITS

JAVASCRIPT = b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>"


def _read(content, limits=LIMITS):
    return read_checked(BytesIO(content), limits)


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", JPEG), ("PNG", PNG), ("WEBP", WEBP)])
def test_photos_are_known_by_their_bytes(make, kind, media_type):
    content = make.photo(kind=kind)

    assert _read(content) == (len(content), media_type)


def test_documents_are_known_by_their_bytes(make):
    content = make.pdf(pages=2)

    assert _read(content) == (len(content), PDF)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            "holds text, not a picture",
        ),
        (b"<!doctype html><script>alert(1)</script>", "holds text, not a picture"),
        (b"MZ\x90\x00 this program cannot be run", "is a program, whatever its name says"),
        (b"plain words", "The file holds text, not a picture."),
        ("Ghi ch\u00fa".encode() * 1000, "holds text"),
        (b"\x01\x02\x00\xff", "none of the kinds that are kept"),
        (EICAR, "holds text"),
        (b"GIF89a/*\x00*/=1;alert(1)", "JPEG or PNG"),
        (b"II*\x00tiff", "JPEG or PNG"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif", "JPEG or PNG"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "as MP4 or MP3"),
        (b"fLaC\x00\x00", "as MP4 or MP3"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old Word file with macros", "Word"),
        (b"PK\x05\x06 an empty archive", "Unpack"),
        (b"Rar!\x1a\x07\x00", "Unpack"),
        (b"\n%PDF-1.4 after something else", "holds text"),
    ],
)
def test_u01_other_files_are_refused_with_what_to_do(app, content, words):
    with pytest.raises(Refused) as refusal:
        _read(content)

    assert words in refusal.value.message
    assert refusal.value.field == "files"


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"PK\x03\x04\x14\x00", ARCHIVE),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", HEIC),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", MP4),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", MOV),
        (b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00", M4A),
        (b"\x1aE\xdf\xa3\x01\x00", WEBM),
        (b"ID3\x04\x00\x00", MP3),
        (b"\xff\xfb\x90\x00", MP3),
        (b"OggS\x00\x02", OGG),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", WAV),
    ],
)
def test_other_kinds_are_known_by_their_first_bytes(app, head, media_type):
    assert checks.media_type_of(head) == media_type


def test_u01_a_file_that_only_begins_like_a_photo_is_refused_by_the_second_opinion(app, monkeypatch):
    class Other:
        @staticmethod
        def from_buffer(head, *, mime):
            return "text/html"

    monkeypatch.setattr(checks, "magic", Other)

    with pytest.raises(Refused, match="not what its beginning says"):
        _read(b"\xff\xd8\xff<html>")


def test_types_are_known_without_the_systems_library_too(make, monkeypatch):
    monkeypatch.setattr(checks, "magic", None)

    assert _read(make.photo())[1] == JPEG


def test_u02_a_pdf_with_an_archive_behind_it_is_refused(make):
    with pytest.raises(Refused, match="behind the PDF"):
        _read(make.pdf() + make.office())


def test_u02_an_archive_that_hides_its_end_before_the_mark_is_found(make):
    with pytest.raises(Refused, match="behind the PDF"):
        _read(make.pdf() + b"PK\x05\x06" + bytes(16) + b"\x06\x00%%EOF\n")


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"x"])
def test_u02_a_pdf_with_anything_behind_it_is_refused(make, tail):
    with pytest.raises(Refused, match="behind the PDF"):
        _read(make.pdf() + tail)


def test_a_pdf_may_end_in_line_breaks(make):
    assert _read(make.pdf() + b"\r\n\r\n")[1] == PDF


def test_u11_a_pdf_that_was_cut_off_is_refused(make):
    with pytest.raises(Refused, match="incomplete"):
        _read(make.pdf(pages=3)[:-40])


@pytest.mark.parametrize("spelling", [b"/JavaScript", b"/J#61vaScript", b"/#4a#61#76#61#53cript"])
def test_u07_a_pdf_with_a_script_is_refused_however_it_is_spelt(make, spelling):
    with pytest.raises(Refused, match="commands that run"):
        _read(make.pdf(catalog=JAVASCRIPT.replace(b"/JavaScript", spelling)))


@pytest.mark.parametrize(
    ("catalog", "words"),
    [
        (b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(cmd.exe)>>>>", "commands that run"),
        (b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[]>>>>>>", "attached inside"),
    ],
)
def test_u07_programs_and_attached_files_are_refused(make, catalog, words):
    with pytest.raises(Refused, match=words):
        _read(make.pdf(catalog=catalog))


def test_names_that_only_begin_alike_are_not_mistaken(make):
    content = make.pdf(catalog=b"<</Type/Catalog/Pages 2 0 R/Launchpad 1/JavaScripture 2>>")

    assert _read(content)[1] == PDF


class _Counted(BytesIO):
    """A stream that says how much of it was read."""

    def read(self, size=-1):
        part = super().read(size)
        self.taken = getattr(self, "taken", 0) + len(part)
        return part


@pytest.mark.parametrize(("media", "limit"), [("photo", 200_000), ("pdf", 400_000)])
def test_u10_a_file_above_its_limit_is_refused_before_it_is_read(make, media, limit):
    stream = _Counted(getattr(make, media)() + bytes(5_000_000))

    with pytest.raises(Refused, match="larger than the limit"):
        read_checked(stream, Limits(200_000, 400_000, 10**9))

    assert stream.taken <= checks.HEAD


@pytest.mark.parametrize(("head", "most"), [(b"OggS", 5_000), (b"\x00\x00\x00\x18ftypmp42", 7_000)])
def test_u10_sound_and_video_have_limits_of_their_own(app, head, most):
    limits = Limits(1, 1, 10**9, sound=5_000, video=7_000)

    assert _read(head + bytes(most - len(head)), limits)[0] == most
    with pytest.raises(Refused, match="larger than the limit"):
        _read(head + bytes(most), limits)


def test_a_file_of_exactly_the_limit_is_taken(make):
    content = make.photo()

    assert _read(content, Limits(len(content), 1, 1))[0] == len(content)
    with pytest.raises(Refused):
        _read(content, Limits(len(content) - 1, 1, 1))
