"""What the page of the files asks of a slow line."""

import gzip
from pathlib import Path

STATIC = Path(__file__).resolve().parents[3] / "static"
BUDGET = 45 * 1024


def test_the_scripts_of_the_page_of_files_are_light():
    scripts = [
        STATIC / "js" / "start.js",
        *(STATIC / "js" / "evidence").glob("*.js"),
        STATIC / "vendor/tus/tus.min.js",
    ]

    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) < BUDGET
