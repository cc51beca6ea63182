"""The devices people sign in from: what to call them, and the mark of one somebody used before."""

import secrets

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from registry.core.i18n import _
from registry.core.types import unique_key
from registry.web.ports import settings

COOKIE = "registry-device"
HALF_A_YEAR = 180 * 24 * 3600
# The first that fits wins: Edge and Cốc Cốc also call themselves Chrome, Chrome also calls itself Safari.
BROWSERS = (
    ("coc_coc", "Cốc Cốc"), ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def present_device() -> str:
    """What the browser says about itself, as it is kept."""
    return request.headers.get("User-Agent", "")[:200]


def name_of(user_agent: str) -> str:
    """Words for a device: `Firefox, Windows`."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part) or _("Unknown device")


def known_device(username: str) -> str:
    """The mark of this device if the person signed in from it before, else nothing."""
    try:
        mark = _signer().loads(request.cookies.get(COOKIE, ""))
        return str(mark["device"]) if mark["user"] == unique_key(username) else ""
    except (BadData, KeyError, TypeError):
        return ""


def remember_device(answer: Response, username: str) -> None:
    """Leave the mark: it opens nothing, it only counts this device's tries apart from strangers'."""
    device = known_device(username) or secrets.token_urlsafe(12)
    answer.set_cookie(
        COOKIE,
        _signer().dumps({"user": unique_key(username), "device": device}),  # type: ignore[arg-type]
        max_age=HALF_A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
    )


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="known-device")
