"""The words for kinds of units, the two trees they stand in, and what can happen to them."""

import enum
from datetime import date

# The district level ended on this day (RULES 1.5): it is read-only history, nobody creates a later record.
DISTRICTS_ENDED_ON = date(2025, 7, 1)


class UnitKind(enum.StrEnum):
    PROVINCE = "province"
    CITY = "city"
    DISTRICT_LEGACY = "district_legacy"
    COMMUNE = "commune"
    WARD = "ward"
    SPECIAL_ZONE = "special_zone"
    DEPARTMENT = "department"
    FRONT = "front"
    MASS_ORGANISATION = "mass_organisation"
    SCHOOL = "school"
    ARMED_FORCES = "armed_forces"
    PARTY_COMMITTEE = "party_committee"
    PARTY_CELL = "party_cell"
    RESIDENTIAL_AREA = "residential_area"
    OTHER = "other"


PROVINCIAL = frozenset({UnitKind.PROVINCE, UnitKind.CITY})


class Tree(enum.StrEnum):
    """A unit may stand below one unit by territory and below another by Party line."""

    TERRITORIAL = "territorial"
    PARTY = "party"


class ChangeKind(enum.StrEnum):
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    DISSOLVE = "dissolve"
    RE_PARENT = "re_parent"


class Area(enum.StrEnum):
    """What kind of place it is; a unit and a model may have several."""

    ETHNIC_MINORITY = "ethnic_minority"
    MOUNTAINOUS = "mountainous"
    BORDER = "border"
    ISLAND = "island"
    RELIGIOUS = "religious"
    URBAN = "urban"
    RURAL = "rural"
