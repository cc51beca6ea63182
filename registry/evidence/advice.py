"""What is said of a file that is not kept: what it seems to be, and what its owner can do."""

import codecs

from registry.core.i18n import _


def advice(head: bytes) -> str:
    """Why a file with these first bytes is refused, with what its owner can do."""
    if head.startswith((b"GIF8", b"BM", b"II*\x00", b"MM\x00*")) or head[4:12] == b"ftypavif":
        return _("This kind of picture is not kept. Save it as JPEG or PNG and choose it again.")
    if head[4:8] == b"ftyp" or head.startswith((b"RIFF", b"fLaC", b"FLV", b"#!AMR")):
        return _("This kind of video or recording is not kept. Save it as MP4 or MP3 and choose it again.")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _(
            "Files of old Word, Excel and PowerPoint (doc, xls, ppt) are not kept, nor files locked by a"
            " password. Save the file as DOCX, XLSX or PDF and choose it again."
        )
    if head.startswith((b"PK", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return archive_advice()
    return _advice_beyond_its_name(head)


def archive_advice() -> str:
    """What is said of an archive that is no document."""
    return _("Archives are not kept. Unpack it and choose the photos or documents inside.")


def _advice_beyond_its_name(head: bytes) -> str:
    """What is said of a file of no kind that people mistake for one that is kept."""
    if head.startswith((b"MZ", b"\x7fELF")):
        return _("The file is a program, whatever its name says. Programs are not kept.")
    if _is_text(head):
        return _(
            "The file holds text, not a picture. Choose the photo itself, or save the text as DOCX or"
            " PDF and choose that."
        )
    return _(
        "What is in the file is none of the kinds that are kept. Kept are photos, PDF, Word, Excel,"
        " OpenDocument, video and sound: open it, save it as one of these and choose that."
    )


def _is_text(head: bytes) -> bool:
    """Whether the bytes are readable words; the last letter may be cut off."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return "\x00" not in text
