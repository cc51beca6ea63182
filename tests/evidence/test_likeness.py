"""Photos that look the same are found, whatever became of their bytes, and fast among very many."""

import random
import time
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import insert

from registry.core.db import db
from registry.core.transaction import transaction
from registry.discovery.likeness_photos import _near
from registry.evidence.likeness import MOST_APART, bands_of, dhash, distance, probes_of
from registry.evidence.models import PhotoBand, StoredFile


def scene(seed=1, size=(640, 480)):
    """A picture with something in it."""
    drawn, chance = Image.new("RGB", size, "white"), random.Random(seed)
    pen = ImageDraw.Draw(drawn)
    for _ in range(60):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        colour = tuple(chance.randrange(256) for _ in range(3))
        pen.rectangle((x, y, x + chance.randrange(150), y + chance.randrange(150)), fill=colour)
    return drawn


def saved_anew(picture, quality):
    target = BytesIO()
    picture.save(target, "JPEG", quality=quality)
    return Image.open(target)


@pytest.mark.parametrize(
    "change",
    [
        lambda picture: saved_anew(picture, 30),
        lambda picture: picture.resize((320, 240)),
        lambda picture: picture.convert("L"),
        lambda picture: picture.point(lambda value: min(255, value + 20)),
    ],
    ids=["compressed", "smaller", "grey", "brighter"],
)
def test_the_same_picture_stays_near(change):
    assert distance(dhash(scene()), dhash(change(scene()))) <= MOST_APART


def test_other_pictures_are_far_apart():
    assert distance(dhash(scene(1)), dhash(scene(2))) > 2 * MOST_APART


def test_a_picture_of_one_colour_says_nothing():
    assert dhash(Image.new("RGB", (64, 48), "red")) == ""


def test_every_hash_within_reach_is_looked_for():
    chance = random.Random(7)
    for _ in range(300):
        bits = chance.getrandbits(64)
        near = bits
        for bit in chance.sample(range(64), MOST_APART):
            near ^= 1 << bit
        assert set(probes_of(f"{bits:016x}")) & set(bands_of(f"{near:016x}"))


@pytest.mark.slow
def test_a_photo_is_found_among_a_hundred_thousand_in_a_blink(app):
    chance = random.Random(3)
    hashes = [f"{chance.getrandbits(64):016x}" for _ in range(100_000)]
    files = [
        {"digest": f"{n:064x}", "size": 1, "media_type": "image/jpeg", "perceptual": one}
        for n, one in enumerate(hashes)
    ]
    bands = [{"digest": f"{n:064x}", "band": band} for n, one in enumerate(hashes) for band in bands_of(one)]
    with transaction():
        db.session.execute(
            insert(StoredFile.__table__), [{**one, "kind": "photo", "scan": "clean"} for one in files]
        )
        db.session.execute(insert(PhotoBand.__table__), bands)
    asked = {f"mine-{n}": f"{int(hashes[n * 997], 16) ^ 0b1000100010001:016x}" for n in range(20)}

    began = time.perf_counter()
    near = _near(asked)
    took = time.perf_counter() - began

    assert all(f"{n * 997:064x}" in near[f"mine-{n}"] for n in range(20))
    assert took < 1, f"{took:.2f} s for 20 photos"
