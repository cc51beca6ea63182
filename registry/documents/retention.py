"""For how long the file of a recognition is kept, and until when it goes into the archive.

Periods are those of files of emulation and commendation: by the State's leaders for good, by heads of
provinces twenty years, by heads of bodies ten; into the archive
within a year of closing (Decree 30/2020, art. 30).
"""

from datetime import date

from registry.catalogue.states import Level

# In years; None is for good.
YEARS: dict[Level, int | None] = {
    Level.CENTRAL: None,
    Level.PROVINCE: 20,
    Level.DISTRICT_LEGACY: 10,
    Level.COMMUNE: 10,
    Level.GRASSROOTS: 10,
}


def years_of(level: Level) -> int | None:
    """For how many years files of a level are kept; None for good."""
    return YEARS[level]


def archived_by(closed_on: date) -> date:
    """The day until which a closed file goes into the archive."""
    try:
        return closed_on.replace(year=closed_on.year + 1)
    except ValueError:
        return closed_on.replace(year=closed_on.year + 1, day=28)
