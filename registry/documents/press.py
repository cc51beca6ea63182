"""Makes a PDF of a page in a process of its own: given markup with its style, it writes the file.

The letters are in the file, the text can be copied out of it, and its parts are named for those who cannot
see it (PDF/UA). Nothing is fetched: fonts and pictures come inside the page.
"""

import importlib
import json
import os
import sys
import tempfile
from pathlib import Path

from registry.evidence.readers.frame import confine, given

# No font of the machine is looked for: the same paper looks the same everywhere.
ALONE = '<?xml version="1.0"?><fontconfig><cachedir>{0}</cachedir></fontconfig>'


def main() -> None:
    """Read the page, write the PDF."""
    confine()
    asked = json.load(given())
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "fonts.conf"
        settings.write_text(ALONE.format(folder), "utf-8")
        os.environ["FONTCONFIG_FILE"] = str(settings)
        # It reads its settings of fonts when it is loaded.
        weasyprint = importlib.import_module("weasyprint")
        inside = weasyprint.urls.URLFetcher(allowed_protocols=("data",))
        page = weasyprint.HTML(string=asked["page"], url_fetcher=inside)
        content = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=asked["name"].encode())
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
