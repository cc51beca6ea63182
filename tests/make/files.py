"""Builders of files, honest and hostile, and of evidence."""

import zipfile
import zlib
from io import BytesIO

from PIL import Image
from pillow_heif import register_heif_opener

from registry.audit import service as audit
from registry.catalogue.service.editing import publish
from registry.catalogue.states import Visibility
from registry.core.transaction import transaction
from registry.evidence.checks import Limits
from registry.evidence.service.attaching import Upload, attach_file
from registry.evidence.service.editing import Description

LIMITS = Limits(photo=20 * 1024 * 1024, document=50 * 1024 * 1024, model=1024 * 1024 * 1024)
EXIF, TAKEN = 0x8769, 0x9003
# In two halves, so that no scanner takes this file for what it only quotes.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
GPS, LATITUDE, LONGITUDE, ORIENTATION, ARTIST = 0x8825, 2, 4, 0x0112, 0x013B
PLAIN_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


class Files:
    """make.photo(), make.pdf(), make.office(), make.evidence(), ..."""

    def photo(self, size=(64, 48), kind="JPEG", *, colour=None, exif=None):
        """The bytes of a photo; another colour each time, so that no two are the same file."""
        number = self.number()
        colour = colour or (number * 37 % 256, number * 91 % 256, number * 13 % 256)
        target = BytesIO()
        extra = {"exif": exif} if exif else {}
        Image.new("RGB", size, colour).save(target, kind, **extra)
        return target.getvalue()

    def photo_with_place(self, *, orientation=1):
        """A photo that tells where and by whom it was taken, lying on its side when asked for (6)."""
        return self.photo((80, 40), exif=self.exif_with_place(orientation=orientation))

    def exif_with_place(self, *, orientation=1):
        """What cameras write into a photo: who, where, when, and which side is up."""
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        exif[ARTIST] = "Nguyễn Văn A"
        exif[GPS] = {1: "N", LATITUDE: (21.0, 1.0, 42.5), 3: "E", LONGITUDE: (105.0, 51.0, 15.0)}
        exif.get_ifd(EXIF)[TAKEN] = "2026:03:14 08:15:00"
        return exif

    def heic(self, size=(64, 48), *, exif=None):
        """A photo as phones make it."""
        register_heif_opener()
        return self.photo(size, "HEIF", exif=exif)

    def pdf(self, *, pages=1, catalog=PLAIN_CATALOG, more=(), compressed=False):
        """The bytes of a PDF. `more` are objects from number 3 + pages on; `compressed` hides all of them
        in an object stream, as word processors do."""
        kids = b" ".join(b"%d 0 R" % (3 + n) for n in range(pages))
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 280]>>"
        number = b"%% file %d" % self.number()
        objects = [catalog, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages), *[page] * pages, *more]
        return _packed(objects, number) if compressed else _plain(objects, number)

    def office(self, kind="docx", words="Biên bản họp thôn", *, parts=None):
        """The bytes of a Word, Excel or OpenDocument file; `parts` are added or replace others."""
        target, number = BytesIO(), self.number()
        members = {
            **_office_parts(kind, f"{words}"),
            "docProps/number.xml": f"<n>{number}</n>",
            **(parts or {}),
        }
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                plain = name == "mimetype"
                archive.writestr(name, content, zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED)
        return target.getvalue()

    def huge_png(self, side=30_000):
        """A small PNG whose header promises a picture that no machine should try to decode."""
        header = side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
        body = zlib.compress(b"\x00" * 1000)
        chunks = [(b"IHDR", header), (b"IDAT", body), (b"IEND", b"")]
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)

    def evidence(self, exemplar, *, actor=None, content=None, file_name="hop-thon.jpg", **about):
        """A file attached to the newest version of a model, for the council unless said otherwise."""
        values = {"caption": "Họp thôn lấy ý kiến", "visibility": Visibility.COUNCIL, **about}
        return attach_file(
            actor or self._member_of(exemplar.lead_unit),
            exemplar,
            storage=self.app.extensions["registry.storage"],
            upload=Upload(BytesIO(content or self.photo()), file_name),
            about=Description(**values),
            limits=LIMITS,
        )

    def published(self, exemplar):
        """The model with its newest version shown to everybody, evidence included."""
        with transaction():
            publish(exemplar, exemplar.latest)
            audit.record(None, "exemplar.published", exemplar)
        return exemplar


def _office_parts(kind, words):
    if kind in {"odt", "ods"}:
        what = {"odt": "text", "ods": "spreadsheet"}[kind]
        body = f"<o:body xmlns:o='o' xmlns:text='t'><text:p>{words}</text:p></o:body>"
        return {"mimetype": f"application/vnd.oasis.opendocument.{what}", "content.xml": body}
    if kind == "docx":
        main, name = "wordprocessingml.document.main+xml", "word/document.xml"
        body = f"<w:document xmlns:w='w'><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:document>"
    else:
        main, name = "spreadsheetml.sheet.main+xml", "xl/worksheets/sheet1.xml"
        body = f"<sheet><row><c t='inlineStr'><is><t>{words}</t></is></c><c><v>12</v></c></row></sheet>"
    types = f"<Types><Override ContentType='application/vnd.openxmlformats-officedocument.{main}'/></Types>"
    return {"[Content_Types].xml": types, name: body}


def _chunk(kind, data):
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def _plain(objects, comment):
    out, places = b"%PDF-1.4\n" + comment + b"\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, trailer)


def _packed(objects, comment):
    head, body = b"", b""
    for number, one in enumerate(objects, start=1):
        head += b"%d %d " % (number, len(body))
        body += one + b" "
    count, out = len(objects), b"%PDF-1.5\n" + comment + b"\n"
    stream = zlib.compress(head + body)
    frame = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n"
    first = len(out)
    out += (
        b"%d 0 obj" % (count + 1) + frame % (count, len(head), len(stream)) + stream + b"\nendstream endobj\n"
    )
    second = len(out)
    rows = bytes(4) + b"".join(b"\x02" + (count + 1).to_bytes(2, "big") + bytes([n]) for n in range(count))
    rows += b"".join(b"\x01" + place.to_bytes(2, "big") + b"\x00" for place in (first, second))
    index = zlib.compress(rows)
    frame = b"<</Type/XRef/Size %d/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n"
    out += b"%d 0 obj" % (count + 2) + frame % (count + 3, len(index)) + index + b"\nendstream endobj\n"
    return out + b"startxref\n%d\n%%%%EOF\n" % second
