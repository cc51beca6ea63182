"""Looks over a video or a recording from end to end: is it what it says, how long, what to blank out."""

import io
from collections.abc import Iterator
from typing import IO

from registry.evidence.readers import frame, matroska, mpeg_audio
from registry.evidence.readers.frame import Refusal

MOST_BOXES = 100_000
INSIDE = (b"moov", b"trak", b"mdia")
# Boxes in which phones note where and by whom something was filmed; players do without them.
TELLING = (b"udta", b"meta", b"uuid")
SOUND_BRANDS = (b"M4A ", b"M4B ", b"M4P ")
TOP_LEVEL = (
    b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"mfra", b"sidx", b"styp", b"uuid",
    b"meta", b"pdin", b"ssix", b"prft", b"emsg", b"udta", b"beam", b"junk", b"pnot", b"PICT",
)  # fmt: skip


def main() -> None:
    """The kind of container comes as a value: mp4, webm, mp3, ogg or wav."""
    (kind,) = frame.confine()
    stream = frame.given()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    try:
        frame.say(**READERS[kind](stream, size))
    except (Refusal, ValueError, IndexError, OverflowError, RecursionError) as refusal:
        frame.say(refused=str(refusal) if isinstance(refusal, Refusal) else "damaged")


def read_mp4(stream: IO[bytes], size: int) -> dict[str, object]:
    """Its boxes must tile the file: nothing may stand before, between or behind them."""
    found: dict[bytes, int] = {}
    blank: list[tuple[int, int]] = []
    seconds, has_picture, brand = 0.0, False, b""
    for count, (kind, start, end, depth) in enumerate(_boxes(stream, 0, size, 0)):
        if count > MOST_BOXES or (depth == 0 and kind not in TOP_LEVEL):
            raise Refusal("damaged" if count > MOST_BOXES else "hidden")
        found[kind] = start
        if kind in TELLING:
            blank.append((start, end))
        elif kind == b"ftyp":
            brand = _at(stream, start, 4)
        elif kind == b"mvhd":
            seconds = _seconds_of(_at(stream, start, 32))
        elif kind == b"hdlr":
            has_picture = has_picture or _at(stream, start + 8, 4) == b"vide"
    if not {b"ftyp", b"moov", b"mdat"} <= found.keys():
        raise Refusal("damaged")
    is_sound = brand in SOUND_BRANDS or not has_picture
    return {"seconds": round(seconds), "sound": is_sound, "blank": blank}


def _boxes(stream: IO[bytes], at: int, end: int, depth: int) -> Iterator[tuple[bytes, int, int, int]]:
    """(type, start and end of the content, depth) of the boxes of a stretch of the file."""
    while at < end:
        head = _at(stream, at, 16)
        length, kind, skip = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1:
            length, skip = int.from_bytes(head[8:16], "big"), 16
        elif length == 0 and depth == 0:
            length = end - at
        if length < skip or at + length > end:
            # Old recorders close a list of boxes with four zero bytes.
            if depth and not any(_at(stream, at, end - at)):
                return
            raise Refusal("damaged" if depth or kind in TOP_LEVEL else "hidden")
        yield kind, at + skip, at + length, depth
        if kind in INSIDE:
            yield from _boxes(stream, at + skip, at + length, depth + 1)
        at += length


def _at(stream: IO[bytes], place: int, size: int) -> bytes:
    stream.seek(place)
    return stream.read(min(size, 1024 * 1024))


def _seconds_of(header: bytes) -> float:
    if header[0] == 1:
        scale, length = int.from_bytes(header[20:24], "big"), int.from_bytes(header[24:32], "big")
    else:
        scale, length = int.from_bytes(header[12:16], "big"), int.from_bytes(header[16:20], "big")
    return length / scale if scale else 0.0


def read_wav(stream: IO[bytes], size: int) -> dict[str, object]:
    """The length that its head gives must be that of the file."""
    head = stream.read(12)
    if abs(int.from_bytes(head[4:8], "little") + 8 - size) > 1:
        raise Refusal("hidden")
    at, rate, length = 12, 0, 0
    while at + 8 <= size:
        chunk = _at(stream, at, 24)
        body = int.from_bytes(chunk[4:8], "little")
        if chunk[:4] == b"fmt ":
            rate = int.from_bytes(chunk[16:20], "little")
        elif chunk[:4] == b"data":
            length = body
        at += 8 + body + body % 2
    if at - size > 1 or not length:
        raise Refusal("damaged")
    return {"seconds": round(length / rate) if rate else 0, "sound": True, "blank": []}


def read_ogg(stream: IO[bytes], size: int) -> dict[str, object]:
    """Pages from the first byte to the last."""
    at, granule, rate, has_picture = 0, 0, 48_000, False
    while at < size:
        head = _at(stream, at, 27 + 255 + 40)
        if head[:4] != b"OggS":
            raise Refusal("hidden" if at else "damaged")
        segments = head[26]
        body = sum(head[27 : 27 + segments])
        first = head[27 + segments :]
        if first[:7] == b"\x01vorbis":
            rate = int.from_bytes(first[12:16], "little") or rate
        has_picture = has_picture or first[:7] == b"\x80theora"
        position = int.from_bytes(head[6:14], "little", signed=True)
        granule = max(granule, position)
        at += 27 + segments + body
    if at != size or has_picture:
        raise Refusal("damaged" if at != size else "other")
    return {"seconds": round(granule / rate), "sound": True, "blank": []}


READERS = {
    "mp4": read_mp4,
    "webm": matroska.read_webm,
    "mp3": mpeg_audio.read_mp3,
    "ogg": read_ogg,
    "wav": read_wav,
}

if __name__ == "__main__":
    main()
