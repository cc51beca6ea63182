"""The web server's worker: it bears slow lines, but not for ever, and never with all of its threads.

A thread reads what a client sends. Without this, a dozen clients that say nothing more would hold them all.
"""

import gc
import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from registry.cli.sharing import Share
from registry.cli.spare import Spare
from registry.settings import ROOT

THREADS = 24
# New objects before the collector looks for circles among them, and how often at older ones. A page makes
# tens of thousands and hardly a circle: as Python has it the collector takes a twentieth of the time.
COLLECTED_AFTER = (10_000, 20, 20)
# Bodies that are read at once; the other threads stay for those who only ask.
MOST_BODIES = 14
# Seconds: for the head of a request; for a body, and more for a long one at the slowest useful speed.
HEAD, BODY, LONGEST = 15.0, 30.0, 3600.0
SLOWEST = 4 * 1024
# Said before the program knows who asks, and in which language.
WORDS = (ROOT / "templates" / "errors" / "busy.txt").read_bytes()
BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nCache-Control: no-store\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s" % (len(WORDS), WORDS)
)


def seconds_for(length: int | None) -> float:
    """How long a body of so many bytes may take; one of unknown length as long as any."""
    return LONGEST if length is None else min(BODY + length / SLOWEST, LONGEST)


def length_of(request: Any) -> int | None:
    """How many bytes a request says come behind its head; None when it does not say."""
    said = dict(request.headers)
    if "TRANSFER-ENCODING" in said:
        return None
    length = said.get("CONTENT-LENGTH", "0")
    return int(length) if length.isdecimal() else 0


def is_coming(request: Any) -> bool:
    """Whether some of the body has not been read yet."""
    reader = request.body.reader
    return bool(getattr(reader, "length", 0) or getattr(reader, "parser", None))


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # the server has no types
    """Cuts off who takes too long to say what they want, and turns away who would take the last threads."""

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values, **named)
        self._ends: dict[Any, float] = {}
        self._bodies: dict[Any, Any] = {}
        self._share = Share(self.age)
        self._spare = Spare()

    def init_process(self) -> None:
        """The process has begun."""
        self._share.begin()
        # What was loaded stays: the collector need not look at it again and again.
        gc.freeze()
        gc.set_threshold(*COLLECTED_AFTER)
        super().init_process()

    def accept(self, listener: Any) -> None:
        """A new connection, unless another process should take it."""
        if not self._share.leaves_it():
            super().accept(listener)

    def enqueue_req(self, conn: Any) -> None:
        """A request has come on a connection."""
        self._share.add(1)
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """It was answered."""
        self._share.add(-1)
        super().finish_request(conn, fs)

    def handle(self, conn: Any) -> Any:
        """One request of a connection, from its first byte on."""
        self._ends[conn] = time.monotonic() + HEAD
        try:
            goes_on = super().handle(conn)
        finally:
            self._ends.pop(conn, None)
            self._bodies.pop(conn, None)
        if not goes_on:
            # The server closes it in the thread of all, where it would wait seconds for the client to close.
            _deafen(conn)
        return goes_on

    def handle_request(self, req: Any, conn: Any) -> bool:
        """A request whose head is there."""
        if self._share.has_too_many():
            req.force_close()
        length = length_of(req)
        if length == 0:
            self._ends.pop(conn, None)
        elif sum(map(is_coming, list(self._bodies.values()))) >= MOST_BODIES:
            conn.sock.sendall(BUSY)
            return False
        else:
            self._bodies[conn] = req
            self._ends[conn] = time.monotonic() + seconds_for(length)
        return bool(super().handle_request(req, conn))

    def murder_pending(self) -> None:
        """Once a second: whoever is over time is read from no more, and can still be answered."""
        super().murder_pending()
        self._spare.give_back()
        moment = time.monotonic()
        for conn, end in list(self._ends.items()):
            if moment < end:
                continue
            self._ends.pop(conn, None)
            request = self._bodies.get(conn)
            if request is None or is_coming(request):
                _deafen(conn)


def _deafen(conn: Any) -> None:
    """Read nothing more from a client, who can still be answered."""
    with suppress(OSError):
        conn.sock.shutdown(socket.SHUT_RD)
