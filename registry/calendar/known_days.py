"""The days that are known from the law and from official announcements, for an installation to begin with.

Public holidays: Labour Code 45/2019, art. 112; a holiday on a weekly day of rest is made up for on the next
working day (art. 111.3). Which days are free at Tết, which day goes with 2 September and which working days
are exchanged is announced every year. Tết (five days) and the second day at 2 September of 2027 are not
announced yet: they are listed as the law and the lunar calendar let expect them (new year on 6 February 2027,
a Saturday) and say in their names that they are provisional. The Day of Vietnamese Culture (24 November,
resolution 80-NQ/TW of 2026) is not listed: when a law makes it a day of rest it is entered by hand.
"""

from datetime import date

NEW_YEAR, TET, HUNG_KINGS = "Tết Dương lịch", "Tết Nguyên đán", "Giỗ Tổ Hùng Vương"
VICTORY, LABOUR, NATIONAL = "Ngày Chiến thắng 30/4", "Quốc tế Lao động 1/5", "Quốc khánh 2/9"
PROVISIONAL = "tạm tính"
EXCHANGED, INSTEAD = "Nghỉ hoán đổi", "Làm bù"

KNOWN_DAYS: dict[date, str] = {
    date(2025, 1, 1): NEW_YEAR,
    date(2025, 1, 27): TET,
    date(2025, 1, 28): TET,
    date(2025, 1, 29): TET,
    date(2025, 1, 30): TET,
    date(2025, 1, 31): TET,
    date(2025, 4, 7): HUNG_KINGS,
    date(2025, 4, 26): f"{INSTEAD} ngày 02/5/2025",
    date(2025, 4, 30): VICTORY,
    date(2025, 5, 1): LABOUR,
    date(2025, 5, 2): f"{EXCHANGED} với ngày 26/4/2025",
    date(2025, 9, 1): NATIONAL,
    date(2025, 9, 2): NATIONAL,
    date(2026, 1, 1): NEW_YEAR,
    date(2026, 1, 2): f"{EXCHANGED} với ngày 10/01/2026",
    date(2026, 1, 10): f"{INSTEAD} ngày 02/01/2026",
    date(2026, 2, 16): TET,
    date(2026, 2, 17): TET,
    date(2026, 2, 18): TET,
    date(2026, 2, 19): TET,
    date(2026, 2, 20): TET,
    date(2026, 4, 27): f"{HUNG_KINGS} (nghỉ bù)",
    date(2026, 4, 30): VICTORY,
    date(2026, 5, 1): LABOUR,
    date(2026, 8, 22): f"{INSTEAD} ngày 31/8/2026",
    date(2026, 8, 31): f"{EXCHANGED} với ngày 22/8/2026",
    date(2026, 9, 1): NATIONAL,
    date(2026, 9, 2): NATIONAL,
    date(2027, 1, 1): NEW_YEAR,
    date(2027, 2, 5): f"{TET} ({PROVISIONAL})",
    date(2027, 2, 8): f"{TET} ({PROVISIONAL})",
    date(2027, 2, 9): f"{TET} ({PROVISIONAL})",
    date(2027, 2, 10): f"{TET} (nghỉ bù, {PROVISIONAL})",
    date(2027, 2, 11): f"{TET} (nghỉ bù, {PROVISIONAL})",
    date(2027, 4, 16): HUNG_KINGS,
    date(2027, 4, 30): VICTORY,
    date(2027, 5, 3): f"{LABOUR} (nghỉ bù)",
    date(2027, 9, 2): NATIONAL,
    date(2027, 9, 3): f"{NATIONAL} ({PROVISIONAL})",
}
