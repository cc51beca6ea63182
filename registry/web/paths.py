"""Addresses of pages that need nothing but their name: a page names some dozens of them, again and again."""

from functools import lru_cache
from typing import Any

from flask import has_request_context, request, url_for


def path_to(endpoint: str, **values: Any) -> str:
    """What `url_for` gives, found at once where nothing else goes into the address."""
    if values or endpoint.startswith(".") or not has_request_context():
        return url_for(endpoint, **values)
    return _path(endpoint, request.script_root)


@lru_cache(maxsize=1024)
def _path(endpoint: str, _root: str) -> str:
    """Where a page lies under the root of a language."""
    return url_for(endpoint)
