"""Receiving files: how much is refused before it is read, what is kept, what is said of each refusal."""

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from registry.catalogue.models import Exemplar
from registry.core.errors import DomainError
from registry.core.i18n import _, _n
from registry.core.receipts import run_once
from registry.evidence.checks import Limits, Refused, megabytes
from registry.evidence.names import short_name
from registry.evidence.service.attaching import Upload, attach_prepared, prepare_file
from registry.web import errors
from registry.web.evidence.forms import AddForm
from registry.web.forms import receipt_key
from registry.web.guard import actor
from registry.web.ports import limits_of, settings, storage
from registry.web.telling import tell

# What the fields of the form and the frame around the files may weigh.
FRAME = 256 * 1024


def limits() -> Limits:
    """The limits of this installation."""
    return limits_of(settings())


def most_at_once() -> int:
    """How many bytes may be sent with one form."""
    site = settings()
    return site.document_limit + site.photo_limit


def refuse_large() -> ResponseReturnValue | None:
    """The page that refuses more than can be taken at once, before any of it is read."""
    most = most_at_once()
    request.max_content_length = most + FRAME
    if (request.content_length or 0) <= most + FRAME:
        return None
    sentence = _(
        "These files are too large together: at most %(all)s at a time, %(photo)s for a photo and"
        " %(document)s for a PDF. Nothing was stored. Go back and send fewer files at a time.",
        all=megabytes(most),
        photo=megabytes(settings().photo_limit),
        document=megabytes(settings().document_limit),
    )
    return errors.page(413, sentence)


def check_token() -> None:
    """What other pages have done before their view: here only once the size is known to be right."""
    if request.method == "POST":
        current_app.extensions["csrf"].protect()


def receive(form: AddForm, exemplar: Exemplar) -> Response | None:
    """Keep the files of a form; None when some were refused, which the form then says of each.

    The good ones stay: on a slow line nobody should send them twice because of one that was not.
    """
    added = 0
    for index, file in enumerate(form.files.data):
        try:
            _keep(form, exemplar, index, file)
            added += 1
        except Refused as refusal:
            form.show(Refused(f"{short_name(file.filename)}: {refusal.message}"))
        except DomainError as refusal:
            if refusal.status not in {409, 422}:
                raise
            form.show(refusal)
            break
    if added:
        tell(_n("%(num)s file was added.", "%(num)s files were added.", added), "success")
    if form.refusal is not None:
        return None
    return redirect(url_for("evidence.manage_evidence", reference=exemplar.reference), 303)


def _keep(form: AddForm, exemplar: Exemplar, index: int, file: FileStorage) -> None:
    """Keep one file. Its own receipt makes a form sent twice keep it once."""
    about = form.description()
    upload = Upload(file.stream, file.filename or "")
    prepared = prepare_file(storage(), upload, limits(), keep_original=form.keep_original.data)
    key = receipt_key(form.once.data, str(index), prepared.digest, prepared.file_name, about.caption)
    run_once(
        key,
        lambda: attach_prepared(actor(), exemplar, prepared, about=about, limits=limits()).reference,
    )
