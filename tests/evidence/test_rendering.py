"""What is kept of a photo and of a PDF."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from registry.evidence import rendering
from registry.evidence.checks import MOST_PAGES, Refused
from registry.evidence.rendering import THUMBNAIL_BYTES, render_document, render_photo
from tests.make.files import ARTIST, GPS, PLAIN_CATALOG


def _opened(content):
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photos_become_jpeg(make, kind):
    kept = render_photo(make.photo((640, 480), kind))

    assert (_opened(kept.content).format, kept.media_type) == ("JPEG", "image/jpeg")
    assert (kept.width, kept.height, kept.pages) == (640, 480, None)


def test_u12_place_camera_and_person_are_taken_out(make):
    content = make.photo_with_place()
    assert {GPS, ARTIST} <= set(_opened(content).getexif())

    kept = render_photo(content)

    for picture in (kept.content, kept.thumbnail, kept.preview):
        assert dict(_opened(picture).getexif()) == {}
        assert "Nguyễn".encode() not in picture


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


def test_u04_a_photo_that_promises_too_many_pixels_is_refused_from_its_header(make, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("it was decoded"))

    for side in (8000, 30_000):
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


def test_u02_what_hides_behind_a_photo_is_not_kept(make):
    kept = render_photo(make.photo() + b"<script>alert(1)</script>PK\x05\x06")

    assert b"<script>" not in kept.content


def test_a_document_is_kept_as_it_is_with_its_pages_and_a_picture(make):
    content = make.pdf(pages=3)

    kept = render_document(content)

    assert (kept.content, kept.pages, kept.media_type) == (content, 3, "application/pdf")
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


def test_u05_a_document_with_too_many_pages_is_refused(make):
    with pytest.raises(Refused, match="pages"):
        render_document(make.pdf(pages=MOST_PAGES + 1))


def test_u05_a_document_that_takes_too_long_is_ended_and_refused(make, monkeypatch, tmp_path):
    endless = tmp_path / "reader.py"
    endless.write_text("import time\ntime.sleep(60)\n", "utf-8")
    monkeypatch.setattr(rendering, "READER", endless)
    monkeypatch.setattr(rendering, "READER_SECONDS", 0.3)

    with pytest.raises(Refused, match="too complex"):
        render_document(make.pdf())


def test_u05_a_reader_that_wants_too_much_memory_dies_alone(make, monkeypatch, tmp_path):
    greedy = tmp_path / "reader.py"
    code = rendering.READER.read_text("utf-8").replace(
        "document = pypdfium2", "x = bytearray(2**31); document = pypdfium2"
    )
    greedy.write_text(code, "utf-8")
    monkeypatch.setattr(rendering, "READER", greedy)

    with pytest.raises(Refused, match="too complex"):
        render_document(make.pdf())


def test_u05_a_page_that_cannot_be_drawn_costs_the_picture_only(make, monkeypatch, tmp_path):
    broken = tmp_path / "reader.py"
    code = rendering.READER.read_text("utf-8").replace("page = document[0]", "import os; os.abort()")
    broken.write_text(code, "utf-8")
    monkeypatch.setattr(rendering, "READER", broken)

    kept = render_document(make.pdf(pages=2))

    assert (kept.pages, kept.thumbnail) == (2, None)
