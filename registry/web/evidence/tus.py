"""Files in parts by the protocol tus 1.0: begin, go on where it stopped, ask, end. See docs/uploads.md."""

import base64
import binascii
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, make_response, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.http import http_date
from werkzeug.wrappers import Response

from registry.catalogue import queries as catalogue
from registry.catalogue.states import Visibility
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import DomainError, InvalidInput
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.evidence.filetypes import TransferState
from registry.evidence.service import finishing, uploading
from registry.evidence.service.uploading import ALGORITHMS, Announced, Part
from registry.evidence.transfers import Transfer
from registry.storage.parts import Busy
from registry.web.evidence.blueprint import bp
from registry.web.evidence.lanes import AllTaken, lane
from registry.web.evidence.uploads import limits
from registry.web.fields import parse_day
from registry.web.guard import actor, permission
from registry.web.ports import parts, storage

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,termination,expiration"
PART_TYPE = "application/offset+octet-stream"
OVERRIDE = "X-HTTP-Method-Override"
NUMBER = re.compile(r"[0-9]{1,15}")
# Seconds without a single byte after which a part is taken for cut off.
SILENCE = 30.0
LONGEST_METADATA = 8000
# Seconds after which a part that found no room may be tried again.
SOON = "3"


class BadRequest(DomainError):
    """A header is missing or cannot be read."""


class OtherType(DomainError):
    """The part is not sent as a part of a file."""

    status = 415


@bp.record_once
def _check_token_later(state: BlueprintSetupState) -> None:
    """Whether a part is one at all is asked before its token."""
    for view in ("begin_transfer", "move_transfer"):
        state.app.extensions["csrf"].exempt(f"registry.web.evidence.tus.{view}")


def answers_plainly(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Let programs read the refusals of a view: JSON with a sentence instead of a page."""

    @wraps(view)
    def answered(*values: Any, **named: Any) -> ResponseReturnValue:
        if request.method != "OPTIONS" and _speaks_otherwise():
            return _problem(412, _("This version of the protocol is not known."), {"Tus-Version": VERSION})
        try:
            answer = make_response(view(*values, **named))
        except AllTaken as refusal:
            return _problem(refusal.status, refusal.message, {"Retry-After": SOON})
        except DomainError as refusal:
            db.session.rollback()
            return _problem(refusal.status, refusal.message, field=getattr(refusal, "field", ""))
        except CSRFError:
            return _problem(400, _("The page was open too long. Open it again and send once more."))
        except RequestEntityTooLarge:
            return _problem(413, _("More came than was announced."))
        except HTTPException as error:
            return _problem(error.code or 400, error.name)
        answer.headers["Tus-Resumable"] = VERSION
        return answer

    return answered


def _speaks_otherwise() -> bool:
    """Whether the request is of another version. A plain GET is not of the protocol at all."""
    is_question = request.method == "GET" and "Tus-Resumable" not in request.headers
    return not is_question and request.headers.get("Tus-Resumable") != VERSION


def _problem(status: int, detail: str, headers: dict[str, str] | None = None, field: str = "") -> Response:
    """A refusal as JSON; `field` names what to correct in the form, where it is one of its fields."""
    said = {"status": status, "detail": detail, **({"field": field} if field else {})}
    answer = make_response(said, status)
    answer.headers.update({"Tus-Resumable": VERSION, "Cache-Control": "no-store", **(headers or {})})
    return answer


@bp.route("/mo-hinh/<ref:reference>/minh-chung/tai-len", methods=["OPTIONS", "POST"])
@permission(Permission.EVIDENCE_ATTACH)
@answers_plainly
def begin_transfer(reference: str) -> ResponseReturnValue:
    """What is possible here; or an address for a file that is announced."""
    exemplar = catalogue.get_exemplar(actor(), reference)
    require(actor(), Permission.EVIDENCE_ATTACH, exemplar)
    if request.method == "OPTIONS":
        return "", 204, _abilities()
    _check_token()
    transfer = uploading.begin_transfer(actor(), exemplar, _announced(), limits=limits())
    where = url_for("evidence.move_transfer", reference=reference, token=transfer.token)
    return "", 201, {"Location": where, **_state_of(transfer)}


def _abilities() -> dict[str, str]:
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(limits().largest),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


@bp.route(
    "/mo-hinh/<ref:reference>/minh-chung/tai-len/<token>",
    methods=["GET", "POST", "PATCH", "DELETE"],
    provide_automatic_options=False,
)
@permission(Permission.EVIDENCE_ATTACH)
@answers_plainly
def move_transfer(reference: str, token: str) -> ResponseReturnValue:
    """How a file stands; its next part; its end."""
    transfer = uploading.get_transfer(actor(), token)
    if transfer.exemplar.reference != reference:
        raise uploading.NotFound(_("There is no such file."))
    method = request.headers.get(OVERRIDE, "").upper() if request.method == "POST" else request.method
    if method == "PATCH":
        return _receive(transfer)
    if method == "DELETE":
        _check_token()
        finishing.end_transfer(actor(), transfer, parts=parts())
        return "", 204
    if method == "HEAD":
        uploading.require_underway(transfer)
        return "", 200, {**_state_of(_finished(transfer)), "Cache-Control": "no-store"}
    if method == "GET":
        return _told(transfer), 200, {"Cache-Control": "no-store"}
    return _problem(405, _("This cannot be done here"))


def _receive(transfer: Transfer) -> ResponseReturnValue:
    if request.content_type != PART_TYPE:
        raise OtherType(_("A part of a file is expected here."))
    uploading.require_underway(transfer)
    offset, room = _number("Upload-Offset"), transfer.size - transfer.offset
    if offset != transfer.offset:
        raise uploading.OffsetDiffers(_("The part does not begin where the file ends."))
    if (request.content_length or 0) > room:
        raise uploading.TooLarge(_("More came than was announced."))
    # The limit of forms would hold for parts too; with this nothing above what was announced is read.
    request.max_content_length = room
    _check_token()
    if (line := request.environ.get("gunicorn.socket")) is not None:
        line.settimeout(SILENCE)
    announced = request.headers.get("Upload-Checksum")
    checksum = _checksum(announced) if announced else None
    part = Part(offset, request.stream, request.content_length, checksum)
    with lane(actor().id):
        transfer = uploading.receive_part(actor(), transfer, part, parts=parts())
    transfer = _finished(transfer)
    if transfer.state is TransferState.REFUSED:
        return _problem(422, transfer.problem)
    return "", 204, _state_of(transfer)


def _finished(transfer: Transfer) -> Transfer:
    """The transfer once its file is checked, if all of it is there and nobody else is at it."""
    if transfer.state is TransferState.CHECKING:
        token = transfer.token
        try:
            finishing.finish_transfer(token, storage=storage(), parts=parts(), limits=limits())
        except Busy:
            current_app.logger.info("a transfer is being finished elsewhere")
        db.session.rollback()
        transfer = uploading.get_transfer(actor(), token)
    return transfer


def _check_token() -> None:
    current_app.extensions["csrf"].protect()


def _number(name: str) -> int:
    value = request.headers.get(name, "")
    if not NUMBER.fullmatch(value):
        raise BadRequest(_("The header %(name)s must be a number.", name=name))
    return int(value)


def _checksum(header: str) -> tuple[str, bytes]:
    try:
        return uploading.read_checksum(header)
    except InvalidInput as fault:
        raise BadRequest(fault.message) from fault


def _announced() -> Announced:
    said = _metadata()
    chosen = said.get("visibility") or Visibility.COUNCIL.value
    if chosen not in set(Visibility):
        raise InvalidInput("visibility", _("Choose who may see it"))
    return Announced(
        _number("Upload-Length"),
        said.get("filename", ""),
        said.get("caption", ""),
        Visibility(chosen),
        said.get("original") == "1",
        {**{name: said[name] for name in ("aspect", "result", "personal") if said.get(name)}, **_day(said)},
    )


def _day(said: dict[str, str]) -> dict[str, str]:
    """The day of a photo or paper, as people type it."""
    if not said.get("taken_on"):
        return {}
    try:
        day = parse_day(said["taken_on"])
    except ValueError as error:
        raise InvalidInput("taken_on", _("Enter a day, for example 22/11/2026")) from error
    if day > today():
        raise InvalidInput("taken_on", _("The day must not be in the future"))
    return {"taken_on": day.isoformat()}


def _metadata() -> dict[str, str]:
    """The words of `Upload-Metadata`: `key base64, key base64`."""
    header = request.headers.get("Upload-Metadata", "")
    found: dict[str, str] = {}
    for pair in header[:LONGEST_METADATA].split(","):
        key, _space, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError, ValueError) as error:
            raise BadRequest(_("The description of the file cannot be read.")) from error
    return found


def _state_of(transfer: Transfer) -> dict[str, str]:
    headers = {"Upload-Offset": str(transfer.offset), "Upload-Length": str(transfer.size)}
    if transfer.is_open:
        headers["Upload-Expires"] = http_date(transfer.expires_at)
    if transfer.item_reference:
        headers["Evidence-Reference"] = transfer.item_reference
        headers["Evidence-Address"] = url_for("evidence.download", reference=transfer.item_reference)
    return headers


def _told(transfer: Transfer) -> dict[str, object]:
    reference = transfer.item_reference
    return {
        "state": transfer.state.value,
        "offset": transfer.offset,
        "size": transfer.size,
        "reference": reference,
        "address": url_for("evidence.download", reference=reference) if reference else None,
        "problem": transfer.problem,
    }
