"""When two photos look the same: a hash of 64 brightness steps, and where to look for hashes near one."""

from collections.abc import Iterator

from PIL import Image

SIDE = 8
BANDS = 4
BAND_BITS = 16
# Steps that may differ: a photo saved anew, made smaller or with a stamp in a corner stays below.
MOST_APART = 7
# A picture of one colour has no steps and would look like every other one: it says nothing.
FEWEST_STEPS = 6


def dhash(picture: Image.Image) -> str:
    """The difference hash of an upright picture as 16 hex digits; empty for one with nothing in it.

    Each of the 64 bits says whether a spot is brighter than the one to its right. Colour, size and
    compression hardly change it.
    """
    small = picture.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.LANCZOS)
    spots = list(small.tobytes())
    bits = 0
    for row in range(SIDE):
        for column in range(SIDE):
            here = row * (SIDE + 1) + column
            bits = bits << 1 | (spots[here] > spots[here + 1])
    if not FEWEST_STEPS <= bits.bit_count() <= SIDE * SIDE - FEWEST_STEPS:
        return ""
    return f"{bits:016x}"


def distance(first: str, second: str) -> int:
    """How many of the 64 steps differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()


def bands_of(perceptual: str) -> list[int]:
    """The four quarters of a hash, each as a number that also says which quarter it is."""
    bits = int(perceptual, 16)
    return [_key(band, bits >> band * BAND_BITS & 0xFFFF) for band in range(BANDS)]


def probes_of(perceptual: str) -> Iterator[int]:
    """Where every hash at most `MOST_APART` steps away has one of its bands.

    Seven differing steps over four bands leave a band with at most one of them, so it is enough to look
    for each band as it is and with each of its sixteen bits turned: 68 places.
    """
    for key in bands_of(perceptual):
        yield key
        for bit in range(BAND_BITS):
            yield key ^ 1 << bit


def _key(band: int, value: int) -> int:
    return band << BAND_BITS | value
