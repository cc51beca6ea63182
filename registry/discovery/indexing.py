"""Bringing the search index up to date with the outbox."""

from registry.search.base import SearchEngine


def follow(engine: SearchEngine) -> int:
    """Index what changed since the engine's position; returns how many rows were dealt with."""
    return 0
