"""The registration on paper: its ten contents as headings of a document, and reading it back filled in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from registry.core.ids import plain_words
from registry.core.types import clean_text

# The paper form is Vietnamese; what is read back may also bear the headings of other forms in use.
HEADINGS: dict[str, tuple[str, ...]] = {
    "title": ("Tên mô hình", "Tên mô hình, điển hình", "Tên gọi mô hình", "Name of the model"),
    "situation": ("Vấn đề ban đầu và lý do", "Tình hình ban đầu và lý do", "Tình hình, lý do chọn",
                  "Lý do xây dựng mô hình", "Situation at the start"),
    "goals": ("Mục tiêu, tiêu chí", "Mục tiêu", "Mục đích, yêu cầu", "Goals"),
    "method": ("Nội dung và cách làm", "Cách làm", "Nội dung, cách thức thực hiện", "What is done and how"),
    "target_group": ("Địa bàn và đối tượng", "Địa bàn, đối tượng", "Where and with whom"),
    "forces": ("Lực lượng tham gia", "Lực lượng", "Tổ chức thực hiện", "Who does what"),
    "resources": ("Nguồn lực", "Kinh phí, nguồn lực", "Resources"),
    "schedule": ("Thời gian thực hiện", "Thời gian", "Tiến độ", "Schedule"),
    "outputs": ("Sản phẩm cụ thể", "Sản phẩm, kết quả cụ thể", "Kết quả", "Sản phẩm", "Concrete outputs"),
    "upkeep": ("Cách duy trì", "Duy trì và nhân rộng", "Khả năng duy trì, nhân rộng", "How it is kept going"),
}  # fmt: skip
# How the name of a whole document begins: no heading inside it.
DOCUMENTS = ("bao cao", "phieu", "to trinh", "ke hoach")
# By what a heading of a report that keeps to no template is known, in plain letters.
MEANT: dict[str, tuple[str, ...]] = {
    "title": ("ten mo hinh", "ten goi", "ten dien hinh"),
    "situation": ("tinh hinh", "thuc trang", "ly do", "su can thiet", "van de"),
    "goals": ("muc tieu", "muc dich", "tieu chi"),
    "method": ("cach lam", "cach thuc", "noi dung", "phuong phap", "giai phap", "bien phap"),
    "target_group": ("dia ban", "doi tuong", "pham vi"),
    "forces": ("luc luong", "to chuc thuc hien", "phan cong"),
    "resources": ("nguon luc", "kinh phi"),
    "schedule": ("thoi gian", "tien do", "lo trinh"),
    "outputs": ("ket qua", "san pham", "hieu qua"),
    "upkeep": ("duy tri", "nhan rong"),
}
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
LONGEST_TITLE, LONGEST_HEADING = 300, 120
_ROMAN = re.compile(r"^\s*[IVX]{1,4}\s*[.)-]\s+\S")
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
    """A line of the document; a heading, known by its style, begins a part."""

    text: str
    is_heading: bool = False
    is_bold: bool = False


def understand(lines: Iterable[Line]) -> Understood:
    """What the lines of a filled-in form say, by their headings."""
    found: dict[str, list[str]] = {}
    unknown: list[tuple[str, list[str]]] = []
    into: list[str] | None = None
    for line in lines:
        text = clean_text(line.text)
        if not text or plain_words(text) in _OURS:
            continue
        name, rest = _heading(text) or _meant(line, text) or ("", "")
        if name:
            into = found.setdefault(name, [])
            if rest:
                into.append(rest)
        elif line.is_heading or into is None or _ROMAN.match(text):
            into = []
            unknown.append((text, into))
        else:
            into.append(text)
    return _understood(found, unknown)


def _understood(found: dict[str, list[str]], unknown: list[tuple[str, list[str]]]) -> Understood:
    title = found.get("title", [])
    if len(" ".join(title)) > LONGEST_TITLE and len(title) > 1:
        # What follows the name under no heading of its own is no part of the name.
        unknown.insert(0, (title[1], title[2:]))
        del title[1:]
    contents = {name: text for name, parts in found.items() if (text := "\n".join(parts).strip())}
    if "title" in contents:
        contents["title"] = " ".join(contents["title"].split())
    return Understood(contents, [(head, "\n".join(parts)) for head, parts in unknown])


def _heading(text: str) -> tuple[str, str] | None:
    """The content a line begins, and what of it already stands in the line."""
    bare = _NUMBER.sub("", text, count=1)
    if name := _KNOWN.get(plain_words(bare)):
        return name, ""
    head, colon, rest = bare.partition(":")
    name = _KNOWN.get(plain_words(head)) if colon else None
    return (name, rest.strip()) if name else None


def _meant(line: Line, text: str) -> tuple[str, str] | None:
    """As `_heading`, of a line that looks like a heading: by the first words in it that mean a content."""
    head, _colon, rest = _NUMBER.sub("", text, count=1).partition(":")
    looks = line.is_heading or line.is_bold or head.isupper() or _ROMAN.match(text)
    if not looks or len(head) > LONGEST_HEADING:
        return None
    plain = f" {plain_words(head)} "
    if plain.strip().startswith(DOCUMENTS):
        return None
    places = [
        (plain.index(f" {words} "), name)
        for name, known in MEANT.items()
        for words in known
        if f" {words} " in plain
    ]
    return (min(places)[1], rest.strip()) if places else None
