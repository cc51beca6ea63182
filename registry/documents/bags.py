"""A bag in the sense of RFC 8493 (BagIt): files with a manifest of their SHA-256, in one ZIP.

Whoever receives it checks it with any program that knows bags; nothing of the registry is needed to read it.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO

CHUNK = 1024 * 1024
DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
# Every member bears the same time: the same records give the same bytes.
STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Part:
    """A file of a bag: its path below `data`, and its bytes."""

    path: str
    content: IO[bytes]


def text_part(path: str, text: str) -> Part:
    """A file of text."""
    return Part(path, BytesIO(text.encode()))


def write_bag(into: IO[bytes], name: str, parts: Iterable[Part], told: Mapping[str, str]) -> None:
    """Write a bag called `name`; `told` goes into bag-info.txt, beside how much is in it."""
    manifest, size, count = [], 0, 0
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as bag:
        for part in parts:
            digest, length = _add(bag, f"{name}/data/{part.path}", part.content)
            manifest.append(f"{digest}  data/{_escaped(part.path)}\n")
            size, count = size + length, count + 1
        info = {**told, "Payload-Oxum": f"{size}.{count}", "Bag-Software-Agent": "registry"}
        tags = {
            "bagit.txt": DECLARED,
            "bag-info.txt": "".join(f"{key}: {' '.join(value.split())}\n" for key, value in info.items()),
            "manifest-sha256.txt": "".join(sorted(manifest, key=lambda line: line[66:])),
        }
        noted = [
            f"{_add(bag, f'{name}/{path}', BytesIO(text.encode()))[0]}  {path}\n"
            for path, text in tags.items()
        ]
        _add(bag, f"{name}/tagmanifest-sha256.txt", BytesIO("".join(noted).encode()))


def _add(bag: zipfile.ZipFile, path: str, content: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    member = zipfile.ZipInfo(path, STAMP)
    member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    with bag.open(member, "w", force_zip64=True) as written:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            written.write(chunk)
    return digest.hexdigest(), size


def _escaped(path: str) -> str:
    """A path in a manifest: what would end or escape a line is written in percent (RFC 8493, 2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
