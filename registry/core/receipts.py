"""A form sent twice does its work once: each form carries a key, and the first answer is kept."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.clock import now
from registry.core.db import UtcDateTime, db
from registry.core.transaction import transaction


class FormReceipt(db.Model):
    """The address a form led to, under the form's own key and the person who sent it."""

    __tablename__ = "form_receipts"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    address: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


def run_once(key: str, command: Callable[[], str]) -> str:
    """Run `command` and keep the address it returns; the same key again gives that address and no more.

    `key` must already contain who sent the form, so that nobody can use another's.
    """
    try:
        with transaction():
            if address := _known(key):
                return address
            address = command()
            db.session.add(FormReceipt(key=key, address=address))
            db.session.flush()
        return address
    except IntegrityError:
        if address := _known(key):
            return address
        raise


def _known(key: str) -> str | None:
    return db.session.scalar(select(FormReceipt.address).where(FormReceipt.key == key))
