"""How everything about backups refuses."""

from registry.core.errors import DomainError


class BackupRefused(DomainError):
    """Something of a backup cannot be done; the message says what and why, in the operator's English."""

    status = 409
