"""Files that send themselves in Chromium, over a line that is cut."""

import re
import socket
import sys
import threading
import time
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from registry.core.db import db
from registry.evidence.models import EvidenceItem
from tests.make.browser import Visitor

pytestmark = pytest.mark.browser

PART = 256 * 1024
EXPECTED = re.compile(r"net::ERR|^4(09|2[23]): .*(/tai-len|/minh-chung$)")


class CutLine:
    """A line to the server that breaks once so and so many bytes went out, and stays dead while `dead`."""

    def __init__(self, url, cuts=()):
        self.target = ("127.0.0.1", int(url.rsplit(":", 1)[1]))
        self.cuts, self.sent, self.made, self.dead = list(cuts), 0, 0, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _from = self.listener.accept()
            except OSError:
                return
            if self.dead:
                near.close()
                continue
            far = socket.create_connection(self.target)
            threading.Thread(target=self._carry, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, False), daemon=True).start()

    def _carry(self, source, target, is_out):
        try:
            while content := source.recv(16 * 1024):
                self.sent += len(content) * is_out
                if is_out and (self.dead or (self.cuts and self.sent > self.cuts[0])):
                    self.made += bool(self.cuts) and bool(self.cuts.pop(0))
                    break
                target.sendall(content)
        except OSError:
            pass
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self):
        self.listener.close()


@pytest.fixture
def path(tmp_path):
    """A photo of about 1.4 MB that cannot be pressed together."""
    target = tmp_path / "họp thôn (1).jpg"
    Image.effect_noise((1500, 1100), 90).convert("RGB").save(target, "JPEG", quality=92)
    return target


@pytest.fixture
def open_page(browser, make, exemplar, url):
    """open_page(line): the page of the files over that line, for somebody of the unit."""
    opened = []

    def get(line):
        visitor = Visitor(browser, line.url)
        opened.append((visitor, line))
        visitor.page.on("dialog", lambda dialog: dialog.accept())
        visitor.sign_in(make.member(exemplar.lead_unit).username)
        visitor.open(f"/mo-hinh/{exemplar.reference}/minh-chung")
        visitor.page.set_checked("#thu-nho", False)
        return visitor

    yield get
    for visitor, line in opened:
        # A cut line is what these tests are about, and so is a part that comes twice over it.
        visitor.complaints = [one for one in visitor.complaints if not EXPECTED.search(one)]
        visitor.close()
        line.close()


def _choose(page, path, caption="Họp thôn lấy ý kiến"):
    page.set_input_files("#files", str(path))
    page.locator("[data-caption-field]").last.fill(caption)
    page.get_by_role("button", name="Thêm tệp").click()


def _stored():
    db.session.rollback()
    return list(db.session.scalars(select(EvidenceItem)))


def test_a_file_arrives_once_over_a_line_that_is_cut_three_times(open_page, url, path):
    size = path.stat().st_size
    line = CutLine(url)
    page = open_page(line).page
    begun = line.sent
    line.cuts = [begun + share * size // 100 for share in (25, 55, 85)]

    _choose(page, path)
    page.locator("#tep").get_by_text(path.name).first.wait_for(timeout=20_000)

    assert (line.made, line.cuts) == (3, [])
    (item,) = _stored()
    assert (item.caption, item.file_name) == ("Họp thôn lấy ý kiến", path.name)
    # What had arrived was not sent again: three parts at most, and what the requests weigh themselves.
    assert line.sent - begun < size + 3 * PART + 100_000
    assert page.locator("[data-status]").inner_text() == "Đã thêm 1 tệp."
    assert page.evaluate("document.activeElement.id") == "tep-h"


@pytest.mark.slow
def test_a_file_goes_on_after_the_page_was_closed(open_page, url, path):
    size = path.stat().st_size
    line = CutLine(url)
    visitor = open_page(line)
    page, begun = visitor.page, line.sent

    page.context.route("**/tai-len/*", lambda route: _until(line, begun + size // 2, route))
    _choose(page, path)
    page.get_by_text("Mất mạng giữa chừng").wait_for()
    page.context.unroute_all()
    line.dead = False
    page.reload()

    page.get_by_text("Chọn lại đúng tệp này để gửi tiếp").wait_for()
    again = line.sent
    _choose(page, path)
    page.locator("#tep").get_by_text(path.name).first.wait_for(timeout=20_000)

    assert len(_stored()) == 1
    assert line.sent - again < size * 0.75
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tus::')).length") == 0


def _until(line, most, route):
    if line.sent > most:
        line.dead = True
        route.abort("internetdisconnected")
    else:
        route.continue_()


@pytest.mark.slow
def test_pausing_going_on_and_removing(open_page, url, path):
    line = CutLine(url)
    page = open_page(line).page
    page.context.route("**/tai-len/*", lambda route: _slowly(page, route))
    _choose(page, path)

    page.get_by_role("button", name=f"Tạm dừng {path.name}").click()
    page.get_by_text("Đã tạm dừng").wait_for()
    assert page.evaluate("document.activeElement.textContent").strip().startswith("Tiếp tục")
    page.get_by_role("button", name=f"Tiếp tục {path.name}").click()
    page.get_by_role("button", name=f"Bỏ tệp {path.name}").click()
    page.wait_for_function("!document.querySelector('.sending__row')")

    assert _stored() == []


def _slowly(page, route):
    threading.Event().wait(0.15)
    route.continue_()


@pytest.mark.slow
def test_a_photo_is_made_smaller_here_and_loses_its_place(open_page, url, make, tmp_path):
    taken = tmp_path / "IMG_1.jpg"
    picture, kept = Image.effect_noise((3000, 2000), 60).convert("RGB"), BytesIO()
    picture.save(kept, "JPEG", quality=85, exif=make.exif_with_place())
    taken.write_bytes(kept.getvalue())
    line = CutLine(url)
    page = open_page(line).page
    page.set_checked("#thu-nho", True)
    begun = line.sent

    _choose(page, taken)
    page.locator("#tep").get_by_text("IMG_1.jpg").first.wait_for(timeout=20_000)

    assert line.sent - begun < taken.stat().st_size * 0.7
    (item,) = _stored()
    assert (item.file.width, item.file.height) == (2048, 1365)


def test_what_is_refused_is_told_and_gets_the_focus(open_page, url, tmp_path):
    bad = tmp_path / "chạy.jpg"
    bad.write_bytes(b"MZ\x90\x00 program" + bytes(2000))
    page = open_page(CutLine(url)).page

    _choose(page, bad)
    wrong = page.locator("[data-wrong]")
    wrong.wait_for()

    assert wrong.evaluate("(one) => one === document.activeElement")
    assert "chạy.jpg: " in wrong.inner_text()
    assert _stored() == []


def test_a_file_refused_for_its_day_is_still_there_when_the_day_was_corrected(open_page, url, path):
    page = open_page(CutLine(url)).page
    page.get_by_role("button", name="Thêm tệp").click()
    page.locator(".errsum", has_text="Chọn ít nhất một ảnh hoặc tệp").wait_for()
    # Letters that come late move the box away from under the pointer.
    page.wait_for_load_state()

    page.set_checked("#thu-nho", False)
    page.fill("#taken_on", "31/02/2026")
    _choose(page, path)
    wrong = page.locator("[data-wrong]")
    wrong.wait_for()
    assert page.locator(".errsum:visible").count() == 1, "what was wrong before is still told"
    assert page.get_by_text("Chọn ít nhất một ảnh hoặc tệp").count() == 0
    assert "Nhập ngày" in wrong.inner_text()
    wrong.get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "taken_on"

    page.fill("#taken_on", "28/02/2026")
    page.get_by_role("button", name="Thêm tệp").click()
    page.locator("#tep").get_by_text(path.name).first.wait_for(timeout=20_000)

    (item,) = _stored()
    assert (item.caption, str(item.taken_on)) == ("Họp thôn lấy ý kiến", "2026-02-28")
    assert not wrong.is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("is_smaller", [True, False])
def test_a_photo_of_twelve_megapixels_is_there_at_once(open_page, url, tmp_path, is_smaller):
    """Prints how long it takes until its row stands there, and from sending until its picture does."""
    target = tmp_path / "rẫy.jpg"
    Image.effect_noise((1000, 750), 60).resize((4000, 3000)).convert("RGB").save(target, "JPEG", quality=93)
    line = CutLine(url)
    page = open_page(line).page
    page.set_checked("#thu-nho", is_smaller)
    begun, sent = time.monotonic(), line.sent

    page.set_input_files("#files", str(target))
    page.locator(".sending__row").get_by_text(target.name).first.wait_for()
    chosen = time.monotonic() - begun
    assert line.sent == sent, "the row must not wait for the line"
    page.locator("[data-caption-field]").last.fill("Rẫy sau khi làm bờ")
    begun = time.monotonic()
    page.get_by_role("button", name="Thêm tệp").click()
    page.locator("#tep").get_by_text(target.name).first.wait_for(timeout=30_000)
    page.wait_for_function("() => document.querySelector('#tep img')?.naturalWidth > 0")
    shown = time.monotonic() - begun

    how = "made smaller here" if is_smaller else "as it is"
    sys.stderr.write(
        f"\n12 MP, {target.stat().st_size >> 10} KB, {how}: row {chosen:.2f} s, picture {shown:.2f} s\n"
    )
    assert len(_stored()) == 1
