"""LibreOffice, as somebody has it who opens what the registry gives them."""

import shutil
import subprocess
import unicodedata


def installed():
    """The path of LibreOffice; None where it, or what reads its PDF, is missing (see scripts/office.sh)."""
    return shutil.which("soffice") if shutil.which("pdftotext") else None


def opened(files, folder):
    """How LibreOffice shows each of the files: {name: (pages, text)}, from {name: content}.

    It is asked once for all of them, with settings of its own. What it cannot open is missing.
    """
    assert len({name.rpartition(".")[0] for name in files}) == len(files), "two files of one name"
    given, made = folder / "given", folder / "made"
    given.mkdir()
    for name, content in files.items():
        (given / name).write_bytes(content)
    command = [
        installed(),
        f"-env:UserInstallation=file://{folder}/settings",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(made), *(str(given / name) for name in files)],
        capture_output=True, timeout=900, check=True,
    )  # fmt: skip
    return {name: _read(path) for name in files if (path := (made / name).with_suffix(".pdf")).exists()}


def _read(path):
    """Pages, each of which ends with a form feed, and the words; marks on letters stay with them."""
    told = subprocess.run(["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True)
    text = unicodedata.normalize("NFC", told.stdout.decode())
    return text.count("\f"), " ".join(text.split())
