"""Hashing passwords with argon2, and what a password must be."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.core.errors import InvalidInput
from registry.core.i18n import _

SHORTEST, LONGEST = 10, 1024
# A hash of nothing in particular: an unknown name costs as much time as a wrong password.
_hasher = PasswordHasher()
_decoy: dict[int, str] = {}
OBVIOUS = ("password", "matkhau", "danvankheo", "123456", "qwerty")


def use_cost(time_cost: int) -> None:
    """Set how much work a hash takes; tests use 1."""
    global _hasher
    small = time_cost <= 1
    _hasher = PasswordHasher(time_cost=time_cost, memory_cost=8 if small else 65536, parallelism=1)


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether a password fits a stored hash. Takes the same time when there is no hash."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(stored or _decoy_hash(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def check_policy(password: str, *, username: str) -> None:
    """Raise InvalidInput when a password is too short, too long or too easy to guess."""
    if len(password) < SHORTEST:
        raise InvalidInput("password", _("Use at least %(n)s characters.", n=SHORTEST))
    if len(password) > LONGEST:
        raise InvalidInput("password", _("Use at most %(n)s characters.", n=LONGEST))
    lowered = password.casefold()
    if username.casefold() in lowered or any(word in lowered for word in OBVIOUS) or len(set(password)) < 4:
        raise InvalidInput("password", _("This password is too easy to guess."))


def _decoy_hash() -> str:
    return _decoy.setdefault(_hasher.time_cost, _hasher.hash("there is no such account"))
