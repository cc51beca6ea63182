"""The fields of the movement: the four everybody starts with, and those added later."""

import re

from sqlalchemy import func, select

from registry.audit import service as audit
from registry.catalogue.cleaning import clean_line
from registry.catalogue.models import Field
from registry.catalogue.queries import find_field
from registry.core.db import db
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import require_version
from registry.identity.models import User

# The colours of the pages: a field takes one of them.
SLOTS = 6
DEFAULTS = (
    ("economy", "Kinh tế", "Economy"),
    ("culture-society", "Văn hóa – xã hội", "Culture and society"),
    ("defense-security", "Quốc phòng – an ninh", "Defence and security"),
    ("political-system", "Xây dựng hệ thống chính trị", "Building the political system"),
)


def ensure_default_fields() -> int:
    """Add those of the four usual fields that are not there; returns how many. Nothing is changed."""
    with transaction():
        missing = [
            (slot, *field) for slot, field in enumerate(DEFAULTS, start=1) if find_field(field[0]) is None
        ]
        for slot, code, name, name_en in missing:
            field = Field(code=code, name=name, name_en=name_en, slot=slot, position=slot)
            db.session.add(field)
            audit.record(None, "field.added", field, name=name)
    return len(missing)


def add_field(actor: User | None, *, code: str, name: str, name_en: str = "", slot: int = 1) -> Field:
    """Add a field. `actor` None is the operator at the command line."""
    with transaction():
        if actor is not None:
            require(actor, Permission.FIELD_ADMINISTER)
        if not re.fullmatch(r"[a-z][a-z0-9-]{1,39}", code):
            raise InvalidInput("code", _("Use small letters, digits and hyphens."))
        if find_field(code):
            raise InvalidInput("code", _("This code is in use."))
        last = db.session.scalar(select(func.max(Field.position))) or 0
        field = Field(code=code, position=last + 1)
        _describe(field, name, name_en, slot)
        db.session.add(field)
        audit.record(actor, "field.added", field, name=field.name)
    return field


def change_field(
    actor: User, field: Field, *, name: str, name_en: str, is_active: bool, version: int | None = None
) -> Field:
    """Rename a field or retire it: a retired field stays with the models that have it."""
    with transaction():
        require(actor, Permission.FIELD_ADMINISTER, field)
        require_version(field, version, {"name": field.name, "name_en": field.name_en})
        before = field.name
        _describe(field, name, name_en, field.slot)
        field.is_active = is_active
        audit.record(actor, "field.changed", field, before=before, after=field.name, is_active=is_active)
    return field


def _describe(field: Field, name: str, name_en: str, slot: int) -> None:
    field.name = clean_line("name", name, 120)
    if not field.name:
        raise InvalidInput("name", _("Enter the name of the field."))
    if not 1 <= slot <= SLOTS:
        raise InvalidInput("slot", _("Choose one of the options."))
    field.name_en, field.slot = clean_line("name_en", name_en, 120), slot
