"""Column mixins and checks that many tables share."""

import unicodedata
from datetime import datetime

from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from registry.core.clock import now
from registry.core.db import UtcDateTime
from registry.core.errors import StaleVersion
from registry.core.i18n import _


class Timestamps:
    """When the row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class Version:
    """A counter that makes two simultaneous changes collide instead of overwriting each other."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:  # noqa: N805 -- SQLAlchemy passes the class
        return {"version_id_col": cls.version}


def require_version(subject: Version, seen: int | None, stored: dict[str, object] | None = None) -> None:
    """Raise StaleVersion when the subject changed after the version the person has seen."""
    if seen is not None and subject.version != seen:
        raise StaleVersion(
            _("Somebody else changed this while you were editing. Choose what to keep."),
            stored,
            subject.version,
        )


def clean_text(value: str | None) -> str:
    """Text as it is stored: NFC, no control characters but line breaks, outer space removed."""
    text = unicodedata.normalize("NFC", value or "").replace("\r\n", "\n")
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept).strip()


def unique_key(value: str) -> str:
    """The form under which names are compared: NFKC, case folded, invisible characters removed."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    visible = (c for c in folded if unicodedata.category(c) != "Cf")
    return " ".join("".join(visible).split())
