"""What waits for a person."""

from registry.identity.models import User


def count_waiting(person: User) -> int:
    """How many things wait for this person."""
    return 0
