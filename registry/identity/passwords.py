"""Hashing passwords with argon2, and what a password must be."""

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.core.types import unique_key

SHORTEST, LONGEST = 10, 1024
OBVIOUS = ("password", "matkhau", "danvankheo", "123456", "qwerty")
# Letters and digits that nobody mistakes for one another when a password is read out.
READABLE = "abcdefghkmnpqrstuvwxyz23456789"
_hasher = PasswordHasher()
# A hash of nothing in particular: an unknown name costs as much time as a wrong password.
_decoy: dict[int, str] = {}
_unknown: dict[int, str] = {}


def use_cost(time_cost: int) -> None:
    """Set how much work a hash takes; tests use 1."""
    global _hasher
    small = time_cost <= 1
    _hasher = PasswordHasher(time_cost=time_cost, memory_cost=8 if small else 65536, parallelism=1)
    _decoy_hash()


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher.hash(_composed(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether a password fits a stored hash. Takes the same time when there is no hash."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(stored or _decoy_hash(), _composed(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def unknown_hash() -> str:
    """The hash of a password that nobody knows, for an account whose password is still to be handed over."""
    if _hasher.time_cost not in _unknown:
        _unknown[_hasher.time_cost] = _hasher.hash(secrets.token_urlsafe(32))
    return _unknown[_hasher.time_cost]


def check_policy(password: str, *, username: str, field: str = "password") -> None:
    """Raise InvalidInput when a password is too short, too long or too easy to guess."""
    if len(password) < SHORTEST:
        raise InvalidInput(field, _("Use at least %(n)s characters.", n=SHORTEST))
    if len(password) > LONGEST:
        raise InvalidInput(field, _("Use at most %(n)s characters.", n=LONGEST))
    lowered = unique_key(password)
    if username.casefold() in lowered or any(word in lowered for word in OBVIOUS) or len(set(password)) < 4:
        raise InvalidInput(field, _("This password is too easy to guess."))


def make_one_time_password() -> str:
    """A password to be handed over once: three groups of four characters that can be read out."""
    groups = ("".join(secrets.choice(READABLE) for _place in range(4)) for _group in range(3))
    return "-".join(groups)


def _composed(password: str) -> str:
    """One form for what keyboards compose differently: a marked letter, or a letter and its mark."""
    return unicodedata.normalize("NFKC", password)


def _decoy_hash() -> str:
    if _hasher.time_cost not in _decoy:
        _decoy[_hasher.time_cost] = _hasher.hash("there is no such account")
    return _decoy[_hasher.time_cost]
