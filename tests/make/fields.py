"""The forms of a page with every field's kind, and what can be wrong in a field of that kind."""

import re
from dataclasses import dataclass, field
from zlib import crc32

from tests.make.browser_client import Forms

OWN = {"csrf_token", "once", "version"}
# An error beside a field has the field's id and this ending (templates/parts/field.html).
ERROR = re.compile(r"""<span class="msg" id="([^"]+)-e\"""")


@dataclass
class FormOnPage:
    """One form: where it goes, what a browser would send, and of what kind each field is."""

    action: str
    fields: dict
    kinds: dict = field(default_factory=dict)

    @property
    def names(self):
        """Fields a person fills in."""
        return [
            name for name in self.kinds if name not in OWN and self.kinds[name] not in {"hidden", "submit"}
        ]


class _Kinds(Forms):
    def start(self, tag, attributes):
        super().start(tag, attributes)
        a = dict(attributes)
        if self._form is not None and a.get("name") and "disabled" not in a:
            kinds = self._form.setdefault("kinds", {})
            if tag in {"textarea", "select"}:
                kinds[a["name"]] = tag
            elif tag == "input":
                kind = a.get("type", "text")
                kinds[a["name"]] = a["inputmode"] if kind == "text" and "inputmode" in a else kind


def forms_on(html):
    """The forms of the main part that are sent by post."""
    return [
        FormOnPage(one["action"], one["fields"], one.get("kinds", {}))
        for one in _Kinds.read(html)
        if one["method"] == "post" and one["main"]
    ]


def _kind(page, form):
    """What makes a form the same as another: where it stands and what it asks."""
    return page.endpoint, tuple(form.kinds)


def to_try(pages, role):
    """{path: kinds of forms} that a role tries: of each form, the first role that meets it on its way."""
    first = {}
    for page in pages:
        for form in forms_on(page.html) if page.is_html else []:
            first.setdefault(_kind(page, form), page)
    found = {}
    for (_endpoint, kinds), page in first.items():
        if page.role == role:
            found.setdefault(page.path, []).append(kinds)
    return found


def errors_on(html):
    """The ids of the fields that have an error beside them."""
    return set(ERROR.findall(html))


# (what is wrong, what is sent, whether it must be refused)
LONG = "dài " * 6000
WRONG = {
    "text": [("too long", LONG, True), ("NUL", "a\x00b", False), ("26 digits", "9" * 26, False)],
    "textarea": [("too long", LONG * 4, True), ("NUL", "a\x00b", False)],
    "numeric": [("words", "không phải số", True), ("26 digits", "9" * 26, True), ("minus", "-7", True)],
    "decimal": [
        ("words", "không phải số", True),
        ("26 digits", "9" * 26, True),
        ("not a number", "nan", True),
    ],
    "select": [("not offered", "not-offered", True)],
    "radio": [("not offered", "not-offered", True)],
    "checkbox": [("not offered", "not-offered", False)],
    "email": [("no address", "not an address", True)],
    "password": [("too long", LONG, True)],
    "search": [("NUL", "a\x00b", False)],
}


def mistakes(kind):
    """What can be wrong in a field of a kind."""
    return WRONG.get(kind, WRONG["text"] if kind in {"url", "tel"} else [])


def some_mistakes(kind, where):
    """One that must be refused, and for one field in three another; which ones, the field's place says."""
    number, found = crc32(where.encode()), mistakes(kind)
    refused = [one for one in found if one[2]]
    others = [one for one in found if not one[2]]
    some = [refused[number % len(refused)]] if refused else others[:1]
    return some + ([others[number % len(others)]] if refused and others and number % 3 == 0 else [])
