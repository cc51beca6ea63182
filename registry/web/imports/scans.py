"""The scan of a paper: it stays chosen while the rest of its form is being mended."""

from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage

from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.evidence.checks import Refused, read_checked
from registry.evidence.names import short_name
from registry.evidence.service.attaching import Prepared, Upload, prepare_file
from registry.storage.base import FileMissing
from registry.web.evidence import uploads
from registry.web.guard import actor
from registry.web.imports.forms import PaperForm
from registry.web.ports import storage

# Files that no record names leave the store after a day.
KEPT_SECONDS = 20 * 3600


@dataclass(frozen=True)
class KeptScan:
    """A file in the store that one person chose, and the name it had."""

    digest: str
    file_name: str


def scan_of(form: PaperForm) -> Prepared | None:
    """The scan that is sent now or was kept from an earlier sending; None when there is none."""
    chosen = _chosen(form)
    if chosen is not None:
        return prepare_file(storage(), Upload(chosen.stream, chosen.filename or ""), uploads.limits())
    if form.leave_out.data or not form.kept_scan.data:
        return None
    try:
        kept = _read(form.kept_scan.data)
        with storage().open(kept.digest) as file:
            return prepare_file(storage(), Upload(file, kept.file_name), uploads.limits())
    except (BadData, FileMissing):
        form.kept_scan.data, form.kept_scan.raw_data = "", None
        raise InvalidInput("file", _("The scan is no longer kept. Choose it again.")) from None


def keep_scan(form: PaperForm) -> None:
    """Keep what was chosen for the next sending of a form that was refused; what is no scan is told now."""
    chosen = _chosen(form)
    if chosen is None or form.file.errors:
        return
    try:
        read_checked(chosen.stream, uploads.limits())
    except Refused as refusal:
        form.file.errors = [*form.file.errors, refusal.message]
        return
    chosen.stream.seek(0)
    digest = storage().put(cast(BinaryIO, chosen.stream)).digest
    form.kept_scan.data = _signer().dumps([actor().id, digest, short_name(chosen.filename)])
    form.kept_scan.raw_data = None


def kept_of(form: PaperForm) -> KeptScan | None:
    """What a form says is kept, when this person chose it and not too long ago."""
    if not form.kept_scan.data:
        return None
    try:
        return _read(form.kept_scan.data)
    except BadData:
        return None


def _read(token: str) -> KeptScan:
    """Raises BadData for what was signed for somebody else, long ago, or not here."""
    who, digest, name = _signer().loads(token, max_age=KEPT_SECONDS)
    if who != actor().id:
        raise BadData("chosen by somebody else")
    return KeptScan(digest, name)


def _chosen(form: PaperForm) -> FileStorage | None:
    file: FileStorage | None = form.file.data
    return file if file and file.filename else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="scan-of-a-paper")
