"""What was taken over from others is whole, is written down, and carries its licence."""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "static" / "vendor" / "vendor.lock"
FOLDERS = ("static/fonts", "static/vendor/tus", "templates/parts/icons")


def locked() -> dict[str, str]:
    lines = [line for line in LOCK.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {path: digest for digest, path in (line.split("  ") for line in lines)}


def test_every_vendored_file_has_the_digest_of_the_lock():
    present = {path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path in locked()}
    assert present == locked()


def test_every_file_in_the_vendored_folders_is_in_the_lock():
    present = {f"{folder}/{path.name}" for folder in FOLDERS for path in (ROOT / folder).iterdir()}
    assert present == set(locked())


@pytest.mark.parametrize("family", ["source-sans-3", "source-serif-4", "ibm-plex-sans-arabic", "tinos"])
def test_each_font_family_ships_its_licence_with_its_copyright(family):
    text = (ROOT / "static" / "fonts" / f"OFL-{family}.txt").read_text("utf-8")
    assert text.startswith("Copyright")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text


@pytest.mark.parametrize("folder", ["templates/parts/icons", "static/vendor/tus"])
def test_icons_and_scripts_ship_their_licence(folder):
    assert "MIT License" in (ROOT / folder / "LICENSE").read_text("utf-8")
