"""File names as they are shown and as they are sent: no paths, no tricks, short enough for any disk."""

import re
import unicodedata

from registry.evidence.filetypes import EXTENSIONS

LONGEST = 200
# What a file of another of the accepted types may be called by mistake.
OURS = tuple(name for names in EXTENSIONS.values() for name in names)
UNWANTED = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
PORTS = (f"{port}{n}" for port in ("com", "lpt") for n in range(10))
RESERVED = frozenset({"con", "prn", "aux", "nul", *PORTS})
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(given: str | None, extensions: tuple[str, ...], fallback: str) -> str:
    """The name to show: its last part only, composed, without control or direction marks, at most 200 bytes.

    The extension is kept when it fits the file's type; else the right one is put in its place or added.
    """
    stem, extension = _parts(_tidy(given), extensions)
    stem = stem.strip(" .-")
    if not stem.strip("_") or stem.split(".")[0].strip().lower() in RESERVED:
        stem = f"{fallback}-{stem}".rstrip("-_")
    return _shortened(stem, LONGEST - len(extension.encode())) + extension


def _tidy(given: str | None) -> str:
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", given or ""))[-1]
    visible = "".join(c for c in name if unicodedata.category(c) not in INVISIBLE)
    return " ".join(UNWANTED.sub("_", visible).split())


def _parts(name: str, extensions: tuple[str, ...]) -> tuple[str, str]:
    for extension in extensions:
        if name.lower().endswith(extension):
            return name[: -len(extension)], name[-len(extension) :]
    for extension in OURS:
        if name.lower().endswith(extension):
            return name[: -len(extension)], extensions[0]
    return name, extensions[0]


def _shortened(text: str, most: int) -> str:
    raw = text.encode()
    return text if len(raw) <= most else raw[:most].decode(errors="ignore").rstrip(" .")


def short_name(given: str | None) -> str:
    """A name as it came, fit to be quoted in a sentence."""
    return _shortened(_tidy(given), 120) or "?"


def sent_name(shown: str, extension: str) -> str:
    """The name a download is saved under: the shown one with the extension of what is sent."""
    return _parts(shown, OURS)[0] + extension
