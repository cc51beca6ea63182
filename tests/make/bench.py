"""A bench that sends forms with one field wrong, and puts back what a form that was taken has done."""

import shutil

from markupsafe import escape

from registry.core.db import db
from tests.make.fields import OWN, errors_on, forms_on, mistakes, some_mistakes
from tests.make.tour import signed_in

# What an answer to a form may be. 303 stands for "taken".
ORDERLY = {200, 303, 400, 403, 404, 409, 413, 422, 429}
NEVER_KEPT = {"password", "file", "hidden", "submit"}


class Bench:
    """Sends forms with one field wrong, and puts the database back after each that was taken."""

    def __init__(self, app, role):
        self.client = signed_in(app, role)
        self.path = app.extensions["registry.settings"].instance / "registry.db"
        self.copy = self.path.with_suffix(".kept")
        self.wrong = []
        self._close()
        shutil.copy(self.path, self.copy)

    def _close(self):
        db.session.remove()
        db.engine.dispose()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()

    def put_back(self):
        """Undo what a form that was taken has done."""
        self._close()
        shutil.copy(self.copy, self.path)

    def send(self, path, form, values):
        """Send a form; a taken one is undone."""
        answer = self.client.post(form.action or path, data=values, content_type="multipart/form-data")
        if answer.status_code not in {400, 403, 404, 413, 422, 429}:
            self.put_back()
        return answer

    def try_stale(self, path, form, name):
        """Send a form twice with different texts, the second as somebody who had it open all the while."""
        theirs, mine = (f"{form.fields[name][:100]} {word}" for word in ("Suối", "Đồi"))
        where, again = form.action or path, {**form.fields, name: mine, "once": "sent by somebody else"}
        first = self.client.post(
            where, data={**form.fields, name: theirs}, content_type="multipart/form-data"
        )
        if first.status_code == 303:
            second = self.client.post(where, data=again, content_type="multipart/form-data")
            said = [text in second.text for text in (escape(theirs), escape(mine))]
            if (second.status_code, said) != (409, [True, True]):
                self.wrong.append(f"{path} [{form.action}] {name}: {second.status_code}, told {said}")
        self.put_back()

    def try_form(self, path, form, *, in_every_way=False):
        """Every field of a form, wrong in turn; `in_every_way` that its kind knows, else in one or two."""
        unchanged = self.send(path, form, form.fields)
        before = errors_on(unchanged.text)
        for name in form.names:
            kind = form.kinds[name]
            ways = mistakes(kind) if in_every_way else some_mistakes(kind, f"{form.action} {name}")
            for what, value, must_refuse in ways:
                sent = {**form.fields, name: value}
                answer = self.send(path, form, sent)
                where = f"{path} [{form.action}] {name} {what}: {answer.status_code}"
                self._judge(where, answer, must_refuse, name)
                if answer.status_code == 422:
                    self._judge_page(where, answer, form, sent, name, before)

    def _judge(self, where, answer, must_refuse, name):
        if answer.status_code not in ORDERLY:
            self.wrong.append(f"{where} is no orderly answer")
        elif must_refuse and answer.status_code in {200, 303}:
            self.wrong.append(f"{where}: was taken")

    def _is_typed(self, form, name, row):
        return name.startswith(row) and form.kinds[name] != "select"

    def _judge_page(self, where, answer, form, sent, name, before):
        new = errors_on(answer.text) - before
        # A word in an empty row makes a row of it: what it lacks is told beside its other fields.
        row = name.rsplit("-", 1)[0] + "-"
        if name.count("-") < 2 and any(
            form.fields[one] for one in form.names if self._is_typed(form, one, row)
        ):
            row = name
        # A box that is ticked may make another field needed.
        new = set() if form.kinds[name] == "checkbox" else new
        if new and not any(name.startswith(one) or one.startswith((name, row)) for one in new):
            self.wrong.append(f"{where}: the error stands beside {sorted(new)}")
        back = next((one for one in forms_on(answer.text) if set(one.kinds) >= set(form.kinds)), None)
        if back is None:
            self.wrong.append(f"{where}: the form is not on the page")
            return
        lost = [
            other
            for other in form.names
            if other != name
            and form.kinds[other] not in NEVER_KEPT
            and other not in OWN
            and back.fields.get(other, "") != sent.get(other, "")
        ]
        if lost:
            self.wrong.append(f"{where}: loses { {n: (sent.get(n), back.fields.get(n)) for n in lost} }")
