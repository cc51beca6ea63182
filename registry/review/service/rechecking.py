"""What is looked at again once a day, and whenever units, people or models changed: ties, what is due."""

from datetime import date

from registry.core.clock import today
from registry.jobs.service import outbox_after, outbox_head
from registry.review.service.recusing import void_all_tied
from registry.review.service.reminding import remind_all

# `units`: a merger or a move. `people`: a role was given. `exemplars`: a model was taken over elsewhere.
TOPICS = ("units", "people", "exemplars")


class Rechecker:
    """What the worker calls each round. Roles and mergers of a later day come into force with the day."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._position = 0

    def __call__(self) -> int:
        head = outbox_head(TOPICS)
        if self._day != today() or head < self._position:
            void_all_tied()
            remind_all()
            self._day, self._position = today(), head
            return 0
        rows = outbox_after(TOPICS, self._position)
        if not rows:
            return 0
        if any(topic != "exemplars" for _id, topic, _key in rows):
            void_all_tied()
        else:
            void_all_tied({key for _id, _topic, key in rows})
        self._position = rows[-1][0]
        return len(rows)
