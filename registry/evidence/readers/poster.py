"""Becomes ffmpeg, within the same limits as every reader: a frame of a video as JPEG."""

import os

from registry.evidence.readers import frame


def main() -> None:
    """The path of ffmpeg and the container come as values."""
    program, container = frame.confine()
    # Only this one file may be opened: a playlist inside it must not reach another or the net.
    command = [
        program, "-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1",
        "-protocol_whitelist", "file,pipe", "-f", container, "-ss", "1", "-i", "file:/proc/self/fd/0",
        "-frames:v", "1", "-vf", "scale='min(1280,iw)':-2", "-f", "image2", "-c:v", "mjpeg", "pipe:1",
    ]  # fmt: skip
    os.execv(program, command)  # noqa: S606 -- a fixed command; the file comes by standard input


if __name__ == "__main__":
    main()
