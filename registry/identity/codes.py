"""Codes of the second step: those a phone shows, and those printed for the day it is lost.

Phones show six digits that change every 30 seconds (RFC 6238); one step before and after the present one is
taken too, for clocks that differ. Codes on paper have some 50 bits.
"""

import base64
import hashlib
import hmac
import secrets

import pyotp

from registry.core.clock import now
from registry.identity.passwords import READABLE

# Bytes of the secret that a phone holds: 160 bits, as RFC 4226 asks for.
LENGTH = 20
STEP = 30
SPARE, SPARE_LENGTH = 10, 10
_key = b""


def use_key(secret: str) -> None:
    """Set the secret of the installation, of which everything here is worked out."""
    global _key
    _key = hashlib.sha256(f"second step:{secret}".encode()).digest()


def new_salt() -> str:
    """Something random, from which with the key of the installation the secret of a phone comes."""
    return secrets.token_hex(LENGTH)


def secret_of(user_id: int, salt: str) -> str:
    """What somebody's phone holds, in base32 as such programs read it."""
    digest = hmac.digest(_key, f"{user_id}:{salt}".encode(), "sha256")
    return base64.b32encode(digest[:LENGTH]).decode()


def address_of(user_id: int, salt: str, *, username: str, site: str) -> str:
    """The `otpauth:` address that a phone reads from a picture."""
    return pyotp.TOTP(secret_of(user_id, salt)).provisioning_uri(name=username, issuer_name=site)


def step_of(user_id: int, salt: str, code: str, *, after: int = 0) -> int | None:
    """The time step a code belongs to, when it is valid now and later than the step `after`; else None."""
    totp, present = pyotp.TOTP(secret_of(user_id, salt)), int(now().timestamp()) // STEP
    for step in (present - 1, present, present + 1):
        if step > after and pyotp.utils.strings_equal(totp.generate_otp(step), code):
            return step
    return None


def code_at(user_id: int, salt: str, step: int) -> str:
    """What a phone shows in a time step."""
    return pyotp.TOTP(secret_of(user_id, salt)).generate_otp(step)


def new_spare() -> list[str]:
    """Codes to print, each in two groups of five."""
    return ["-".join(_group() for _half in range(2)) for _code in range(SPARE)]


def _group() -> str:
    return "".join(secrets.choice(READABLE) for _letter in range(SPARE_LENGTH // 2))


def digest_of(user_id: int, spare: str) -> str:
    """A code on paper as it is stored, however it was typed."""
    plain = "".join(spare.split()).replace("-", "").lower()
    return hmac.digest(_key, f"{user_id}:{plain}".encode(), "sha256").hex()


def mark_of(text: str) -> str:
    """A short mark of a text that nobody can make without the key."""
    return hmac.digest(_key, text.encode(), "sha256").hex()[:32]
