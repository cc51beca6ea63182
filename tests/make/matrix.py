"""What every address answers to every role, in every state: `python -m tests.make.matrix` writes it.

One world holds a unit's models, the nomination of each in another state. Each address is asked by each role;
a letter says how it answered. A command that was accepted is undone before the next one is asked. With `all`
it asks everything anew, else only what is not in the table yet.
"""

import json
import re
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import select

from registry.app import create_app
from registry.core.db import db
from registry.evidence.queries import list_items
from registry.review.models import Recognition
from registry.review.service import asking, discussing, scoring
from registry.review.states import NominationState as N
from registry.review.states import Outcome
from registry.settings import Settings
from tests.make import Make
from tests.make.addresses import PART
from tests.make.browser_client import Client
from tests.make.nominations import ROADS

TABLE = Path(__file__).resolve().parents[1] / "checks" / "matrix.json"
REFRESH = ".venv/bin/python -m tests.make.matrix"
# In this order the letters of a row stand.
ROLES = (
    "public", "stranger", "neighbour", "member", "lead", "staff", "secretary", "tied_secretary", "signer",
    "administrator", "reviewer", "reviewer_done", "reviewer_other", "reviewer_tied",
)  # fmt: skip
STATES = (N.DRAFT, N.RETURNED, N.SUBMITTED, N.VERIFIED, N.RECOGNISED, N.WITHDRAWN)
# o shown, d done, b and u wrong input, s sign in first, x refused, . does not exist, c state, t and w else
LETTERS = {200: "o", 302: "d", 303: "d", 400: "b", 401: "s", 403: "x", 404: ".", 409: "c", 422: "u", 429: "t"}
# What belongs to one nomination or ballot is asked in every state; the rest once, of what is verified.
STATEFUL = re.compile(r"/(?:de-cu|cham-diem)/<")
# Whoever signs in or out has no role yet or any more; files and languages have none either.
LEFT_OUT = re.compile(r"/(?:dang-nhap|dang-xuat|static/.*|en|en/.*)$")
UNKNOWN = "XX-2026-99999"
SENT = {"reason": "Vì thế", "text": "Hai bảng thu chi của quý III không khớp nhau."}
# What an argument of an address is filled with, by the beginning of the address; else by its own name.
SUBJECTS = {
    "/de-cu": "nomination", "/cham-diem": "ballot", "/mo-hinh": "model", "/minh-chung": "item",
    "/tep": "item",
    "/dot-xet": "campaign", "/quan-tri/dot-xet": "campaign", "/cong-nhan": "recognition", "/don-vi": "unit",
    "/quan-tri/don-vi": "unit", "/quan-tri/nguoi-dung": "user", "/phan-anh": "objection",
}  # fmt: skip


def address_of(rule, values):
    """The address of a rule for the things of one state."""
    start = rule.rule.partition("/<")[0]

    def filled(part):
        kind, name = part[0].strip("<>").rpartition(":")[::2]
        if kind.startswith("int"):
            return "1"
        if part.start() == len(start) + 1 and start in SUBJECTS:
            return values.get(SUBJECTS[start], UNKNOWN)
        return {"section": "name", **values}.get(name, UNKNOWN)

    return PART.sub(filled, rule.rule)


class Matrix:
    """The world, the roles and the addresses of what is in it."""

    def __init__(self, app):
        self.app, self.values, self.shared = app, {}, {}
        self.file = app.extensions["registry.settings"].instance / "registry.db"
        self.copy = self.file.with_suffix(".begun")
        self._build(Make(app))
        self.cookies = {role: self._cookie(person) for role, person in self.people.items()}
        self.ids = {role: person.id for role, person in self.people.items() if person is not None}
        self._close()
        shutil.copy(self.file, self.copy)

    def _build(self, make):
        case = make.case(start=False, reviewers=4)
        done, waiting, other, tied = case.reviewers
        council = case.campaign.unit
        make.member(case.unit, user=tied)
        self.people = {
            "public": None, "stranger": make.user(), "neighbour": make.lead(make.unit(parent=council)),
            "member": case.member, "lead": case.lead, "staff": case.staff, "secretary": case.secretary,
            "tied_secretary": make.secretary(council, user=make.member(case.unit)), "signer": case.signer,
            "administrator": make.administrator(council), "reviewer": waiting, "reviewer_done": done,
            "reviewer_other": other, "reviewer_tied": tied,
        }  # fmt: skip
        case.reviewers = [done, waiting]
        self.shared = {
            "campaign": case.campaign.reference,
            "unit": case.unit.code,
            "user": case.member.username,
        }
        for state in STATES:
            exemplar = make.exemplar(unit=case.unit, actor=case.member, state="draft")
            # A file with bytes only where files are asked for.
            (make.evidence if state is N.VERIFIED else make.evidence_of)(exemplar)
            self._put(replace(case, exemplar=exemplar, assignments=[]), state)

    def _put(self, case, state):
        nomination = case.start()
        for step in ROADS[state]:
            getattr(case, step)(*([Outcome(state.value)] if step == "decide" else []))
        values = {"nomination": nomination.reference, "reference": case.exemplar.reference}
        values |= {"model": case.exemplar.reference, "item": list_items(case.exemplar.latest)[0].reference}
        if state is N.VERIFIED:
            first, second = case.assign()
            case.score(first, 85)
            scoring.declare_no_conflict(second.reviewer, second)
            values["question"] = asking.ask_unit(second.reviewer, second, text=SENT["text"]).reference
            values["remark"] = discussing.say(first.reviewer, nomination, text=SENT["text"]).reference
        if case.assignments:
            values |= {"ballot": case.assignments[1].reference, "assignment": case.assignments[1].reference}
        found = db.session.scalar(select(Recognition).where(Recognition.nomination_id == nomination.id))
        if found is not None:
            self.shared["recognition"] = found.reference
        self.values[state.value] = values

    def _cookie(self, person):
        client = self.app.test_client()
        if person is not None:
            client.sign_in(person)
        return "; ".join(f"{one.key}={one.value}" for one in client._cookies.values())

    def _close(self):
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()

    def begin(self):
        """Everything as it was at first."""
        self._close()
        for name in ("-wal", "-shm"):
            self.file.with_name(self.file.name + name).unlink(missing_ok=True)
        shutil.copy(self.copy, self.file)

    @staticmethod
    def rules_of(app, *, stateful):
        """(method, rule) of every address that is asked, those that read first."""
        found = [
            (method, rule)
            for rule in app.url_map.iter_rules()
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
            if bool(STATEFUL.match(rule.rule)) is stateful and not LEFT_OUT.match(rule.rule)
        ]
        return sorted(found, key=lambda row: (row[0] != "GET", row[1].rule, row[0]))

    def row(self, method, rule, values):
        """How an address answers to each role, a letter each."""
        path, letters = address_of(rule, self.shared | values), ""
        client = self.app.test_client(use_cookies=False)
        self.app.config["WTF_CSRF_ENABLED"] = False
        for role in ROLES:
            data = None if method == "GET" else SENT
            answer = client.open(path, method=method, data=data, headers={"Cookie": self.cookies[role]})
            letter = LETTERS.get(answer.status_code, "!" if answer.status_code >= 500 else "w")
            if letter == "d" and "/dang-nhap" in answer.headers["Location"]:
                letter = "s"
            elif method != "GET" and letter in "do":
                self.begin()
            letters += letter
        self.app.config["WTF_CSRF_ENABLED"] = True
        return letters

    def table(self, *, stateful, states=STATES, known=()):
        """{"GET /address": {state: letters}} of the addresses that are not known."""
        asked = [state.value for state in states] if stateful else [N.VERIFIED.value]
        found = {
            f"{method} {rule.rule}": {state: self.row(method, rule, self.values[state]) for state in asked}
            for method, rule in self.rules_of(self.app, stateful=stateful)
            if f"{method} {rule.rule}" not in known
        }
        self.begin()
        return found


def committed():
    """The table as it was last looked at."""
    return json.loads(TABLE.read_text("utf-8"))


def main(anew):
    """Ask the addresses that are not in the table yet; all of them anew when told so."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            instance=Path(folder), testing=True, secret_key="only for the table", password_cost=1
        )
        app = create_app(settings)
        app.test_client_class = Client
        with app.app_context():
            upgrade()
            matrix = Matrix(app)
            names = {
                f"{m} {r.rule}" for kind in (True, False) for m, r in matrix.rules_of(app, stateful=kind)
            }
            kept = {} if anew else {name: row for name, row in committed().items() if name in names}
            table = kept | matrix.table(stateful=True, known=kept) | matrix.table(stateful=False, known=kept)
    TABLE.write_text(json.dumps(dict(sorted(table.items())), ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"{len(table)} addresses in {TABLE}\n")


if __name__ == "__main__":
    main("all" in sys.argv)
