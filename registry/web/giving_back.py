"""When nothing can be stored just now: a page that says so and gives back what was typed."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from registry.web.resuming import SECRET

READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# More than a form of the registry can hold is not sent back.
LARGEST = 300_000
# What is longer, or has words, is a text that somebody may want to see and copy.
SHORT = 40
# The page makes a token of its own.
TOKEN = "csrf_token"  # noqa: S105 -- a name


@dataclass(frozen=True)
class Field:
    """One value of the form that was sent."""

    name: str
    value: str

    @property
    def is_text(self) -> bool:
        return self.name not in {"once", "of_session"} and (
            len(self.value) > SHORT or any(mark in self.value.strip() for mark in " \n")
        )


def page(
    status: int, title: str, texts: list[str], headers: dict[str, str] | None = None
) -> ResponseReturnValue:
    """What cannot be done, and the form that was sent, if one was; words alone where no page can be made."""
    if request.path.startswith("/api/") or "Tus-Resumable" in request.headers:
        return {"status": status, "detail": " ".join([title, *texts])}, status, headers or {}
    fields, has_files = _sent()
    body = render_template(
        "errors/show_again.html", title_=title, texts=texts, fields=fields, has_files=has_files,
        action=request.script_root + request.full_path.rstrip("?"),
    )  # fmt: skip
    return body, status, headers or {}


def words(title: str, texts: list[str]) -> str:
    """The same without a page around it."""
    typed = [field.value for field in _sent()[0] if field.is_text]
    return "\n\n".join([title, *texts, *typed])


def _sent() -> tuple[list[Field], bool]:
    if request.method in READING or request.blueprint in SECRET:
        return [], False
    try:
        fields = [
            Field(name, value)
            for name, value in request.form.items(multi=True)
            if name != TOKEN and "password" not in name
        ]
        has_files = any(file.filename for file in request.files.values())
    except HTTPException:
        # Too large to be read, or cut off: there is nothing to give back.
        return [], False
    size = sum(len(field.name) + len(field.value) for field in fields)
    return (fields if size <= LARGEST else []), has_files
