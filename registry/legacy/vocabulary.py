"""Words of lists for what the registry keeps as one of several values: read without marks and case."""

from collections.abc import Mapping
from typing import TypeVar

from registry.catalogue.states import EntryKind, SubjectKind
from registry.core.ids import plain_words
from registry.identity.models import Role
from registry.units.states import Area, UnitKind

T = TypeVar("T")

ENTRY_KINDS = {
    "mo hinh": EntryKind.MODEL,
    "dien hinh": EntryKind.EXEMPLAR,
    "dien hinh tien tien": EntryKind.EXEMPLAR,
    "phan viec": EntryKind.WORK_ITEM,
    "cong viec": EntryKind.WORK_ITEM,
}
SUBJECT_KINDS = {
    "tap the": SubjectKind.COLLECTIVE,
    "ca nhan": SubjectKind.INDIVIDUAL,
    "ho gia dinh": SubjectKind.HOUSEHOLD,
    "ho": SubjectKind.HOUSEHOLD,
}
UNIT_KINDS = {
    "tinh": UnitKind.PROVINCE,
    "thanh pho": UnitKind.CITY,
    "thanh pho truc thuoc trung uong": UnitKind.CITY,
    "huyen": UnitKind.DISTRICT_LEGACY,
    "xa": UnitKind.COMMUNE,
    "phuong": UnitKind.WARD,
    "dac khu": UnitKind.SPECIAL_ZONE,
    "co quan ban nganh": UnitKind.DEPARTMENT,
    "so": UnitKind.DEPARTMENT,
    "ban nganh": UnitKind.DEPARTMENT,
    "mat tran": UnitKind.FRONT,
    "mat tran to quoc": UnitKind.FRONT,
    "doan the": UnitKind.MASS_ORGANISATION,
    "to chuc chinh tri xa hoi": UnitKind.MASS_ORGANISATION,
    "truong hoc": UnitKind.SCHOOL,
    "truong": UnitKind.SCHOOL,
    "don vi luc luong vu trang": UnitKind.ARMED_FORCES,
    "luc luong vu trang": UnitKind.ARMED_FORCES,
    "cap uy": UnitKind.PARTY_COMMITTEE,
    "dang uy": UnitKind.PARTY_COMMITTEE,
    "dang bo": UnitKind.PARTY_COMMITTEE,
    "chi bo": UnitKind.PARTY_CELL,
    "khu dan cu": UnitKind.RESIDENTIAL_AREA,
    "thon": UnitKind.RESIDENTIAL_AREA,
    "ban": UnitKind.RESIDENTIAL_AREA,
    "to dan pho": UnitKind.RESIDENTIAL_AREA,
    "khac": UnitKind.OTHER,
}
AREAS = {
    "vung dong bao dan toc thieu so": Area.ETHNIC_MINORITY,
    "dan toc thieu so": Area.ETHNIC_MINORITY,
    "mien nui": Area.MOUNTAINOUS,
    "bien gioi": Area.BORDER,
    "hai dao": Area.ISLAND,
    "dao": Area.ISLAND,
    "vung dong bao ton giao": Area.RELIGIOUS,
    "ton giao": Area.RELIGIOUS,
    "do thi": Area.URBAN,
    "nong thon": Area.RURAL,
}
ROLES = {
    "can bo don vi": Role.UNIT_MEMBER,
    "can bo": Role.UNIT_MEMBER,
    "lanh dao don vi": Role.UNIT_LEAD,
    "lanh dao": Role.UNIT_LEAD,
    "nguoi cham": Role.REVIEWER,
    "thu ky hoi dong": Role.COUNCIL_SECRETARY,
    "nguoi ky quyet dinh": Role.SIGNER,
    "can bo quan ly he thong": Role.REGISTRY_STAFF,
    "quan tri vien": Role.ADMINISTRATOR,
}


def find_word(words: Mapping[str, T], text: str) -> T | None:
    """The value a text names, by its word or by the value itself; None for what is no such word."""
    plain = plain_words(text)
    values = {plain_words(str(value)): value for value in words.values()}
    return words.get(plain) or values.get(plain)
