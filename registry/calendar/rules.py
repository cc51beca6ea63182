"""Who may say which days are worked."""

from registry.core.permissions import Permission, Way
from registry.units.rules import looks_after_the_whole

GRANTS: dict[Permission, list[Way]] = {Permission.CALENDAR_ADMINISTER: [(looks_after_the_whole,)]}
