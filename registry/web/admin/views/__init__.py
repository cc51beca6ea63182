"""The administration, divided by what is administered."""

from registry.web.admin.views import changes, fields, history, hub, people, roles, units

__all__ = ["changes", "fields", "history", "hub", "people", "roles", "units"]
