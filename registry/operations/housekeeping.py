"""Once an hour: forgetting what has served its time, telling of what is due: checkpoints, posted notices."""

import time
from datetime import timedelta

from sqlalchemy import delete

from registry.audit import reading
from registry.core.clock import now
from registry.core.db import db
from registry.core.receipts import FormReceipt
from registry.core.transaction import transaction
from registry.documents.service import archiving, exporting, posting
from registry.identity.service import keeping, links, sign_in
from registry.jobs.models import Job, JobState
from registry.notifications import service as messages
from registry.replication.service.reminding import remind_of_checkpoints
from registry.review.service import objecting

KEPT = timedelta(days=30)
PAUSE = 3600.0


def clear_away() -> None:
    """Delete sessions, counts and made files that are over; texts, receipts and done jobs of 30 days ago."""
    before = now() - KEPT
    with transaction():
        sign_in.forget_expired()
        keeping.forget_old()
        links.forget_old()
        reading.forget_old()
        messages.forget_read()
        objecting.forget_objectors()
        exporting.forget_bags()
        db.session.execute(delete(FormReceipt).where(FormReceipt.made_at < before))
        db.session.execute(delete(Job).where(Job.state == JobState.DONE, Job.run_at < before))


class Housekeeper:
    """What the worker calls each round: at its start and then once an hour it clears away and reminds."""

    def __init__(self) -> None:
        self._last = float("-inf")

    def __call__(self) -> int:
        if time.monotonic() - self._last >= PAUSE:
            self._last = time.monotonic()
            clear_away()
            remind_of_checkpoints()
            posting.tell_over()
            archiving.remind_of_archive()
        return 0
