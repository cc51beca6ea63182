"""Ways to run commands that tests need: several at once, and one that fails after its work."""

import threading

from registry.core.db import db
from registry.core.transaction import transaction


class Failed(Exception):
    """The command failed after its work."""


def fail_after(work):
    """Do the work in a transaction that then fails; raises Failed."""
    with transaction():
        work()
        raise Failed


def in_threads(app, count, work):
    """Run `work(n)` in so many threads at once, each with its own session; returns what they raised."""
    start, raised = threading.Barrier(count), []

    def run(number):
        with app.app_context():
            start.wait(timeout=30)
            try:
                work(number)
            except Exception as error:
                raised.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return raised
