"""People at work on a served installation over HTTP, who remember what the registry said it had stored.

Each numbers what is sent. After a crash what is there is the last number that was acknowledged or a later one
that was on its way: anything older was lost, anything twice was doubled.
"""

import http.client
import io
import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from PIL import Image

from tests.make.browser_client import form_of
from tests.make.people import PASSWORD

EDGE = "----registry-of-models"
NUMBERED = re.compile(r"lần (\d+)\.")
FILE_ROW = re.compile(r'<p class="shelf__meta"><bdi>anh-(\d+)\.jpg</bdi>')


class Unanswered(Exception):
    """The connection ended before there was an answer: what was sent may have arrived."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    text: str
    location: str = ""


class Line:
    """One person's connection, opened anew when it was cut."""

    def __init__(self, url):
        self.url, self.cookies, self.link = url, {}, None

    def ask(self, path, fields=None, files=None):
        """A page, or the answer to a form. Raises Unanswered."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if files is not None:
            body, headers["Content-Type"] = in_parts(fields, files), f"multipart/form-data; boundary={EDGE}"
        elif fields is not None:
            body = urlencode(fields, doseq=True).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if body is not None:
            headers["Origin"] = self.url
        try:
            return self._sent("GET" if body is None else "POST", path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unanswered from error

    def _sent(self, method, path, body, headers):
        if self.link is None:
            self.link = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                crumb, _, rest = value.split(";")[0].partition("=")
                self.cookies[crumb] = rest
        return Answer(answer.status, content.decode("utf-8", "replace"), answer.getheader("Location") or "")

    def close(self):
        """Hang up."""
        if self.link is not None:
            self.link.close()
            self.link = None

    def move(self, url):
        """The installation is somewhere else now."""
        self.close()
        self.url = url

    def sign_in(self, username):
        """Open a session through the page."""
        fields, _action = form_of(self.ask("/dang-nhap").text)
        answer = self.ask("/dang-nhap", {**fields, "username": username, "password": PASSWORD})
        assert answer.status == 303, (username, answer.status, answer.text[:500])
        return self


def in_parts(fields, files):
    """A form with files as a browser sends it; `files` are (field, name, bytes)."""
    body = io.BytesIO()
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            body.write(f"{head}{one}\r\n".encode())
    for name, file, content in files:
        head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        body.write(f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + content + b"\r\n")
    body.write(f"--{EDGE}--\r\n".encode())
    return body.getvalue()


def picture(number, size=(640, 480)):
    """A photo that no other is like: noise of its own, about as heavy as one from an old phone."""
    noise = Image.effect_noise((size[0] // 4, size[1] // 4), 40 + number % 7).resize(size)
    content = io.BytesIO()
    noise.convert("RGB").save(content, "JPEG", quality=80)
    return content.getvalue()


@dataclass
class Counted:
    """Of something written over and over: the last number sent, and the last that was acknowledged."""

    sent: int = 0
    kept: int = 0

    def check(self, found, what):
        """What is there now must be no older than what was acknowledged; work goes on from it."""
        assert self.kept <= found <= self.sent, f"{what}: {found} is there, {self.kept} was acknowledged"
        self.sent = self.kept = found


@dataclass
class Sent:
    """Of things added: which were sent and which were acknowledged."""

    sent: set = field(default_factory=set)
    kept: set = field(default_factory=set)


class Member:
    """Writes a registration, whose script stores it while they type, and adds photos to it."""

    def __init__(self, url, username, exemplar):
        self.line, self.username, self.exemplar = Line(url), username, exemplar
        self.text, self.files = Counted(), Sent()
        self.form, self.fields = f"/mo-hinh/{exemplar}/sua/van-de-va-muc-tieu", None
        self.manager, self.adding = f"/mo-hinh/{exemplar}/minh-chung", None

    def begin(self):
        """Sign in and open the page."""
        self.line.sign_in(self.username)
        self.fields = None
        return self

    def type(self):
        """Write on and have it stored as the script of the page does; the answer."""
        if self.fields is None:
            self.fields, _action = form_of(self.line.ask(self.form).text)
        self.text.sent += 1
        typed = {**self.fields, "situation": f"Đường thôn lầy lội, lần {self.text.sent}."}
        answer = self.line.ask(f"{self.form}/tu-luu", typed)
        if answer.status == 200:
            self.text.kept = self.text.sent
            self.fields = {**typed, "version": str(json.loads(answer.text)["version"])}
        return answer

    def attach(self):
        """Open the page of evidence and add a photo as without scripts; the answer."""
        page = self.open_manager()
        return self.send_photo() if page.status == 200 else page

    def open_manager(self):
        """The page on which photos are added."""
        page = self.line.ask(self.manager)
        self.adding = form_of(page.text, "them")[0] if page.status == 200 else None
        return page

    def send_photo(self):
        """Add a photo with the form of the page opened last."""
        fields, number = self.adding, len(self.files.sent) + 1
        self.files.sent.add(number)
        photo = ("files", f"anh-{number}.jpg", picture(number))
        answer = self.line.ask(self.manager, {**fields, "caption": f"Đường thôn, ảnh {number}"}, [photo])
        if answer.status == 303:
            self.files.kept.add(number)
        return answer

    def check(self):
        """What was acknowledged is there, once. Signs in where the session is gone."""
        page = self.line.ask(self.form)
        if page.status != 200:
            self.line.sign_in(self.username)
            page = self.line.ask(self.form)
        self.fields, _action = form_of(page.text)
        found = NUMBERED.search(self.fields["situation"])
        self.text.check(int(found[1]) if found else 0, f"text of {self.exemplar}")
        rows = FILE_ROW.findall(self.line.ask(self.manager).text)
        there = [int(number) for number in rows]
        assert len(there) == len(set(there)), f"doubled photos of {self.exemplar}: {sorted(there)}"
        assert self.files.kept <= set(there) <= self.files.sent, (self.exemplar, self.files, sorted(there))
        self.files.kept = set(there)


class Reviewer:
    """Fills a ballot in, whose script stores it after each mark."""

    def __init__(self, url, username, ballot):
        self.line, self.username = Line(url), username
        self.page, self.fields, self.text = f"/cham-diem/{ballot}", None, Counted()

    def begin(self):
        """Sign in, and say that nothing ties them to the unit where that is asked first."""
        self.line.sign_in(self.username)
        return self

    def score(self):
        """Give marks and a remark, stored as the script of the page does; the answer."""
        if self.fields is None:
            self.fields, _action = form_of(self.line.ask(self.page).text, "phieu")
        self.text.sent += 1
        number = self.text.sent
        typed = {**self.fields, "overall_comment": f"Hồ sơ rõ ràng, lần {number}."}
        for name in typed:
            if name.startswith("points_"):
                typed[name] = str(number % 10)
        answer = self.line.ask(f"{self.page}/tu-luu", typed)
        if answer.status == 200:
            self.text.kept = number
            self.fields = {**typed, "version": str(json.loads(answer.text)["version"])}
        return answer

    def check(self):
        """Marks and remark are those of one acknowledged or later saving, and of the same one."""
        page = self.line.ask(self.page)
        if page.status != 200:
            self.line.sign_in(self.username)
            page = self.line.ask(self.page)
        self.fields, _action = form_of(page.text, "phieu")
        found = NUMBERED.search(self.fields["overall_comment"])
        number = int(found[1]) if found else 0
        self.text.check(number, f"ballot {self.page}")
        marks = {value for name, value in self.fields.items() if name.startswith("points_")}
        assert marks in ({str(number % 10)}, {""} if number == 0 else None), (marks, number)
