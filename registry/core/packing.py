"""Office files that are the same to the byte whenever they are made: they bear the time of their content."""

import io
import re
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PROPERTIES = "docProps/core.xml"
TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
# The earliest day that a ZIP file can tell.
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)


def dated(content: bytes, moment: datetime) -> bytes:
    """A DOCX or XLSX file with every time in it set to `moment`; libraries write the present one."""
    at = max(moment.astimezone(UTC), EARLIEST)
    told = at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    body = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(body, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == PROPERTIES:
                part = TIMES.sub(rb"\g<1>" + told + rb"\g<2>", part)
            info = ZipInfo(entry.filename, at.timetuple()[:6])
            info.compress_type, info.external_attr = ZIP_DEFLATED, entry.external_attr
            target.writestr(info, part)
    return body.getvalue()
