"""Giving a nomination out as one file that stands by itself."""

import hashlib
from typing import IO

from registry.audit import service as audit
from registry.core.errors import InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.documents.bags import CHUNK, write_bag
from registry.documents.dossiers import Shown, parts_of, told_of
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.rules import require_untied
from registry.review.states import DECIDED_STATES
from registry.storage.base import Storage


def export_dossier(
    actor: User, nomination: Nomination, *, storage: Storage, into: IO[bytes], shown: Shown | None = None
) -> str:
    """Write the bag of a nomination that is decided, and note who took it; returns its SHA-256.

    Reading takes long and happens outside of the transaction.
    """
    require_untied(actor, Permission.DOSSIER_EXPORT, nomination)
    if nomination.state not in DECIDED_STATES:
        raise InvalidTransition(_("A file goes out once it is decided."))
    write_bag(into, nomination.reference, parts_of(actor, nomination, storage, shown), told_of(nomination))
    into.seek(0)
    digest = hashlib.sha256()
    while chunk := into.read(CHUNK):
        digest.update(chunk)
    into.seek(0)
    with transaction():
        require_untied(actor, Permission.DOSSIER_EXPORT, nomination)
        audit.record(actor, "dossier.exported", nomination, digest=digest.hexdigest())
    return digest.hexdigest()
