"""Telling somebody on the next page what was done: only once it is stored."""

from functools import partial

from flask import flash

from registry.core.transaction import after_commit


def tell(message: str, kind: str = "success") -> None:
    """Show a message on the next page, unless the open transaction is not stored after all."""
    after_commit(partial(flash, message, kind))
