"""What the columns of a list may hold, and which heading most likely means what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import LazyString

from registry.core.i18n import _l
from registry.core.ids import plain_words
from registry.legacy.states import ListKind


@dataclass(frozen=True)
class Column:
    """One thing a list may say; `words` are headings, in plain letters, that mean it."""

    name: str
    label: LazyString
    words: tuple[str, ...]
    sample: str = ""
    is_needed: bool = False


MODELS = (
    Column("number", _l("Number in your register"),
           ("so dang ky", "ma mo hinh", "ma so", "so thu tu", "stt", "tt", "so", "number", "no"), "12"),
    Column("unit", _l("Unit that leads the model"),
           ("don vi chu tri", "don vi thuc hien", "ten don vi", "don vi", "co quan", "dia phuong", "unit"),
           "Xã Mường Đán"),
    Column("title", _l("Name of the model"),
           ("ten mo hinh dien hinh", "ten mo hinh", "mo hinh", "ten goi", "noi dung mo hinh", "title", "ten"),
           "Tổ tự quản đường làng sáng, xanh, sạch, đẹp", is_needed=True),
    Column("year", _l("Year it began"),
           ("nam bat dau", "nam dang ky", "nam xay dung", "thoi gian bat dau", "nam", "year"), "2023"),
    Column("field", _l("Field"), ("linh vuc", "thuoc linh vuc", "field"), "Kinh tế"),
    Column("entry_kind", _l("Kind of entry"), ("loai hinh", "phan loai", "loai", "kind"), "Mô hình"),
    Column("subject_kind", _l("Whose model it is"),
           ("chu the", "tap the ca nhan", "doi tuong dang ky", "subject"), "Tập thể"),
    Column("place", _l("Place"), ("dia diem", "dia ban", "noi thuc hien", "place"), "Bản Nà Sài"),
    Column("summary", _l("Summary"), ("tom tat", "noi dung tom tat", "summary"),
           "Các hộ góp công dọn đường, lắp đèn và trồng hoa dọc trục thôn."),
    Column("situation", _l("Situation at the start"), ("thuc trang", "ly do", "su can thiet", "situation")),
    Column("goals", _l("Goals"), ("muc tieu", "muc dich", "goals")),
    Column("target_group", _l("Where and with whom"), ("doi tuong", "doi tuong tac dong", "target group")),
    Column("method", _l("How it is done"),
           ("cach lam", "noi dung phuong phap", "noi dung va phuong phap", "noi dung", "method")),
    Column("forces", _l("Who does what"), ("luc luong", "phan cong", "forces")),
    Column("resources", _l("Resources"), ("nguon luc", "resources")),
    Column("budget_vnd", _l("Cost in dong"), ("kinh phi", "tong kinh phi", "chi phi", "cost"), "12000000"),
    Column("outputs", _l("Outputs"), ("san pham", "dau ra", "outputs")),
    Column("outcome", _l("What changed"),
           ("ket qua cu the", "ket qua", "hieu qua", "ket qua hieu qua", "outcome", "results"),
           "1,8 km đường có đèn; 64 hộ tham gia"),
    Column("upkeep", _l("How it is kept up"), ("duy tri", "duy tri nhan rong", "upkeep")),
    Column("sources", _l("Link to a source"), ("lien ket", "nguon", "link", "source")),
)  # fmt: skip
UNITS = (
    Column("code", _l("Unit code"), ("ma don vi", "ma dinh danh", "ma", "code"), "xa-muong-dan"),
    Column("name", _l("Name"), ("ten don vi", "ten", "name"), "Xã Mường Đán", is_needed=True),
    Column("kind", _l("Kind"), ("loai don vi", "loai", "cap", "kind"), "Xã", is_needed=True),
    Column("parent", _l("Unit above by territory"),
           ("truc thuoc", "don vi cap tren", "cap tren", "thuoc", "parent"), "Tỉnh Minh Họa", is_needed=True),
    Column("party_parent", _l("Unit above by Party line"), ("dang bo cap tren", "to chuc dang", "party")),
    Column("started_on", _l("Exists since"), ("ngay thanh lap", "tu ngay", "started on"), "01/07/2025"),
    Column("areas", _l("Areas"), ("dia ban dac thu", "khu vuc", "areas"), "Miền núi; Biên giới"),
)  # fmt: skip
ACCOUNTS = (
    Column("name", _l("Full name"), ("ho va ten", "ho ten", "ten", "full name", "name"), "Lò Thị Mẫu",
           is_needed=True),
    Column("unit", _l("Unit"), ("don vi", "co quan", "noi cong tac", "unit"), "Xã Mường Đán", is_needed=True),
    Column("role", _l("Role"), ("vai tro", "quyen", "nhiem vu", "role"), "Cán bộ đơn vị", is_needed=True),
    Column("job_title", _l("Position"), ("chuc vu", "chuc danh", "position")),
    Column("email", _l("E-mail"), ("thu dien tu", "email", "e mail", "hop thu")),
    Column("username", _l("User name"), ("ten dang nhap", "tai khoan", "user name", "username")),
)  # fmt: skip
COLUMNS: dict[ListKind, tuple[Column, ...]] = {
    ListKind.MODELS: MODELS,
    ListKind.UNITS: UNITS,
    ListKind.ACCOUNTS: ACCOUNTS,
}
# In what a heading says amounts are given, and how many zeros that leaves out.
MONEY_UNITS = {
    "nghin dong": 3, "ngan dong": 3, "nghin d": 3, "1000 dong": 3, "1 000 dong": 3, "1000d": 3, "1 000d": 3,
    "1000 d": 3, "1 000 d": 3, "trieu dong": 6, "trieu": 6, "tr dong": 6, "trd": 6, "tr d": 6, "ty dong": 9,
    "ti dong": 9, "ty": 9, "million": 6, "thousand": 3, "billion": 9,
}  # fmt: skip
# What the file of refused rows puts before the columns of the list: it is no part of the list.
OWN_HEADINGS = ("ly do bi tu choi", "dong bi tu choi", "reason for refusal", "refused row")


def find_header(kind: ListKind, rows: Sequence[Sequence[str]]) -> int:
    """The number of the row that looks most like headings, from 1."""
    counts = [len(guess_columns(kind, row)) for row in rows]
    return counts.index(max(counts)) + 1 if counts else 1


def guess_columns(
    kind: ListKind, headings: Sequence[str], known: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Which column holds what, by the headings; `known` are the headings the unit used last."""
    plain = [plain_words(heading) for heading in headings]
    found: dict[str, int] = {}
    taken = {place for place, words in enumerate(plain) if words in OWN_HEADINGS}
    for name, words in (known or {}).items():
        if words and words in plain and plain.index(words) not in taken:
            found[name] = plain.index(words)
            taken.add(found[name])
    ways = [
        (-score, place, column.name)
        for column in COLUMNS[kind]
        for place, words in enumerate(plain)
        if (score := _likeness(words, (plain_words(str(column.label)), *column.words)))
    ]
    for _score, place, name in sorted(ways):
        if name not in found and place not in taken:
            found[name] = place
            taken.add(place)
    return found


def _likeness(heading: str, words: Sequence[str]) -> int:
    """How surely a heading means one of the words: the very words, then the longest of those in it."""
    if heading in words:
        return 1000 - words.index(heading)
    inside = [len(one) for one in words if len(one) > 3 and f" {one} " in f" {heading} "]
    return max(inside, default=0)


def zeros_of(heading: str) -> int:
    """How many zeros a heading adds to the amounts below it: 6 for "Kinh phí (triệu đồng)", else 0."""
    plain = plain_words(heading)
    found = [zeros for unit, zeros in MONEY_UNITS.items() if f" {unit} " in f" {plain} "]
    return max(found, default=0)


def headings_of(columns: Mapping[str, int], headings: Sequence[str]) -> dict[str, str]:
    """What is remembered of a choice of columns."""
    return {name: plain_words(headings[place]) for name, place in columns.items() if place < len(headings)}
