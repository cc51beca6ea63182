"""Bringing the search index up to date with the outbox, and building it anew."""

from registry.discovery import documents
from registry.jobs.service import outbox_after, outbox_count_after, outbox_head
from registry.search.base import EngineUnavailable, SearchEngine

# `exemplars`: a model changed. `units`: a unit did, and with it all models made under it.
TOPICS = ("exemplars", "units")


def follow(engine: SearchEngine) -> int:
    """Index what changed since the engine's position; returns how many rows were dealt with.

    An index that is missing or damaged is built anew: the database is the truth.
    """
    try:
        position = engine.position()
    except EngineUnavailable:
        return rebuild(engine)
    if position > outbox_head(TOPICS):
        # The database is older than the index: somebody restored it, and what is indexed never was.
        return rebuild(engine)
    rows = outbox_after(TOPICS, position)
    if not rows:
        return 0
    references: list[str] = []
    for _id, topic, key in rows:
        references += [key] if topic == "exemplars" else documents.references_of_unit(key)
    upserts, deletes = documents.documents_of(references)
    engine.apply(upserts, deletes, rows[-1][0])
    return len(rows)


def rebuild(engine: SearchEngine) -> int:
    """Build the whole index from the database; returns the number of documents.

    The position is read first, so that what changes meanwhile is indexed once more, never lost.
    """
    position = outbox_head(TOPICS)
    return engine.rebuild(documents.every_document(), position)


def lag(engine: SearchEngine) -> dict[str, int]:
    """How many outbox rows the index has not seen yet."""
    try:
        position = engine.position()
    except EngineUnavailable:
        position = 0
    return {"waiting": outbox_count_after(TOPICS, position)}
