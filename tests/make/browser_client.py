"""A test client that behaves like a browser without scripts: it sends forms as the page drew them."""

import re
from html import unescape

from flask import g
from flask.testing import FlaskClient
from lxml import etree

from registry.identity.service.sign_in import start_session
from tests.make.people import PASSWORD


class Client(FlaskClient):
    """Flask's test client with `sign_in` and `send_form`."""

    def open(self, *args, **kwargs):
        """Send a request. The test's own context lasts over many, so what one left in `g` is forgotten."""
        vars(g).clear()
        return super().open(*args, **kwargs)

    def sign_in(self, user):
        """Sign a person in: a new browser at once, one that knows a person already through the page.

        A thousand tests begin so, and through the page it takes as long as what they are about.
        """
        if self._cookies:
            return self.sign_in_by_page(user)
        token = start_session(user, device="", hours=12)
        with self.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        return None

    def sign_in_by_page(self, user, password=PASSWORD):
        """Sign a person in through the page."""
        answer = self.send_form("/dang-nhap", username=user.username, password=password)
        assert answer.status_code == 303, answer.text
        return answer

    def send_form(self, path, /, form_id=None, button=None, headers=None, **values):
        """Open a page, fill its main form with `values` and send it. Values None remove a field.

        `form_id` chooses a form by id or action; the default is the last form with method post
        inside <main>. Returns the answer without following redirects.
        """
        page = self.get(path)
        assert page.status_code in {200, 409, 422}, (path, page.status_code, page.text[:500])
        fields, action = form_of(page.text, form_id)
        for name, value in values.items():
            if value is None:
                fields.pop(name, None)
            else:
                fields[name] = value
        if button:
            fields[button[0]] = button[1]
        return self.post(action or path, data=fields, headers=headers, content_type="multipart/form-data")


class Forms:
    """Collects the forms of a page with what a browser would send unchanged; `forms` are dicts.

    A target of lxml's parser, which reads a page ten times as fast as the one of the standard library.
    """

    def __init__(self):
        self.forms, self._form, self._select, self._area, self._in_main = [], None, None, None, False

    @classmethod
    def read(cls, html):
        """The forms of a page."""
        collected = cls()
        if html.strip():
            parser = etree.HTMLParser(target=collected, encoding="utf-8")
            parser.feed(html.encode())
            parser.close()
        return collected.forms

    def start(self, tag, attributes):
        """A tag opens."""
        a = dict(attributes)
        if tag == "main":
            self._in_main = True
        if tag == "form":
            self._form = {
                "id": a.get("id", ""),
                "action": a.get("action", ""),
                "method": a.get("method", "get").lower(),
                "main": self._in_main,
                "fields": {},
            }
            self.forms.append(self._form)
        if self._form is None or "disabled" in a:
            return
        self._field(tag, a)

    def _field(self, tag, a):
        fields, name = self._form["fields"], a.get("name")
        if tag == "input" and name:
            kind = a.get("type", "text")
            if kind in {"checkbox", "radio"}:
                if "checked" in a:
                    self._add(name, a.get("value", "on"))
            elif kind not in {"submit", "button", "file", "image"}:
                self._add(name, a.get("value") or "")
        elif tag == "textarea" and name:
            self._area = name
            fields[name] = ""
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select and ("selected" in a or self._select not in fields):
            fields[self._select] = a.get("value", "")

    def _add(self, name, value):
        fields = self._form["fields"]
        if name in fields:
            known = fields[name] if isinstance(fields[name], list) else [fields[name]]
            fields[name] = [*known, value]
        else:
            fields[name] = value

    def data(self, data):
        """Text between tags."""
        if self._form is not None and self._area:
            self._form["fields"][self._area] += data

    def end(self, tag):
        """A tag closes."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._form is not None and self._area:
            text = self._form["fields"][self._area]
            # A browser drops the one line break that stands right behind the tag.
            self._form["fields"][self._area] = re.sub(r"\A\r?\n", "", text)
            self._area = None
        elif tag == "main":
            self._in_main = False

    def close(self):
        """The page is at its end."""


def form_of(html, form_id=None):
    """(fields, action) of one form of a page."""
    forms = [form for form in Forms.read(html) if form["method"] == "post"]
    if form_id:
        forms = [form for form in forms if form_id in (form["id"], form["action"])]
    else:
        forms = [form for form in forms if form["main"]] or forms
    assert forms, f"no form {form_id or ''} on the page: {re.sub('<[^>]+>', ' ', unescape(html))[:400]}"
    return dict(forms[-1]["fields"]), forms[-1]["action"]
