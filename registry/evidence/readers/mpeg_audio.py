"""MP3: frames one behind the other; a little rubbish between them is what players skip too."""

from typing import IO

from registry.evidence.readers.frame import Refusal

RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
KILOBITS_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
KILOBITS_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
# One part in this many may be no sound: tags and what old programs left between frames.
MOST_RUBBISH = 20
TAGS_BEHIND = (b"TAG", b"APETAGEX", b"LYRICSBEGIN")


def read_mp3(stream: IO[bytes], size: int) -> dict[str, object]:
    """How long it plays."""
    content = stream.read()
    at = _behind_tag(content)
    begin, rubbish, seconds = at, 0, 0.0
    while at + 4 <= size:
        if content.startswith(TAGS_BEHIND, at):
            break
        length, lasts = _frame(content, at)
        if not length:
            found = content.find(b"\xff", at + 1)
            step = (found if found >= 0 else size) - at
            rubbish += step
            at += step
            continue
        at, seconds = at + length, seconds + lasts
    if not seconds or rubbish * MOST_RUBBISH > size - begin:
        raise Refusal("damaged")
    return {"seconds": round(seconds), "sound": True, "blank": []}


def _behind_tag(content: bytes) -> int:
    if not content.startswith(b"ID3"):
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame(content: bytes, at: int) -> tuple[int, float]:
    """(bytes, seconds) of the frame that begins here; nothing when none does."""
    if content[at] != 0xFF or content[at + 1] & 0xE0 != 0xE0:
        return 0, 0.0
    release, layer = content[at + 1] >> 3 & 3, content[at + 1] >> 1 & 3
    bits, rate = content[at + 2] >> 4, content[at + 2] >> 2 & 3
    if release == 1 or layer != 1 or bits in {0, 15} or rate == 3:
        return 0, 0.0
    hertz = RATES[release][rate]
    samples = 1152 if release == 3 else 576
    kilobits = (KILOBITS_1 if release == 3 else KILOBITS_2)[bits - 1]
    return samples // 8 * kilobits * 1000 // hertz + (content[at + 2] >> 1 & 1), samples / hertz
