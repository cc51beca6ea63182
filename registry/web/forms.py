"""The one base class of all forms: token, once-key, version, refusals beside the field, typed text kept."""

import hashlib
import re
import secrets
from collections.abc import Callable
from typing import Any, Self, TypeVar

from flask import redirect, request
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import Field, HiddenField

from registry.core.errors import DomainError, InvalidInput, StaleVersion
from registry.core.receipts import run_once
from registry.identity import queries
from registry.identity.models import KeptBecause, KeptText
from registry.identity.service import keeping
from registry.web.filters import field_errors
from registry.web.messages import MESSAGES, Messages
from registry.web.resuming import RESUME

T = TypeVar("T")


class Form(FlaskForm):
    """Shape and limits only; whether something is allowed now is the service's business."""

    class Meta:
        def get_translations(self, form: Any) -> Messages:
            return MESSAGES

    once = HiddenField(default=lambda: secrets.token_urlsafe(16))
    version = HiddenField()

    # Fields that stand above those of a base on the page: what is wrong is told in the order of the page.
    told_first: tuple[str, ...] = ()
    refusal: DomainError | None = None
    # The number of what was put aside and stands in the form now.
    resumed: int | None = None

    @classmethod
    def from_request(cls, **values: Any) -> Self:
        """The form as sent, or filled from `values` (obj=..., or single fields) when opened.

        What was put aside earlier at this place fills it when the address names it.
        """
        kept = _kept(request.path)
        if kept is None or request.method == "POST":
            form = cls(**values)
        else:
            form = cls(formdata=MultiDict((name, value) for name, value in kept.fields), **values)
        form.resumed = kept.id if kept else None
        return form

    def submitted(self, check: Callable[[], object] | None = None) -> bool:
        """Whether the form was sent and its fields have the right shape.

        When some have not, `check` may raise InvalidInput for what the rules say of the others: a person
        is told everything at once.
        """
        if not self.is_submitted() or self.validate():
            return self.is_submitted()
        try:
            if check is not None:
                check()
        except InvalidInput as refusal:
            faults = [(self.field_named(fault.field), fault) for fault in (refusal, *refusal.more)]
            for field, fault in [(f, fault) for f, fault in faults if f is not None and not field_errors(f)]:
                _tell(field, fault)
        return False

    @property
    def seen_version(self) -> int:
        """The version of the object the person had opened; -1, which nothing has, when none can be read."""
        return number_in(self.version)

    @property
    def status(self) -> int:
        """The status to answer with when the form is shown again."""
        if self.refusal is not None:
            return self.refusal.status
        return 422 if self.errors else 200

    @property
    def stale(self) -> StaleVersion | None:
        """The conflict to show when somebody else changed the object meanwhile."""
        return self.refusal if isinstance(self.refusal, StaleVersion) else None

    def done(self, command: Callable[[], str]) -> Response | None:
        """Run a command once and answer with where it leads (303); None when it refused, which is then shown.

        `command` returns the address to go to. A second sending of the same form leads to the same address.
        """
        key = receipt_key(self.once.data, *_content())
        try:
            address = run_once(key, command)
            forget_kept(request.path)
            return redirect(address, 303)
        except DomainError as refusal:
            if refusal.status not in {409, 422}:
                raise
            self.show(refusal)
            return None

    def prepared(self, prepare: Callable[[], T]) -> T | None:
        """What slow work ahead of the command made; None when it was refused, which is then shown.

        A command runs under the write lock, so nobody may be kept waiting for pictures in it.
        """
        try:
            return prepare()
        except DomainError as refusal:
            if refusal.status not in {409, 422}:
                raise
            self.show(refusal)
            return None

    def field_named(self, name: str) -> Field | None:
        """The field beside which a refusal of this name is told."""
        return self._fields.get(name)

    def show(self, refusal: DomainError) -> None:
        """Put a refusal where the person sees it: beside its field, or above the form."""
        self.refusal = refusal
        for fault in (refusal, *getattr(refusal, "more", ())):
            field = self.field_named(fault.field) if isinstance(fault, InvalidInput) else None
            if field is not None:
                _tell(field, fault)
            else:
                self.form_errors.append(fault.message)
        if isinstance(refusal, StaleVersion):
            # The next sending is a deliberate one, on top of what is stored now.
            self.version.data = str(refusal.version)
            self.version.raw_data = None
        self.once.data = secrets.token_urlsafe(16)


def number_in(field: Field) -> int:
    """The number in a hidden field; -1, which nothing has, when none can be read."""
    text = (field.data or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _kept(path: str) -> KeptText | None:
    """What the address, or the form that was filled from it, says was put aside here by this person."""
    text = request.args.get(RESUME, "") or request.form.get("resumed", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10 and current_user.is_authenticated):
        return None
    kept = queries.find_kept(current_user.user, int(text))
    return kept if kept is not None and kept.place.partition("#")[0] == path else None


def forget_kept(path: str, *, besides: KeptText | None = None) -> None:
    """What stands in the form of a page is stored now where it belongs: no copy of it is needed longer."""
    if not current_user.is_authenticated:
        return
    person, place = current_user.user, place_of(path)
    found = (_kept(path), queries.find_kept_at(person, place) if place != path else None)
    for kept in {one.id: one for one in found if one is not None and one is not besides}.values():
        keeping.drop_text(person, kept)


def keep_typed(path: str, why: KeptBecause, **instead: str) -> KeptText | None:
    """Put the form that was sent aside for the person who sent it; `instead` are values to keep in place."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in instead]
    return keeping.keep_text(current_user.user, place_of(path), [*fields, *instead.items()], why)


def place_of(path: str) -> str:
    """Where something typed on an open page is put aside: each page that is open has a place of its own."""
    tab = request.form.get("tab", "")
    return f"{path}#{tab}" if re.fullmatch(r"[A-Za-z0-9-]{1,40}", tab) else path


def _tell(field: Field, fault: DomainError) -> None:
    if fault.message not in field.errors:
        field.errors = [*field.errors, fault.message]


def receipt_key(once: str | None, *content: str) -> str:
    """The key of a form's receipt: who sent what where.

    The same form with other content is another sending: its content must not be taken for done. A form
    without a key of its own is answered each time it comes.
    """
    who = current_user.user.id if current_user.is_authenticated else 0
    parts = (str(who), request.path, once or secrets.token_urlsafe(16), *content)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def _content() -> list[str]:
    fields = request.form.items(multi=True)
    return sorted(f"{name}={value}" for name, value in fields if name != "csrf_token")
