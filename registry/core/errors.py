"""The five ways a command refuses. Messages are written for the person who reads them."""

from collections.abc import Iterator
from contextlib import contextmanager


class DomainError(Exception):
    """A command was refused; nothing was changed."""

    status = 400

    def __init__(self, message: object = "") -> None:
        super().__init__(str(message))
        self.message = str(message)


class NotFound(DomainError):
    """There is no such object, or none that this person may know of."""

    status = 404


class PermissionDenied(DomainError):
    """The person may know of the object but not do this to it."""

    status = 403

    def __init__(
        self, permission: str, message: object = "", *, subject: object = None, actor_id: int | None = None
    ) -> None:
        super().__init__(message)
        self.permission = permission
        self.subject = subject
        self.actor_id = actor_id
        self.audited = False


class InvalidTransition(DomainError):
    """The object is in a state in which this cannot be done."""

    status = 409


class StaleVersion(DomainError):
    """Somebody changed the object after this person opened it. `stored` is what is there now, by field."""

    status = 409

    def __init__(self, message: object, stored: dict[str, object] | None = None, version: int = 0) -> None:
        super().__init__(message)
        self.stored = stored or {}
        self.version = version


class InvalidInput(DomainError):
    """A value cannot be accepted; `field` names the one to correct, `more` is what else is wrong."""

    status = 422

    def __init__(self, field: str, message: object) -> None:
        super().__init__(message)
        self.field = field
        self.more: tuple[InvalidInput, ...] = ()


class Faults:
    """Gathers what is wrong with several values, so that a person reads all of it at once."""

    def __init__(self) -> None:
        self.found: list[InvalidInput] = []

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Go on after a refusal of what is done inside."""
        try:
            yield
        except InvalidInput as fault:
            self.found += [fault, *fault.more]

    def refuse(self) -> None:
        """Raise the first of what was gathered, with the others; nothing when nothing is wrong."""
        if self.found:
            first, *others = self.found
            first.more = tuple(others)
            raise first
