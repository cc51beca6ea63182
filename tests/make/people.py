"""Builders of people and their roles."""

from datetime import date

from registry.identity.models import Role
from registry.identity.service import accounts, roles
from tests.make.at_once import at_once

PASSWORD = "con-duong-lang-2026"


class People:
    """make.user(), make.holder()."""

    def user(self, *, name=None, username=None, email=None, password=PASSWORD):
        """A person without any role."""
        number = self.number()
        return accounts.create_user(
            None,
            username=username or f"nguoi-{number}",
            name=name or f"Người {number}",
            password=password,
            email=email,
        )

    @at_once
    def holder(self, role: Role, unit, *, since=date(2020, 1, 1), until=None, user=None, **person):
        """A person who holds a role at a unit."""
        user = user or self.user(**person)
        roles.grant_role(None, user, role=role, unit_id=unit.id, valid_from=since, valid_to=until)
        return user

    def member(self, unit, **values):
        return self.holder(Role.UNIT_MEMBER, unit, **values)

    def lead(self, unit, **values):
        return self.holder(Role.UNIT_LEAD, unit, **values)

    def reviewer(self, unit, **values):
        return self.holder(Role.REVIEWER, unit, **values)

    def secretary(self, unit, **values):
        return self.holder(Role.COUNCIL_SECRETARY, unit, **values)

    def signer(self, unit, **values):
        return self.holder(Role.SIGNER, unit, **values)

    def staff(self, unit, **values):
        return self.holder(Role.REGISTRY_STAFF, unit, **values)

    def administrator(self, unit, **values):
        return self.holder(Role.ADMINISTRATOR, unit, **values)
