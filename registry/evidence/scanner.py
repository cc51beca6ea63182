"""The virus scanner: clamd, asked over a socket to look at a stream of bytes."""

import contextlib
import socket
from dataclasses import dataclass
from typing import IO

from registry.evidence.filetypes import ScanState

CHUNK = 128 * 1024
# Seconds: to be let in, and between two signs of life while it looks at what it got.
CONNECT, PATIENCE = 5.0, 120.0
LONGEST_REPLY = 4096


class ScannerDown(Exception):
    """The scanner cannot be reached, or broke off; what it would have said is not known."""


class BadAddress(ValueError):
    """The address of the scanner is neither `unix:/path` nor `tcp:host:port`."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner says of a file: clean, infected with what it found, or unscanned with its reason."""

    state: ScanState
    found: str = ""


class Clamd:
    """A clamd at `unix:/path/of/socket` or `tcp:host:port`."""

    def __init__(self, address: str, *, connect: float = CONNECT, patience: float = PATIENCE) -> None:
        kind, _colon, rest = address.partition(":")
        host, _colon, port = rest.rpartition(":")
        if kind not in {"unix", "tcp"} or not rest or (kind == "tcp" and not (host and port.isdecimal())):
            raise BadAddress(address)
        self._path = rest if kind == "unix" else ""
        self._host, self._port = (host.strip("[]"), int(port)) if kind == "tcp" else ("", 0)
        self._connect, self._patience = connect, patience

    def answers(self) -> bool:
        """Whether somebody is there."""
        try:
            with self._opened() as line:
                line.sendall(b"zPING\0")
                return _reply(line) == "PONG"
        except (OSError, ScannerDown):
            return False

    def scan(self, stream: IO[bytes]) -> Verdict:
        """Have the bytes looked at. Raises ScannerDown when nothing can be said of them."""
        try:
            with self._opened() as line:
                return _verdict(_sent(line, stream))
        except OSError as error:
            raise ScannerDown(str(error) or type(error).__name__) from error

    def _opened(self) -> socket.socket:
        if self._path:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(self._connect)
            try:
                line.connect(self._path)
            except OSError:
                line.close()
                raise
        else:
            line = socket.create_connection((self._host, self._port), self._connect)
        line.settimeout(self._patience)
        return line


def _sent(line: socket.socket, stream: IO[bytes]) -> str:
    line.sendall(b"zINSTREAM\0")
    # It closes its side while we still send when the file is larger than it takes, and says so.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        while piece := stream.read(CHUNK):
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(bytes(4))
    return _reply(line)


def _reply(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_REPLY:
        piece = line.recv(1024)
        if not piece:
            break
        said += piece
    if not said.endswith(b"\0"):
        raise ScannerDown("it broke off")
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _verdict(reply: str) -> Verdict:
    if reply.endswith("FOUND"):
        return Verdict(ScanState.INFECTED, reply.removeprefix("stream:").removesuffix("FOUND").strip()[:200])
    if reply == "stream: OK":
        return Verdict(ScanState.CLEAN)
    if "size limit exceeded" in reply:
        return Verdict(ScanState.UNSCANNED, "larger than the scanner takes")
    raise ScannerDown(reply)


_used: list[Clamd] = []


def use_scanner(address: str) -> None:
    """Ask the scanner at this address from now on; empty for none."""
    _used[:] = [Clamd(address)] if address else []


def is_configured() -> bool:
    """Whether files are scanned here."""
    return bool(_used)


def current() -> Clamd | None:
    """The scanner of this installation."""
    return _used[0] if _used else None
