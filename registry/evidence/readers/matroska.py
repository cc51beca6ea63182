"""WebM: a head that says so, then one segment to the end of the file."""

import struct
from typing import IO

from registry.evidence.readers.frame import Refusal

HEAD, DOC_TYPE, SEGMENT, INFO = 0x1A45DFA3, 0x4282, 0x18538067, 0x1549A966
TRACKS, TRACK, TRACK_TYPE = 0x1654AE6B, 0xAE, 0x83
SCALE, DURATION, CLUSTER = 0x2AD7B1, 0x4489, 0x1F43B675
VIDEO = 1
MOST_ELEMENTS = 2000


def read_webm(stream: IO[bytes], size: int) -> dict[str, object]:
    """How long it is and whether it has a picture."""
    name, length, place = _element(stream, 0)
    if name != HEAD or length > 1000 or _value(stream, place, length, DOC_TYPE).rstrip(b"\x00") != b"webm":
        raise Refusal("other")
    name, length, place = _element(stream, place + length)
    if name != SEGMENT:
        raise Refusal("damaged")
    if length >= 0 and place + length != size:
        raise Refusal("hidden" if place + length < size else "damaged")
    scale, duration, has_picture = 1_000_000, 0.0, False
    for found, at, body in _children(stream, place, size):
        if found == INFO:
            scale = int.from_bytes(_value(stream, at, body, SCALE), "big") or scale
            duration = _number(_value(stream, at, body, DURATION))
        elif found == TRACKS:
            has_picture = any(
                kind == TRACK and int.from_bytes(_value(stream, start, inner, TRACK_TYPE), "big") == VIDEO
                for kind, start, inner in _children(stream, at, at + body)
            )
        elif found == CLUSTER:
            break
    return {"seconds": round(duration * scale / 1e9), "sound": not has_picture, "blank": []}


def _children(stream: IO[bytes], at: int, end: int) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    while at < end and len(found) < MOST_ELEMENTS:
        name, length, place = _element(stream, at)
        found.append((name, place, length))
        if name == CLUSTER or length < 0:
            break
        at = place + length
    return found


def _value(stream: IO[bytes], at: int, length: int, wanted: int) -> bytes:
    for name, place, inner in _children(stream, at, at + length):
        if name == wanted and 0 <= inner <= 100:
            stream.seek(place)
            return stream.read(inner)
    return b""


def _number(raw: bytes) -> float:
    if len(raw) not in {4, 8}:
        return 0.0
    value: float = struct.unpack(">f" if len(raw) == 4 else ">d", raw)[0]
    return value if 0 <= value < 1e15 else 0.0


def _element(stream: IO[bytes], at: int) -> tuple[int, int, int]:
    """(id, length of the content or -1 for unknown, place of the content)."""
    stream.seek(at)
    head = stream.read(16)
    if not head or not head[0]:
        raise Refusal("damaged")
    width = 9 - head[0].bit_length()
    name = int.from_bytes(head[:width], "big")
    if width > 4 or len(head) <= width or not head[width]:
        raise Refusal("damaged")
    span = 9 - head[width].bit_length()
    raw = int.from_bytes(head[width : width + span], "big")
    mask = (1 << 7 * span) - 1
    length = raw & mask
    return name, -1 if length == mask else length, at + width + span
