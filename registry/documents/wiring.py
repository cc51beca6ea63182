"""Has the worker make the whole files that people ask for."""

from functools import partial

from registry.documents.service import exporting
from registry.jobs import worker
from registry.storage.base import Storage


def init(storage: Storage, show: exporting.Showing) -> None:
    """Wire them to the worker; `show` makes what people read of a file without a program."""
    worker.handles(exporting.JOB, partial(exporting.make_bag, storage, show, worker.breathe))
