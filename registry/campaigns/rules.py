"""Who may do what with the subject of this package."""

from registry.core.permissions import Permission, Way

GRANTS: dict[Permission, list[Way]] = {}
