"""The registration on paper: its ten contents as headings of a document, and reading it back filled in."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook

from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.ids import plain_words
from registry.core.types import clean_text

# The paper form is Vietnamese; what is read back may also bear the headings of other forms in use.
HEADINGS: dict[str, tuple[str, ...]] = {
    "title": ("Tên mô hình", "Tên mô hình, điển hình", "Tên gọi mô hình", "Name of the model"),
    "situation": ("Tình hình ban đầu và lý do", "Vấn đề ban đầu và lý do", "Tình hình, lý do chọn",
                  "Lý do xây dựng mô hình", "Situation at the start"),
    "goals": ("Mục tiêu, tiêu chí", "Mục tiêu", "Mục đích, yêu cầu", "Goals"),
    "method": ("Nội dung và cách làm", "Cách làm", "Nội dung, cách thức thực hiện", "What is done and how"),
    "target_group": ("Địa bàn và đối tượng", "Địa bàn, đối tượng", "Where and with whom"),
    "forces": ("Lực lượng tham gia", "Lực lượng", "Tổ chức thực hiện", "Who does what"),
    "resources": ("Nguồn lực", "Kinh phí, nguồn lực", "Resources"),
    "schedule": ("Thời gian thực hiện", "Thời gian", "Tiến độ", "Schedule"),
    "outputs": ("Sản phẩm, kết quả cụ thể", "Kết quả", "Sản phẩm", "Concrete outputs"),
    "upkeep": ("Duy trì và nhân rộng", "Khả năng duy trì, nhân rộng", "How it is kept going"),
}  # fmt: skip
HINTS: dict[str, str] = {
    "title": "Nêu việc làm và kết quả, tốt nhất dưới 120 ký tự.",
    "situation": "Điều gì chưa tốt, kèm số liệu nếu có, và vì sao chọn việc này.",
    "goals": "Cần đạt điều gì, đến khi nào, dựa vào đâu để biết đã đạt.",
    "method": "Mỗi bước một dòng, đánh số 1., 2., 3.",
    "target_group": "Thôn, tổ dân phố, số hộ, số người.",
    "forces": "Ai chủ trì, ai phối hợp, ai tham gia, phần việc của từng bên.",
    "resources": "Tiền, vật liệu, phương tiện, ngày công; từ đâu.",
    "schedule": "Bắt đầu, tiến độ, thời điểm đánh giá.",
    "outputs": "Những gì nhìn thấy, đếm được.",
    "upkeep": "Ai lo tiếp, bằng gì; nơi khác làm theo cần gì.",
}
TITLE = "PHIẾU ĐĂNG KÝ MÔ HÌNH “DÂN VẬN KHÉO”"
NOTE = "Điền dưới từng mục, giữ nguyên tên mục, rồi gửi tệp này lên trang Đăng ký mô hình."
LARGEST = 2 * 1024 * 1024
LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_ROWS, MOST_CELLS = 500, 12
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBER = re.compile(r"^\s*(?:[0-9]{1,2}|[IVX]{1,4})\s*[.)/-]\s*")
_KNOWN = {plain_words(text): name for name, texts in HEADINGS.items() for text in texts}
_OURS = {plain_words(text) for text in (TITLE, NOTE, *HINTS.values())}


@dataclass
class Understood:
    """The contents that were found, and what stands under headings nobody knows."""

    contents: dict[str, str] = field(default_factory=dict)
    unknown: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """A line of the document; a heading begins a part."""

    text: str
    is_heading: bool = False


def read_paper_form(body: bytes) -> Understood:
    """What a filled-in DOCX or XLSX says. Raises InvalidInput for a file that is none of the two."""
    if len(body) > LARGEST:
        raise InvalidInput("file", _("The file is too large: at most 2 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST_UNPACKED:
                raise InvalidInput("file", _("The file is too large: at most 2 MB."))
            names = set(packed.namelist())
            if "word/document.xml" in names:
                return _understand(_lines_of_document(fromstring(packed.read("word/document.xml"))))
        if "xl/workbook.xml" in names:
            return _understand(_lines_of_sheet(body))
    except (zipfile.BadZipFile, ParseError, DefusedXmlException, KeyError, ValueError, OSError,
            NotImplementedError, RuntimeError, TypeError, EOFError, zipfile.LargeZipFile):  # fmt: skip
        pass
    raise InvalidInput("file", _("This cannot be read. Choose a DOCX or XLSX file made from the template."))


def _lines_of_document(root: Element) -> Iterator[Line]:
    for paragraph in root.iter(f"{WORD}p"):
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        named = style.get(f"{WORD}val", "") if style is not None else ""
        yield Line(_text_of(paragraph), is_heading=named.lower().startswith(("heading", "tiu", "u")))


def _text_of(paragraph: Element) -> str:
    parts = []
    for one in paragraph.iter():
        if one.tag == f"{WORD}t":
            parts.append(one.text or "")
        elif one.tag in {f"{WORD}br", f"{WORD}cr"}:
            parts.append("\n")
        elif one.tag == f"{WORD}tab":
            parts.append(" ")
    return "".join(parts)


def _lines_of_sheet(body: bytes) -> Iterator[Line]:
    book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_CELLS, values_only=True):
        cells = [str(cell).strip() for cell in row if cell is not None and str(cell).strip()]
        if cells and cells[0].rstrip(".").isdigit():
            del cells[0]
        for n, cell in enumerate(cells):
            yield Line(cell, is_heading=n == 0 and len(cells) > 1)


def _understand(lines: Iterable[Line]) -> Understood:
    found: dict[str, list[str]] = {}
    unknown: list[tuple[str, list[str]]] = []
    into: list[str] | None = None
    for line in lines:
        text = clean_text(line.text)
        if not text or plain_words(text) in _OURS:
            continue
        name, rest = _heading(text)
        if name:
            into = found.setdefault(name, [])
            if rest:
                into.append(rest)
        elif line.is_heading or into is None:
            into = []
            unknown.append((text, into))
        else:
            into.append(text)
    contents = {name: text for name, parts in found.items() if (text := "\n".join(parts).strip())}
    if "title" in contents:
        contents["title"] = " ".join(contents["title"].split())
    return Understood(contents, [(head, "\n".join(parts)) for head, parts in unknown])


def _heading(text: str) -> tuple[str, str]:
    """The content a line begins, and what of it already stands in the line."""
    bare = _NUMBER.sub("", text, count=1)
    if name := _KNOWN.get(plain_words(bare)):
        return name, ""
    head, colon, rest = bare.partition(":")
    name = _KNOWN.get(plain_words(head)) if colon else None
    return (name, rest.strip()) if name else ("", "")
