"""Word, Excel and OpenDocument files: what is read of them, and what hides in them."""

import time
import zipfile
from io import BytesIO

import docx
import openpyxl
import pytest

from registry.evidence.checks import Refused
from registry.evidence.filetypes import ARCHIVE, DOCX, ODS, ODT, XLSX
from registry.evidence.readers import archive
from registry.evidence.rendering import render

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)


def _rendered(content):
    return render(BytesIO(content), ARCHIVE)


@pytest.mark.parametrize(("kind", "media_type"), [("docx", DOCX), ("xlsx", XLSX), ("odt", ODT), ("ods", ODS)])
def test_office_files_are_kept_as_they_came_with_their_text(make, kind, media_type):
    kept = _rendered(make.office(kind, "Hỗ trợ 12 hộ"))

    assert (kept.content, kept.media_type) == (b"", media_type)
    assert "Hỗ trợ 12 hộ" in kept.text.decode()


def test_the_text_of_real_documents_is_read(app):
    document, target = docx.Document(), BytesIO()
    document.add_paragraph("Biên bản họp thôn")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Hộ nghèo", "12"
    document.save(target)

    assert _rendered(target.getvalue()).text.decode() == "Biên bản họp thôn\nHộ nghèo\t12"


def test_the_cells_of_real_workbooks_are_read(app):
    book, target = openpyxl.Workbook(), BytesIO()
    book.active.append(["Chỉ tiêu", "Trước", "Sau"])
    book.active.append(["Hộ nghèo", 45, 12])
    book.save(target)

    assert _rendered(target.getvalue()).text.decode() == "Chỉ tiêu\tTrước\tSau\nHộ nghèo\t45\t12"


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_u03_a_bomb_is_refused_at_once(make, kind):
    part = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml"}[kind]
    content = make.office(kind, parts={part: b"<a>" + b" " * 200_000_000 + b"</a>"})
    begun = time.monotonic()

    with pytest.raises(Refused, match="unpacks into far too much"):
        _rendered(content)

    assert len(content) < 1_000_000
    assert time.monotonic() - begun < 5, "it must be refused while it is unpacked, not afterwards"


def test_u03_many_members_are_refused(make):
    content = make.office(parts={f"x/{n}.txt": b"" for n in range(20_000)})

    with pytest.raises(Refused, match="far too much"):
        _rendered(content)


def _patched(content, name, size):
    """The archive with another size of a member in its table of contents."""
    raw = bytearray(content)
    at = raw.rindex(b"PK\x01\x02", 0, raw.rindex(name.encode()))
    raw[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(raw)


@pytest.mark.parametrize("size", [10, 5_000_000])
def test_u03_a_table_of_contents_that_lies_is_not_believed(make, size):
    content = make.office(parts={"word/media.bin": bytes(1_000_000)})

    with pytest.raises(Refused, match="not what it says of itself"):
        _rendered(_patched(content, "word/media.bin", size))


def test_u03_a_small_size_in_the_table_does_not_let_a_bomb_in(make):
    content = make.office(parts={"word/media.bin": bytes(200_000_000)})

    with pytest.raises(Refused, match="far too much"):
        _rendered(_patched(content, "word/media.bin", 10))


def _nested(depth, payload):
    for _level in range(depth):
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as outer:
            outer.writestr("inside.bin", payload)
        payload = target.getvalue()
    return payload


def test_u03_what_is_inside_an_archive_inside_counts_too(make):
    for payload in (_nested(1, bytes(archive.MOST_INFLATED)), _nested(2, b"x")):
        with pytest.raises(Refused, match="far too much"):
            _rendered(make.office(parts={"word/embeddings/table.xlsx": payload}))


def test_a_chart_may_bring_its_table(make):
    table = make.office("xlsx", "Số hộ")

    assert _rendered(make.office(parts={"word/embeddings/table.xlsx": table})).media_type == DOCX


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><a>&y;</a>',
    ],
)
@pytest.mark.parametrize(("kind", "part"), [("docx", "word/document.xml"), ("ods", "content.xml")])
def test_u06_document_types_and_entities_are_refused(make, kind, part, declared):
    with pytest.raises(Refused, match="fetches something"):
        _rendered(make.office(kind, parts={part: declared}))


def test_u06_they_are_found_in_every_part_and_encoding(make):
    hidden = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16")

    with pytest.raises(Refused, match="fetches something"):
        _rendered(make.office(parts={"customXml/item1.xml": hidden}))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"word/vbaProject.bin": b"x"}, "macros"),
        ({"xl/macrosheets/sheet1.xml": "<a/>"}, "macros"),
        ({"word/activeX/activeX1.xml": "<a/>"}, "macros"),
        ({"Basic/Standard/Module1.xml": "<a/>"}, "macros"),
        (
            {"[Content_Types].xml": "<Types><a b='application/vnd.ms-word.document.macroEnabled'/></Types>"},
            "macros",
        ),
        ({"word/document.xml": "<d><instrText> DDEAUTO c:\\\\cmd.exe</instrText></d>"}, "macros"),
        ({"word/embeddings/oleObject1.bin": OLE}, "attached inside"),
        ({"word/media/image1.png": b"MZ\x90\x00" + bytes(50)}, "program"),
        ({"word/media/image1.png": b"\x7fELF" + bytes(50)}, "program"),
        (
            {"word/_rels/settings.xml.rels": "<R><r Type='x/attachedTemplate' TargetMode='External'/></R>"},
            "attached inside",
        ),
    ],
)
def test_u07_what_runs_is_refused(make, parts, words):
    with pytest.raises(Refused, match=words):
        _rendered(make.office(parts=parts))


def test_links_to_pages_are_no_objects(make):
    links = "<R><r Type='x/hyperlink' Target='https://a.vn' TargetMode='External'/></R>"

    assert _rendered(make.office(parts={"word/_rels/document.xml.rels": links})).media_type == DOCX


@pytest.mark.parametrize("name", ["../../etc/passwd", "word/../../x.xml", "/etc/x", "C:/x", "a\\..\\b"])
def test_u09_names_that_lead_out_are_refused(make, name):
    with pytest.raises(Refused, match="places outside"):
        _rendered(make.office(parts={name: b"x"}))


def test_u09_links_instead_of_files_are_refused(make):
    target = BytesIO(make.office())
    with zipfile.ZipFile(target, "a") as opened:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, "/etc/passwd")

    with pytest.raises(Refused, match="places outside"):
        _rendered(target.getvalue())


def test_u02_a_page_before_or_behind_a_document_is_refused(make):
    page = b"<html><script>alert(1)</script></html>"
    for content in (page + make.office(), make.office() + page):
        with pytest.raises(Refused, match=r"hidden in the file|damaged"):
            _rendered(content)


def test_an_archive_that_is_no_document_is_refused(make):
    for content in (_nested(1, b"x"), make.office(parts={"[Content_Types].xml": "<Types/>"})):
        with pytest.raises(Refused, match="Unpack"):
            _rendered(content)


def test_u11_a_document_that_was_cut_off_is_refused(make):
    with pytest.raises(Refused, match="damaged"):
        _rendered(make.office()[:-100])


def test_documents_locked_by_a_password_are_refused(make):
    raw = bytearray(make.office())
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1

    with pytest.raises(Refused, match="password"):
        _rendered(bytes(raw))
