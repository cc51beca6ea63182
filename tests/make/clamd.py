"""A real clamd with one signature of our own, and a small server that speaks its protocol badly."""

import shutil
import socket
import subprocess
import threading
import time
from contextlib import contextmanager, suppress

from registry.evidence.scanner import Clamd

# What our one signature looks for.
MARK = b"registry-scanner-self-test-9f3b"
NAME = "Registry.SelfTest.UNOFFICIAL"
# What a picky scanner cannot make sense of.
PICKED = b"registry-picked"


def installed():
    """The path of clamd; None where it is not installed."""
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def running(folder, *, most="25M"):
    """The address of a clamd of our own, which knows one signature."""
    data = folder / "signatures"
    data.mkdir(parents=True)
    (data / "local.ndb").write_text(f"Registry.SelfTest:0:*:{MARK.hex()}\n", "ascii")
    address = f"unix:{folder / 'clamd.sock'}"
    settings = folder / "clamd.conf"
    settings.write_text(
        f"Foreground yes\nLocalSocket {folder / 'clamd.sock'}\nDatabaseDirectory {data}\n"
        f"TemporaryDirectory {folder}\nStreamMaxLength {most}\nLogFile {folder / 'clamd.log'}\n",
        "ascii",
    )
    with subprocess.Popen(
        [installed(), "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    ) as child:
        try:
            until = time.monotonic() + 30
            while not Clamd(address).answers():
                assert child.poll() is None, (folder / "clamd.log").read_text()
                assert time.monotonic() < until, "clamd does not answer"
                time.sleep(0.1)
            yield address
        finally:
            child.terminate()


class Server:
    """Listens at `address` and treats each caller as `manner` says."""

    def __init__(self, manner):
        self.manner, self.seen = manner, b""
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"tcp:127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with suppress(OSError):
            while True:
                line, _who = self._door.accept()
                with line, suppress(OSError):
                    self._treat(line)

    def _treat(self, line):
        if self.manner == "drops":
            line.recv(10)
            return
        if self.manner == "hangs":
            time.sleep(5)
            return
        if self.manner == "full":
            line.recv(200_000)
            line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            return
        if not self._read(line):
            line.sendall(b"PONG\0")
            return
        if self.manner == "picky" and PICKED in self.seen:
            self.seen = b""
            line.sendall(b"stream: Can't open file or directory ERROR\0")
            return
        line.sendall(
            {"babbles": b"x" * 10_000, "halves": b"stream: O", "errs": b"stream: Oops ERROR\0"}.get(
                self.manner, b"stream: OK\0"
            )
        )

    def _read(self, line):
        """Take in what is to be scanned; False when it is only asked whether somebody is there."""
        with line.makefile("rb") as file:
            if file.read(len(b"zPING\0")) == b"zPING\0":
                return False
            assert file.read(len(b"EAM\0")) == b"EAM\0"
            while size := int.from_bytes(file.read(4), "big"):
                self.seen += file.read(size)
        return True

    def close(self):
        """Stop listening."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
