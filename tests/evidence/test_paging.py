"""Pictures of pages: drawn once, in turn, and never with a thread for each who waits."""

import os
import threading
import time

import pytest

from registry.evidence import pages
from registry.evidence.checks import Refused
from registry.evidence.pages import TooBusy
from registry.evidence.service import paging
from registry.storage.drawn import Drawings


@pytest.fixture
def storage(app):
    return app.extensions["registry.storage"]


@pytest.fixture
def drawings(app):
    return app.extensions["registry.drawings"]


@pytest.fixture
def draw(make, storage, drawings):
    item = make.evidence(make.exemplar(), content=make.pdf(pages=2))
    member = make.member(item.exemplar.lead_unit)
    return lambda number=1: paging.draw_page(member, item, number, storage=storage, drawings=drawings)


def test_a_page_is_drawn_once_for_all_processes(draw, drawings, monkeypatch):
    drawn = []
    monkeypatch.setattr(paging, "picture_of_page", lambda *_: drawn.append(1) or b"WEBP")

    assert [draw(), draw(), draw(2)] == [b"WEBP"] * 3

    assert len(drawn) == 2
    assert len(list(drawings.folder.glob("??/*"))) == 2


def test_a_page_that_cannot_be_drawn_is_not_tried_at_every_request(draw, drawings, monkeypatch):
    tried = []

    def fail(*_values):
        tried.append(1)
        raise Refused("no")

    monkeypatch.setattr(paging, "picture_of_page", fail)
    for _ in range(3):
        with pytest.raises(Refused):
            draw()
    assert len(tried) == 1

    (path,) = drawings.folder.glob("??/*")
    os.utime(path, (0, 0))
    with pytest.raises(Refused):
        draw()
    assert len(tried) == 2


def test_few_wait_for_their_turn_and_not_for_long(draw, monkeypatch):
    monkeypatch.setattr(pages, "PATIENCE", 0.1)
    monkeypatch.setattr(pages, "_line", threading.BoundedSemaphore(2))
    with pages.turn():
        with pytest.raises(TooBusy):
            draw()
        with pages._line, pytest.raises(TooBusy):
            draw(2)

    assert draw()[8:12] == b"WEBP"


def test_pictures_of_files_that_are_gone_and_the_oldest_of_too_many_are_removed(tmp_path):
    drawings = Drawings(tmp_path)
    for number, letter in enumerate("abc"):
        drawings.keep(letter * 64, 1, b"x" * 10)
        os.utime(tmp_path / (letter * 2) / f"{letter * 64}-1", (number + 1, number + 1))
    for name, age in (("tmp1", 7200), ("tmp2", 0)):
        (tmp_path / "aa" / name).write_bytes(b"half")
        os.utime(tmp_path / "aa" / name, (time.time() - age,) * 2)

    assert drawings.sweep(lambda digest: digest[0] != "b", most=1000) == 2
    assert drawings.sweep(lambda _digest: True, most=14) == 1
    assert drawings.find("c" * 64, 1) == b"x" * 10
