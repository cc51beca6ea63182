"""Taking the names of persons out of a DOCX: who wrote the template is no part of a paper.

Word writes into a file who made it, who saved it last, and whose each comment and each change is.
"""

import re
from typing import Any

from docx.opc.part import Part, XmlPart

# What the properties of a document may tell of people; title and language stay.
TELLING = ("author", "last_modified_by", "comments", "keywords", "subject", "category")
# Attributes of comments, of tracked changes and of the list of people, in whatever version of the format.
NAMING = re.compile(r"\{[^}]*\}(author|initials|userId|providerId)")
OF_OFFICE = re.compile(rb"<(Manager|Company)>[^<]*</\1>")
# Parts that hold nothing but properties or people.
EMPTIED = re.compile(r"/docProps/custom\.xml|/word/people\.xml")
INSIDE = re.compile(rb"(<(?:\w+:)?(?:Properties|people)\b[^>]*?)/?>.*", re.S)


def take_out_names(document: Any) -> None:
    """Leave no name of a person in the properties, comments and tracked changes of a document."""
    for name in TELLING:
        setattr(document.core_properties, name, "")
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            _leave_out(part.element)
        elif part.partname == "/docProps/app.xml":
            _write(part, OF_OFFICE.sub(rb"<\1></\1>", part.blob))
        elif EMPTIED.fullmatch(part.partname):
            _write(part, INSIDE.sub(rb"\1/>", part.blob))


def _leave_out(root: Any) -> None:
    for element in root.iter():
        for name in [one for one in element.attrib if NAMING.fullmatch(one)]:
            element.set(name, "")


def _write(part: Part, content: bytes) -> None:
    part._blob = content
