"""What a return asks for, in words: whole parts, or of a part its single answers and files."""

from typing import Any

from flask_babel import LazyString

from registry.catalogue.contents import Section, contents_of
from registry.catalogue.models import Exemplar
from registry.core.i18n import _
from registry.evidence.queries import list_items, list_visible
from registry.identity.models import User
from registry.review.models import Nomination, StageVisit
from registry.review.queries import Followup
from registry.review.service.verifying import RETURNABLE, list_items_of
from registry.web.catalogue.labels import LABELS, SECTIONS
from registry.web.review.dossier import version_of


def words_of_return(visit: StageVisit, exemplar: Exemplar) -> dict[str, str]:
    """What is asked for, by part: `Method: Schedule, Resources`."""
    single: dict[str, list[str]] = {}
    for code in visit.sections:
        section, _slash, item = code.partition("/")
        single.setdefault(section, [])
        if item:
            single[section].append(_name_of(section, item, exemplar))
    return {section: _told(section, items) for section, items in single.items()}


def names_of_left(found: Followup, section: Section, exemplar: Exemplar) -> list[str]:
    """The single answers and files of a part that were asked for and say what they said."""
    codes = (code.partition("/") for code in found.left)
    return [_name_of(section, item, exemplar) for part, _slash, item in codes if part == section and item]


def _told(section: str, items: list[str]) -> str:
    name = str(SECTIONS[Section(section)]) if section in set(Section) else section
    return _("%(part)s: only %(items)s", part=name, items="; ".join(items)) if items else name


def _name_of(section: str, item: str, exemplar: Exemplar) -> str:
    if section != Section.EVIDENCE:
        return str(LABELS.get(item, item))
    found = (file for version in exemplar.versions for file in list_items(version) if file.digest == item)
    return next((file.caption or file.file_name for file in found), _("a file"))


def parts_to_ask(reader: User, nomination: Nomination) -> list[dict[str, Any]]:
    """Every part with its single answers, of the evidence the files that the reader sees."""
    known, files = set(list_items_of(nomination)), list_visible(reader, version_of(nomination))
    captions = {f"{Section.EVIDENCE}/{one.digest}": one.caption or one.file_name for one in files}
    return [
        {"code": section.value, "label": SECTIONS[section], "items": _items(section, known, captions)}
        for section in RETURNABLE
    ]


def _items(section: Section, known: set[str], captions: dict[str, str]) -> list[tuple[str, str | LazyString]]:
    if section is Section.EVIDENCE:
        return [(code, caption) for code, caption in captions.items() if code in known]
    names = (one.name for one in contents_of(section))
    return [(code, LABELS[name]) for name in names if (code := f"{section}/{name}") in known]
