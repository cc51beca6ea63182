"""The stylesheet as one file, and addresses of static files that change when their content does."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request, send_from_directory
from flask.typing import ResponseReturnValue

from registry.web.guard import public

bp = Blueprint("assets", __name__)

STATIC = Path(__file__).resolve().parents[2] / "static"
PREFIX = "/static/"
ONE_YEAR = "public, max-age=31536000, immutable"
# Order decides between rules of equal weight: bare elements, frames, parts, pages, paper.
FIRST = ("tokens.css", "fonts.css", "base.css", "layout.css")
FOLDERS = ("parts", "pages")
LAST = ("print.css",)


def stylesheets() -> list[Path]:
    """Every source file of the one stylesheet in the order in which it is served.

    What few pages need stands in css/only/ and is served by itself: see the block `styles` of the layout.
    """
    folder = STATIC / "css"
    middle = [path for name in FOLDERS for path in sorted((folder / name).glob("*.css"))]
    return [folder / name for name in FIRST] + middle + [folder / name for name in LAST]


def lighter(css: str) -> str:
    """The same rules without comments and without the space nobody needs."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    css = re.sub(r"(?<=[ :(,-])0(?=\.[0-9])", "", css)
    css = re.sub(r"(?<=[a-z-]): (?=[^{}]*[;}])", ":", css)
    return css.replace(";}", "}").strip()


def _with_hashes(css: str) -> str:
    return re.sub(r"url\(\.\./([^)]+)\)", lambda found: f"url({asset_url(found[1])})", css)


def read_stylesheet() -> tuple[bytes, str]:
    """The stylesheet as the files are now."""
    body = lighter(_with_hashes("\n".join(path.read_text("utf-8") for path in stylesheets()))).encode()
    return body, hashlib.sha256(body).hexdigest()[:12]


@lru_cache(maxsize=1)
def _kept_stylesheet() -> tuple[bytes, str]:
    return read_stylesheet()


def stylesheet() -> tuple[bytes, str]:
    """The whole stylesheet and the first letters of its digest; read afresh while debugging."""
    return read_stylesheet() if current_app.debug else _kept_stylesheet()


@lru_cache(maxsize=512)
def _digest(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]


def asset_url(path: str) -> str:
    """The address of a static file, without a language prefix; `app.css` is the built stylesheet."""
    if path == "app.css":
        return f"{PREFIX}app.{stylesheet()[1]}.css"
    return f"{PREFIX}{path}?v={_digest(path)}"


@bp.get("/static/app.<digest>.css")
@public
def show_stylesheet(digest: str) -> ResponseReturnValue:
    """An old address gets the present stylesheet too, but nobody is told to keep it."""
    body, present = stylesheet()
    answer = Response(body, mimetype="text/css")
    answer.headers["Cache-Control"] = ONE_YEAR if digest == present else "no-cache"
    answer.set_etag(present)
    return answer


@bp.get("/favicon.ico")
@public
def show_favicon() -> ResponseReturnValue:
    """Browsers ask for this name whatever the page says."""
    mark = STATIC / "img" / "mark.svg"
    if not mark.is_file():
        abort(404)
    return Response(
        mark.read_bytes(), mimetype="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"}
    )


@bp.get("/static/<path:name>")
@public
def show_file(name: str) -> ResponseReturnValue:
    """A static file; one asked for by its digest never changes under that address."""
    answer = send_from_directory(STATIC, name, conditional=True, max_age=0)
    asked = request.args.get("v", "")
    answer.headers["Cache-Control"] = ONE_YEAR if asked and asked == _digest(name) else "no-cache"
    return answer
