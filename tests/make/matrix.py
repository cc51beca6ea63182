"""What every address answers to every role, in every state: `python -m tests.make.matrix` writes it.

Each address is asked by each role about everything of `scenes` that matters to it, commands with the form as
it is drawn for whoever may send it; a letter says how it answered. A command that was accepted is undone
before the next one is asked. With `all` it asks everything anew, else only what is not in the table yet.
"""

import json
import re
import sys
import tempfile
from pathlib import Path
from zlib import crc32

import pytest
from flask_migrate import upgrade

from registry.app import create_app
from registry.core.clock import today
from registry.review.states import NominationState as N
from registry.settings import Settings
from registry.web import context
from registry.web.documents.views import files
from registry.web.periodic import files as report_files
from tests.make.addresses import PART
from tests.make.browser_client import Client, form_of
from tests.make.scenes import CAMPAIGNS, ROLES, SAID, SESSIONS, STATES, Begun

TABLE = Path(__file__).resolve().parents[1] / "checks" / "matrix.json"
REFRESH = ".venv/bin/python -m tests.make.matrix"
# o shown, d done, b and u wrong input, s sign in first, x refused, . does not exist, c state, t and w else
LETTERS = {200: "o", 302: "d", 303: "d", 400: "b", 401: "s", 403: "x", 404: ".", 409: "c", 422: "u", 429: "t"}
# What an address is asked about; the rest once, of what is verified.
ABOUT = (
    (re.compile(r"/(?:de-cu|cham-diem)/<"), tuple(state.value for state in STATES)),
    (re.compile(r"/(?:mo-hinh|minh-chung|tep|nguoi)/<"), ("draft", "verified", "recognised")),
    (re.compile(r"/(?:dot-xet/<ref:reference>/cong-khai|phan-anh/<)"), ("notice",)),
    (re.compile(r"/(?:quan-tri/)?dot-xet/<"), CAMPAIGNS),
    (re.compile(r"/phien-hop/<"), SESSIONS),
)
# Whoever signs in or out has no role yet or any more; files and languages have none either.
LEFT_OUT = re.compile(r"/(?:dang-nhap|dang-xuat|static/.*|en|en/.*)$")
UNKNOWN = "XX-2026-99999"
# What is written where a form is blank, and all that is sent where no page draws the form.
SENT = {
    "reason": "Vì thế", "text": SAID, "wording": SAID, "gist": SAID, "number": "91-QĐ/TU", "name": "Tên khác",
    "decided_on": str(today()), "due_on": str(today()), "outcome": "not_chosen", "choice": "agree",
    "kind": "other", "title": "Tên khác", "day": "2027-04-05",
}  # fmt: skip
# What is ticked where a page asks for it, so that what it allows is asked too.
TICKED = ("accepts_gaps",)
# What an argument of an address is filled with, by the beginning of the address; else by its own name.
SUBJECTS = {
    "/de-cu": "nomination", "/cham-diem": "ballot", "/mo-hinh": "model", "/minh-chung": "item",
    "/tep": "item", "/nguoi": "someone", "/nhan-rong": "replication", "/gop-mo-hinh": "model",
    "/dot-xet": "campaign", "/quan-tri/dot-xet": "campaign", "/cong-nhan": "recognition", "/don-vi": "unit",
    "/quan-tri/don-vi": "unit", "/quan-tri/nguoi-dung": "user", "/phan-anh": "objection",
    "/phien-hop": "session", "/nhap-danh-sach": "run", "/quan-tri/linh-vuc": "field",
    "/bao-cao-dinh-ky": "report", "/tong-hop-bao-cao": "demand",
    "/tim-kiem/da-luu": "saved", "/bao-cao/da-luu": "table", "/ra-soat": "review",
    "/van-ban": "paper", "/xac-minh": "paper", "/van-ban/lap": "template",
    "/mau-van-ban": "template",
}  # fmt: skip


def scenes_of(rule):
    """What an address is asked about."""
    return next((scenes for start, scenes in ABOUT if start.match(rule.rule)), (N.VERIFIED.value,))


def address_of(rule, values):
    """The address of a rule for the things of one scene."""
    start = rule.rule.partition("/<")[0]

    def filled(part):
        kind, name = part[0].strip("<>").rpartition(":")[::2]
        if kind.startswith("int"):
            return "1"
        if part.start() == len(start) + 1 and start in SUBJECTS:
            return values.get(SUBJECTS[start], UNKNOWN)
        return values.get(name, UNKNOWN)

    return PART.sub(filled, rule.rule)


def addresses(app):
    """[(method, rule)] of everything that is asked, what reads first."""
    found = [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if not LEFT_OUT.match(rule.rule)
    ]
    return sorted(found, key=lambda row: (row[0] != "GET", row[1].rule, row[0]))


class Matrix(Begun):
    """How an address answers a role."""

    def __init__(self, app):
        super().__init__(app)
        self._forms, self._patch = {}, pytest.MonkeyPatch()
        # Every refusal is an event, after which the menu of each page would be counted anew.
        self._patch.setattr(context, "count_waiting", lambda person: 0)
        for one in (files, report_files):
            self._patch.setattr(one, "is_able", lambda: True)
            self._patch.setattr(one, "pdf_of", lambda *_content, **_named: b"%PDF-")

    def end(self):
        self._patch.undo()
        super().end()

    def _form(self, rule, path):
        """What the page at an address would send, for the first role that is shown it."""
        if path not in self._forms:
            self._forms[path] = dict(SENT)
            for role in (role for role in ROLES if self.is_let_in(role, rule)):
                page = self.send(role, "GET", path)
                if page.status_code == 200 and 'method="post"' in page.text:
                    fields, _action = form_of(page.text)
                    blank = {name: SENT.get(name, "") for name, value in fields.items() if not value}
                    ticked = {name: "y" for name in TICKED if f'name="{name}"' in page.text}
                    self._forms[path] = fields | blank | ticked
                    break
        return self._forms[path]

    def letter(self, method, rule, scene, role):
        """How an address answers to a role."""
        path = address_of(rule, self.shared | self.values[scene])
        self.app.config["WTF_CSRF_ENABLED"] = False
        data = None if method == "GET" else self._form(rule, path)
        answer = self.send(role, method, path, data)
        self.app.config["WTF_CSRF_ENABLED"] = True
        letter = LETTERS.get(answer.status_code, "!" if answer.status_code >= 500 else "w")
        if letter == "d" and "/dang-nhap" in answer.headers["Location"]:
            return "s"
        if method != "GET" and letter in "do":
            self.begin()
        return letter

    def row(self, method, rule):
        """{scene: letters}: how an address answers to each role, a letter each.

        Whom the guard keeps out it keeps out whatever there is: they ask once.
        """
        scenes, outside = scenes_of(rule), {}
        for role in ROLES:
            if not self.is_let_in(role, rule):
                outside[role] = self.letter(method, rule, scenes[0], role)
        return {
            scene: "".join(outside.get(role) or self.letter(method, rule, scene, role) for role in ROLES)
            for scene in scenes
        }

    def table(self, known=()):
        """{"GET /address": {scene: letters}} of the addresses that are not known."""
        found = {
            f"{method} {rule.rule}": self.row(method, rule)
            for method, rule in addresses(self.app)
            if f"{method} {rule.rule}" not in known
        }
        self.begin()
        return found

    def sample(self, one_in):
        """{(address, scene, role): letter} of some cells: by their names, so that others do not move them."""
        return {
            (f"{method} {rule.rule}", scene, role): self.letter(method, rule, scene, role)
            for method, rule in addresses(self.app)
            for scene in scenes_of(rule)
            for role in ROLES
            if crc32(f"{method} {rule.rule} {scene} {role}".encode()) % one_in == 0
        }


def committed():
    """The table as it was last looked at."""
    return json.loads(TABLE.read_text("utf-8"))


def main(anew):
    """Ask the addresses that are not in the table yet; all of them anew when told so."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            instance=Path(folder),
            testing=True,
            secret_key="only for the table",
            password_cost=1,
            second_step=False,
        )
        app = create_app(settings)
        app.test_client_class = Client
        app.extensions["tests.folder"] = Path(folder)
        with app.app_context():
            upgrade()
            matrix = Matrix(app)
            names = {f"{method} {rule.rule}" for method, rule in addresses(app)}
            kept = {} if anew else {name: row for name, row in committed().items() if name in names}
            table = kept | matrix.table(known=kept)
            matrix.end()
    TABLE.write_text(json.dumps(dict(sorted(table.items())), ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"{len(table)} addresses in {TABLE}\n")


if __name__ == "__main__":
    main("all" in sys.argv)
