"""What is kept of a photo and of a PDF."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from registry.evidence import child, rendering
from registry.evidence.checks import JPEG, MOST_PAGES, PDF, Refused, media_type_of
from registry.evidence.child import Bounds, ask
from registry.evidence.rendering import THUMBNAIL_BYTES, render
from tests.make.files import ARTIST, GPS, PLAIN_CATALOG


def _opened(content):
    return Image.open(BytesIO(content))


def render_photo(content):
    return render(BytesIO(content), media_type_of(content[:4096]))


def render_document(content):
    return render(BytesIO(content), PDF)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photos_become_jpeg(make, kind):
    kept = render_photo(make.photo((640, 480), kind))

    assert (_opened(kept.content).format, kept.media_type) == ("JPEG", "image/jpeg")
    assert (kept.width, kept.height, kept.pages) == (640, 480, None)


def test_u12_place_camera_and_person_are_taken_out(make):
    content = make.photo_with_place()
    assert {GPS, ARTIST} <= set(_opened(content).getexif())
    assert b"Nguy" in content

    kept = render_photo(content)

    for picture in (kept.content, kept.thumbnail, kept.preview):
        assert dict(_opened(picture).getexif()) == {}
        assert b"Nguy" not in picture


def test_u12_text_inside_a_png_is_taken_out(app):
    notes, target = PngImagePlugin.PngInfo(), BytesIO()
    notes.add_text("Author", "Nguyen Van A")
    Image.new("RGB", (40, 40)).save(target, "PNG", pnginfo=notes)

    assert b"Nguyen" not in render_photo(target.getvalue()).content


def test_a_photo_that_lies_on_its_side_is_turned_before_that_is_forgotten(make):
    kept = render_photo(make.photo_with_place(orientation=6))

    assert (kept.width, kept.height) == (40, 80)


def test_large_photos_are_made_smaller(make):
    kept = render_photo(make.photo((3200, 1600)))

    assert (kept.width, kept.height) == (2400, 1200)
    assert max(_opened(kept.preview).size) == 960
    assert max(_opened(kept.thumbnail).size) == 480


def test_small_pictures_weigh_little_even_of_a_busy_photo(app):
    noise, target = Image.effect_noise((1600, 1200), 120).convert("RGB"), BytesIO()
    noise.save(target, "JPEG", quality=95)

    kept = render_photo(target.getvalue())

    assert len(kept.thumbnail) <= THUMBNAIL_BYTES * 1.5
    assert len(kept.thumbnail) < len(kept.preview) < len(kept.content)


def test_what_was_transparent_becomes_white(app):
    target = BytesIO()
    Image.new("RGBA", (20, 20), (200, 0, 0, 0)).save(target, "PNG")

    assert _opened(render_photo(target.getvalue()).content).getpixel((10, 10)) == (255, 255, 255)


def test_the_same_photo_gives_the_same_bytes(make):
    content = make.photo()

    assert render_photo(content) == render_photo(content)


@pytest.mark.parametrize("side", [8000, 30_000])
def test_u04_a_photo_that_promises_too_many_pixels_is_refused_from_its_header(make, monkeypatch, side):
    # With so little memory it could not be decoded: the header alone must tell.
    monkeypatch.setattr(rendering, "OF_PHOTOS", Bounds(memory=160 * 1024 * 1024, cpu=2, seconds=5))

    with pytest.raises(Refused, match="megapixels"):
        render_photo(make.huge_png(side))


def test_u04_a_photo_that_promises_less_than_it_holds_gives_what_it_promised(make):
    content = bytearray(make.photo((64, 48)))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = (16).to_bytes(2, "big") * 2

    kept = render_photo(bytes(content))

    assert (kept.width, kept.height) == (16, 16)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_photo_is_refused(make, kind):
    content = make.photo((400, 300), kind)

    with pytest.raises(Refused, match="damaged or incomplete"):
        render_photo(content[: len(content) // 2])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_u02_what_hides_behind_a_photo_is_not_kept(make, kind):
    kept = render_photo(make.photo(kind=kind) + b"<script>alert(1)</script>PK\x05\x06")

    for picture in (kept.content, kept.preview, kept.thumbnail):
        assert b"<script>" not in picture
        assert b"PK\x05\x06" not in picture


def test_a_document_is_kept_as_it_came_with_its_pages_and_a_picture(make):
    content = make.pdf(pages=3)

    kept = render_document(content)

    assert (kept.content, kept.pages, kept.media_type) == (b"", 3, "application/pdf")
    assert _opened(kept.thumbnail).size == (343, 480)


def test_a_document_of_a_word_processor_is_read(make):
    assert render_document(make.pdf(pages=2, compressed=True)).pages == 2


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (b"<</S/JavaScript/JS(app.alert\\(1\\))>>", "commands that run"),
        (b"<</S/J#61vaScript/#4aS(app.alert\\(1\\))>>", "commands that run"),
        (b"<</S/Launch/F(cmd.exe)>>", "commands that run"),
        (b"<</Type/Filespec/EF<</F 9 0 R>>/Sub<</Type/EmbeddedFile>>>>", "attached inside"),
    ],
)
def test_u07_what_runs_is_found_inside_compressed_objects(make, action, words):
    catalog = PLAIN_CATALOG.replace(b">>", b"/OpenAction 4 0 R>>")

    with pytest.raises(Refused, match=words):
        render_document(make.pdf(catalog=catalog, more=[action], compressed=True))


def test_u07_a_string_cannot_hide_what_follows_it(make):
    catalog = PLAIN_CATALOG.replace(b">>", b"/Lang(>>stream\n)/OpenAction 4 0 R>>")
    more = [b"<</S/JavaScript/JS(1)>>", b"<</Length 3>>stream\nabc\nendstream"]

    with pytest.raises(Refused, match="commands that run"):
        render_document(make.pdf(catalog=catalog, more=more))


@pytest.mark.parametrize("content", [b"%PDF-1.4\n%%EOF", b"%PDF-1.7\n" + bytes(5000) + b"\n%%EOF"])
def test_a_damaged_document_is_refused(app, content):
    with pytest.raises(Refused, match="damaged"):
        render_document(content)


def test_u05_a_document_with_ten_thousand_pages_is_kept_without_its_text(make):
    kept = render_document(make.pdf(pages=5 * MOST_PAGES))

    assert (kept.pages, kept.text) == (5 * MOST_PAGES, None)


TEXT = b"BT /F1 8 Tf 10 200 Td (%s) Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def _with_text(make, words):
    """A PDF of one page with these words on it."""
    body = TEXT % words
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(body), body)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 280]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    plain = make.pdf(more=[stream, FONT])
    return plain.replace(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 280]>>", page)


def test_the_text_of_a_document_is_read(make):
    assert render_document(_with_text(make, b"Bien ban hop thon")).text == b"Bien ban hop thon"


def test_u05_an_endless_text_layer_is_cut(make, monkeypatch):
    monkeypatch.setattr(rendering, "MOST_TEXT", 1000)

    kept = render_document(_with_text(make, b"dai " * 250_000))

    assert (kept.pages, len(kept.text)) == (1, 1000)


def _reader(monkeypatch, tmp_path, name, code, bounds=None):
    """A reader of our own in the place of one of the program's."""
    folder = tmp_path / "registry" / "evidence" / "readers"
    folder.mkdir(parents=True)
    for part in (folder, folder.parent, folder.parent.parent):
        (part / "__init__.py").touch()
    for known in ("frame", "pictures", "pdf"):
        source = child.ROOT / "registry" / "evidence" / "readers" / f"{known}.py"
        (folder / f"{known}.py").write_text(source.read_text("utf-8"), "utf-8")
    (folder / f"{name}.py").write_text(code, "utf-8")
    monkeypatch.setattr(child, "ROOT", tmp_path)
    if bounds:
        monkeypatch.setattr(rendering, "OF_DOCUMENTS", bounds)


def _pdf_reader(old, new):
    source = child.ROOT / "registry" / "evidence" / "readers" / "pdf.py"
    code = source.read_text("utf-8")
    assert old in code
    return code.replace(old, new)


def test_u05_a_document_that_takes_too_long_is_ended_and_refused(make, monkeypatch, tmp_path):
    # Left alone it would end well, so only the clock can refuse it.
    code = _pdf_reader("    names = sorted(", "    import time; time.sleep(3)\n    names = sorted(")
    _reader(monkeypatch, tmp_path, "pdf", code, Bounds(seconds=1))

    with pytest.raises(Refused, match="too complex"):
        render_document(make.pdf())


def test_u05_a_document_that_keeps_the_processor_busy_is_ended_and_refused(make, monkeypatch, tmp_path):
    # Left alone it would end well, and long before the clock ends it.
    busy = "    import time\n    while time.process_time() < 4: pass\n    names = sorted("
    code = _pdf_reader("    names = sorted(", busy)
    _reader(monkeypatch, tmp_path, "pdf", code, Bounds(cpu=1))

    with pytest.raises(Refused, match="too complex"):
        render_document(make.pdf())


def test_u05_a_reader_that_wants_too_much_memory_dies_alone(make, monkeypatch, tmp_path):
    code = _pdf_reader("    names = ", "    x = bytearray(2**31)\n    names = ")
    _reader(monkeypatch, tmp_path, "pdf", code)

    with pytest.raises(Refused, match="too complex"):
        render_document(make.pdf())


def test_u05_a_page_that_cannot_be_drawn_costs_the_picture_and_the_text_only(make, monkeypatch, tmp_path):
    code = _pdf_reader("page = document[0]", "import os; os.abort()")
    _reader(monkeypatch, tmp_path, "pdf", code)

    kept = render_document(make.pdf(pages=2))

    assert (kept.pages, kept.thumbnail, kept.text) == (2, None, None)


def test_a_reader_that_says_too_much_is_cut_off(make, monkeypatch, tmp_path):
    code = "from registry.evidence.readers import frame\nframe.confine()\nframe.give('x', bytes(2**24))\n"
    _reader(monkeypatch, tmp_path, "loud", code)

    answer = ask("registry.evidence.readers.loud", BytesIO(b"x"), Bounds(answer=2**20))

    assert (answer.facts, answer.parts) == ({}, {})


def test_photos_of_phones_become_jpeg(make):
    content = make.heic((400, 300))

    kept = render_photo(content)

    assert (_opened(kept.content).format, kept.media_type) == ("JPEG", JPEG)
    assert (kept.width, kept.height) == (400, 300)


def test_u12_a_photo_of_a_phone_loses_its_place_too(make):
    content = make.heic(exif=make.exif_with_place())
    assert b"Nguy" in content

    kept = render_photo(content)

    assert dict(_opened(kept.content).getexif()) == {}
    assert b"Nguy" not in kept.content


def test_the_day_a_photo_was_taken_is_kept_aside(make):
    assert str(render_photo(make.photo(exif=make.exif_with_place())).taken_on) == "2026-03-14"
    assert render_photo(make.photo()).taken_on is None
