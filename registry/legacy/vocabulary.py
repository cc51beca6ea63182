"""Words of lists for what the registry keeps as one of several values: read without marks and case."""

from collections.abc import Mapping
from typing import TypeVar

from registry.catalogue.states import EntryKind, SubjectKind
from registry.core.ids import plain_words
from registry.identity.models import Role
from registry.units.states import Area, UnitKind

T = TypeVar("T")

ENTRY_KINDS = {
    "mô hình": EntryKind.MODEL,
    "điển hình": EntryKind.EXEMPLAR,
    "điển hình tiên tiến": EntryKind.EXEMPLAR,
    "phần việc": EntryKind.WORK_ITEM,
    "người dẫn dắt phong trào": EntryKind.LEADERSHIP,
    "công việc": EntryKind.WORK_ITEM,
}
SUBJECT_KINDS = {
    "tập thể": SubjectKind.COLLECTIVE,
    "cá nhân": SubjectKind.INDIVIDUAL,
    "hộ gia đình": SubjectKind.HOUSEHOLD,
    "hộ": SubjectKind.HOUSEHOLD,
}
UNIT_KINDS = {
    "tỉnh": UnitKind.PROVINCE,
    "thành phố": UnitKind.CITY,
    "thành phố trực thuộc trung ương": UnitKind.CITY,
    "huyện": UnitKind.DISTRICT_LEGACY,
    "xã": UnitKind.COMMUNE,
    "phường": UnitKind.WARD,
    "đặc khu": UnitKind.SPECIAL_ZONE,
    "cơ quan, ban ngành": UnitKind.DEPARTMENT,
    "sở": UnitKind.DEPARTMENT,
    "ban ngành": UnitKind.DEPARTMENT,
    "mặt trận": UnitKind.FRONT,
    "Mặt trận Tổ quốc": UnitKind.FRONT,
    "đoàn thể": UnitKind.MASS_ORGANISATION,
    "tổ chức chính trị - xã hội": UnitKind.MASS_ORGANISATION,
    "trường học": UnitKind.SCHOOL,
    "trường": UnitKind.SCHOOL,
    "đơn vị lực lượng vũ trang": UnitKind.ARMED_FORCES,
    "lực lượng vũ trang": UnitKind.ARMED_FORCES,
    "cấp ủy": UnitKind.PARTY_COMMITTEE,
    "đảng ủy": UnitKind.PARTY_COMMITTEE,
    "đảng bộ": UnitKind.PARTY_COMMITTEE,
    "chi bộ": UnitKind.PARTY_CELL,
    "khu dân cư": UnitKind.RESIDENTIAL_AREA,
    "thôn": UnitKind.RESIDENTIAL_AREA,
    "bản": UnitKind.RESIDENTIAL_AREA,
    "tổ dân phố": UnitKind.RESIDENTIAL_AREA,
    "khác": UnitKind.OTHER,
}
AREAS = {
    "vùng đồng bào dân tộc thiểu số": Area.ETHNIC_MINORITY,
    "dân tộc thiểu số": Area.ETHNIC_MINORITY,
    "miền núi": Area.MOUNTAINOUS,
    "biên giới": Area.BORDER,
    "hải đảo": Area.ISLAND,
    "đảo": Area.ISLAND,
    "vùng đồng bào tôn giáo": Area.RELIGIOUS,
    "tôn giáo": Area.RELIGIOUS,
    "đô thị": Area.URBAN,
    "nông thôn": Area.RURAL,
}
ROLES = {
    "cán bộ đơn vị": Role.UNIT_MEMBER,
    "cán bộ": Role.UNIT_MEMBER,
    "lãnh đạo đơn vị": Role.UNIT_LEAD,
    "lãnh đạo": Role.UNIT_LEAD,
    "người chấm": Role.REVIEWER,
    "thư ký hội đồng": Role.COUNCIL_SECRETARY,
    "người ký quyết định": Role.SIGNER,
    "cán bộ quản lý hệ thống": Role.REGISTRY_STAFF,
    "cán bộ quản lý kho mô hình": Role.REGISTRY_STAFF,
    "quản trị viên": Role.ADMINISTRATOR,
}


def find_word(words: Mapping[str, T], text: str) -> T | None:
    """The value a text names, by its word or by the value itself; None for what is no such word."""
    named = {plain_words(str(value)): value for value in words.values()}
    named |= {plain_words(word): value for word, value in words.items()}
    return named.get(plain_words(text))


def words_of(words: Mapping[str, T]) -> str:
    """The first word of each value, for the sentence that says what may be written."""
    first: dict[T, str] = {}
    for word, value in words.items():
        first.setdefault(value, word)
    return "; ".join(first.values())
