"""Fifty-five files that somebody may send with bad intent, and questions that nobody would ask."""

import io
import random
import zipfile
import zlib

from PIL import Image

CATALOG = b"<</Type/Catalog/Pages 2 0 R%s>>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><d>&l9;</d>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
DEEP = "<a>" * 50_000 + "</a>" * 50_000
DOCX, XLSX = "[Content_Types].xml", "xl/worksheets/sheet1.xml"


def files(make):
    """{name of the case: (file name, bytes)}: fifty-five of them."""
    return {**_pictures(make), **_papers(make), **_office(make), **_others(make)}


def _pictures(make):
    jpeg, png = make.photo((300, 300)), make.photo((300, 300), "PNG")
    frames = io.BytesIO()
    many = [Image.new("RGB", (8, 8), (n % 256, 0, 0)) for n in range(300)]
    many[0].save(frames, "WEBP", save_all=True, append_images=many[1:], lossless=True)
    tall = io.BytesIO()
    Image.new("1", (1, 60_000)).save(tall, "PNG")
    exif = Image.Exif()
    exif[0x9286] = b"\0" * 60_000
    return {
        "picture bomb": ("a.png", make.huge_png()),
        "picture bomb that says it is a photo": ("a.jpg", make.huge_png(65_000)),
        "photo cut at its head": ("a.jpg", jpeg[:20]),
        "photo cut in the middle": ("a.jpg", jpeg[: len(jpeg) // 2]),
        "photo with noise inside": ("a.jpg", jpeg[:200] + b"\xff\xd9" * 400 + jpeg[200:300]),
        "photo with a page behind": ("a.jpg", jpeg + b"<html><script>alert(1)</script></html>"),
        "photo with an archive behind": ("a.jpg", jpeg + make.office()),
        "photo with a huge comment": ("a.jpg", make.photo(exif=exif)),
        "picture with broken sums": ("a.png", png.replace(b"IDAT", b"IDAX", 1)),
        "picture of one pixel in width": ("a.png", tall.getvalue()),
        "picture without an end": ("a.png", png[:-12]),
        "picture that moves": ("a.webp", frames.getvalue()),
        "picture of another kind": ("a.jpg", _saved("TIFF")),
        "old picture": ("a.jpg", _saved("GIF")),
        "drawing with a script": ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        "drawing by its name": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "broken phone photo": ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(5000)),
    }


def _saved(kind):
    content = io.BytesIO()
    Image.new("RGB", (40, 40)).save(content, kind)
    return content.getvalue()


def _papers(make):
    def acting(what):
        return "a.pdf", make.pdf(catalog=CATALOG % what)

    stream = b"<</Filter[%s]/Length %d>>stream\n%s\nendstream"
    packed = bytes(300_000)
    for _layer in range(3):
        packed = zlib.compress(packed)
    bomb = stream % (b"/FlateDecode" * 3, len(packed), packed)
    circle = b"<</Type/Pages/Kids[2 0 R]/Count 99999>>"
    return {
        "paper with a script": acting(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        "paper with a hidden script": (
            "a.pdf", make.pdf(catalog=CATALOG % b"/OpenAction<</S/JavaScript/JS(1)>>", compressed=True),
        ),
        "paper with a script in other letters": acting(b"/OpenAction<</S/J#61vaScript/JS(1)>>"),
        "paper that starts a program": acting(b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
        "paper that calls outside": acting(b"/OpenAction<</S/URI/URI(https://example.org)>>"),
        "paper that sends a form": acting(b"/AA<</WC<</S/SubmitForm/F(https://example.org)>>>>"),
        "paper with a file inside": acting(b"/Names<</EmbeddedFiles 9 0 R>>"),
        "paper with a form of XML": acting(b"/AcroForm<</XFA 9 0 R>>"),
        "paper with a packed bomb": ("a.pdf", make.pdf(more=[bomb])),
        "paper in a circle": ("a.pdf", make.pdf().replace(make.pdf()[:0], b"", 1) + circle),
        "paper of very many pages": ("a.pdf", make.pdf(pages=3000)),
        "paper without pages": ("a.pdf", make.pdf(pages=0)),
        "paper cut in the middle": ("a.pdf", make.pdf()[:150]),
        "paper with a wrong table": ("a.pdf", make.pdf().replace(b"startxref\n", b"startxref\n9")),
        "paper under a lock": ("a.pdf", make.pdf().replace(b"trailer\n<<", b"trailer\n<</Encrypt 9 0 R")),
        "paper and archive at once": ("a.pdf", make.pdf() + make.office()),
        "page that calls itself a paper": ("a.pdf", b"%PDF-1.4\n<html><script>alert(1)</script></html>"),
    }  # fmt: skip


def _office(make):
    def with_parts(name="a.docx", kind="docx", **parts):
        return name, make.office(kind, parts=parts)

    fetched = 'TargetMode="External" Target="https://example.org/a" Type="attachedTemplate"'
    relation = f"<Relationships><Relationship {fetched}/></Relationships>"
    return {
        "macros": with_parts(**{"word/vbaProject.bin": b"x"}),
        "macros in a table": with_parts("a.xlsx", "xlsx", **{"xl/vbaProject.bin": b"x"}),
        "file inside": with_parts(**{"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}),
        "template from outside": with_parts(**{"word/_rels/settings.xml.rels": relation}),
        "entities of entities": with_parts(**{"word/document.xml": BILLION}),
        "entities of entities in a table": with_parts("a.xlsx", "xlsx", **{XLSX: BILLION}),
        "file of the machine": with_parts(**{"word/document.xml": OUTSIDE}),
        "file of the machine in a table": with_parts("a.xlsx", "xlsx", **{XLSX: OUTSIDE}),
        "deep text": with_parts(**{"word/document.xml": DEEP}),
        "text that unpacks to very much": with_parts(**{"word/document.xml": b" " * 160_000_000}),
        "way out of the folder": with_parts(**{"../../../etc/cron.d/x": "x"}),
        "twice the same part": ("a.docx", _twice(make)),
        "very many parts": with_parts(**{f"word/p{n}.xml": "x" for n in range(20_000)}),
        "table of very many rows": with_parts(
            "a.xlsx", "xlsx", **{XLSX: "<sheet>" + "<row><c><v>1</v></c></row>" * 60_000 + "</sheet>"}
        ),
        "open text with a script": with_parts("a.odt", "odt", **{"Basic/Standard/Module1.xml": "<x/>"}),
        "archive cut in the middle": ("a.docx", make.office()[:400]),
        "archive under a lock": ("a.docx", _locked(make)),
    }  # fmt: skip


def _twice(make):
    content = io.BytesIO(make.office())
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("word/document.XML", "<other/>")
        archive.writestr(zipfile.ZipInfo("word/./document.xml"), "<other/>")
    return content.getvalue()


def _locked(make):
    content = bytearray(make.office())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        content[at + place] |= 1
    return bytes(content)


def _others(make):
    return {
        "program": ("a.jpg", b"MZ\x90\x00" + bytes(5000)),
        "program of another machine": ("a.pdf", b"\x7fELF" + bytes(5000)),
        "nothing": ("a.jpg", b""),
        "film that is none": ("a.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(5000)),
    }  # fmt: skip


SIGNS = (
    *'"-*():[]%', "OR", "AND", "NOT", "~9", "^9", "\u202e", "\u0301" * 40, "\0", "😀", "\\", "'",
)  # fmt: skip
WORDS = (
    "hien", "đất", "lam", "đường", "mo", "hinh", "dan", "van", "xa", "thon", "a", "to", "linh-vuc", "nam",
)  # fmt: skip
# Each makes one question of what chance gives.
KINDS = (
    lambda chance: [("q", chance.choice(("", " ")).join(chance.choices((*SIGNS, *WORDS), k=50)))],
    lambda chance: [("q", " ".join(f"{one}*" for one in chance.choices("abcdehklmnst", k=200)))],
    lambda chance: [("q", f'"{" ".join(chance.choices(WORDS, k=80))}"')],
    lambda chance: [
        ("q", chance.choice(WORDS)),
        *((name, f"{chance.choice(WORDS)}-{n}") for name in ("tinh", "nam") for n in range(150)),
    ],
    lambda chance: [
        ("q", chance.choice(WORDS)),
        ("trang", chance.choice(("0", "-1", "9" * 12, "x", "1e9"))),
        ("sap-xep", "x" * 500),
    ],
    lambda chance: [("q", chance.choice("xa ") * chance.randrange(1000, 6000))],
    lambda chance: [("q", " OR ".join(chance.choices(WORDS, k=400)))],
    lambda chance: [("q", " ".join(f"-{one}" for one in chance.choices(WORDS, k=300)))],
)


def questions(count, seed=0):
    """So many questions to the search page that nobody would ask, as (name, value) of its address."""
    chance = random.Random(seed)
    for turn in range(count):
        yield KINDS[turn % len(KINDS)](chance)
