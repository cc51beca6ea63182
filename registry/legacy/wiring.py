"""Has the worker read, check and take over lists, and the catalogue ask what lists know of its models."""

from functools import partial

from registry.catalogue import records, visibility
from registry.catalogue.service import lifecycle, removing
from registry.jobs import worker
from registry.legacy import rules
from registry.legacy.queries import list_given_up
from registry.legacy.service import running
from registry.storage.base import Storage


def init(storage: Storage) -> None:
    """Wire lists and papers to the worker and to the catalogue."""
    worker.handles("list.read", partial(running.read_list, storage))
    worker.handles("list.check", running.check_rows)
    worker.handles("list.import", running.take_rows)
    visibility.add_clause(rules.drafts_from_paper)
    records.add_finder(list_given_up)
    removing.hinders_deleting(rules.why_kept)
    lifecycle.hinders_registering(rules.why_not_registered)
