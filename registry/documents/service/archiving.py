"""Giving closed files to the archive, and reminding their keepers of it."""

from datetime import date, timedelta

from registry.audit import service as audit
from registry.core.clock import now, today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.core.transaction import transaction
from registry.core.types import clean_text
from registry.documents import archive, notices
from registry.documents.models import ArchivedFile
from registry.identity.models import User
from registry.review.models import Nomination
from registry.review.rules import require_untied
from registry.review.states import DECIDED_STATES

LONGEST_MARK = 80
# How long before the last day the keepers are told.
AHEAD = timedelta(days=30)


def archive_file(actor: User, nomination: Nomination, *, mark: str, on: date) -> ArchivedFile:
    """Note that the archive has the file of a nomination, and what it calls it. It is noted once."""
    with transaction():
        require_untied(actor, Permission.DOSSIER_EXPORT, nomination)
        text, decision = clean_text(mark), nomination.decision
        if nomination.state not in DECIDED_STATES or decision is None:
            raise InvalidTransition(_("A file goes out once it is decided."))
        if not text or len(text) > LONGEST_MARK:
            raise InvalidInput("mark", _("Give the mark in at most %(most)s characters.", most=LONGEST_MARK))
        if not decision.decided_on <= on <= today():
            raise InvalidInput("archived_on", _("Choose a day between the decision, %(day)s, and today.",
                                                day=f"{decision.decided_on:%d/%m/%Y}"))  # fmt: skip
        kept = archive.find_kept(nomination)
        if kept is None:
            kept = ArchivedFile(nomination_id=nomination.id)
            db.session.add(kept)
        elif kept.archived_on is not None:
            raise InvalidTransition(_("The archive has this file already."))
        kept.archived_on, kept.mark, kept.given_by_id = on, text, actor.id
        db.session.flush()
        audit.record(actor, "dossier.archived", nomination, mark=text, archived_on=on)
    return kept


def remind_of_archive() -> int:
    """Tell the keepers of each council, once, which files go into the archive soon; how many those were."""
    with transaction():
        by_unit: dict[int, list[archive.ClosedFile]] = {}
        for one in archive.list_due(today() + AHEAD):
            by_unit.setdefault(one.nomination.campaign.unit_id, []).append(one)
            db.session.add(ArchivedFile(nomination_id=one.nomination.id, told_at=now()))
        for unit_id, files in by_unit.items():
            notices.tell_archive(unit_id, len(files), files[0].due_on)
    return sum(map(len, by_unit.values()))
