"""Builders of units."""

from datetime import date

from registry.units.service import registering
from registry.units.states import UnitKind

LONG_AGO = date(2000, 1, 1)


class Places:
    """make.unit(), make.province()."""

    def unit(
        self, *, name=None, kind=UnitKind.COMMUNE, parent=None, party_parent=None, since=LONG_AGO, code=None
    ):
        """A unit, a commune unless said otherwise."""
        number = self.number()
        return registering.create_unit(
            None,
            code=code or f"don-vi-{number}",
            name=name or f"Xã Mẫu {number}",
            kind=kind,
            parent=parent,
            party_parent=party_parent,
            started_on=since,
        )

    def province(self, **values):
        """A province."""
        return self.unit(kind=UnitKind.PROVINCE, **values)
