"""Reading a filled-in paper form: a child process opens the file, the catalogue understands its lines."""

import io

from registry.catalogue.paper_form import Line, Understood, understand
from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.evidence.child import MEGABYTE, Bounds, ask

READER = "registry.legacy.form_reader"
OF_FORMS = Bounds(memory=512 * MEGABYTE, cpu=4, seconds=10, answer=4 * MEGABYTE)
LARGEST = 2 * MEGABYTE


def read_paper_form(body: bytes) -> Understood:
    """What a filled-in DOCX or XLSX says. Raises InvalidInput for a file that is none of the two."""
    if len(body) > LARGEST:
        raise InvalidInput("file", _("The file is too large: at most 2 MB."))
    said = ask(READER, io.BytesIO(body), OF_FORMS).facts
    if said.get("refused") == "bomb":
        raise InvalidInput("file", _("The file is too large: at most 2 MB."))
    if "lines" not in said:
        raise InvalidInput(
            "file", _("This cannot be read. Choose a DOCX or XLSX file made from the template.")
        )
    return understand(Line(*one) for one in said["lines"])
