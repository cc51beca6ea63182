"""What stays as it is for now, because a subject above says so: a dossier came back for other parts.

A part may be open whole, or by single contents of it, or by single files of the evidence.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from registry.catalogue.contents import BY_NAME, WRITTEN_TOGETHER, Section, contents_of
from registry.catalogue.models import Exemplar
from registry.core.errors import InvalidTransition
from registry.core.i18n import _


@dataclass(frozen=True)
class Freed:
    """What is open of a model while the rest of it is held.

    `contents` are single ones of parts that are not open whole. Where single files are open, the others that
    stood there are `closed_files`; None while the evidence is open whole, or held whole.
    """

    sections: frozenset[Section]
    contents: frozenset[str] = field(default_factory=frozenset)
    closed_files: frozenset[str] | None = None

    @property
    def touched(self) -> frozenset[Section]:
        """The parts of which something is open."""
        files = {Section.EVIDENCE} if self.closed_files is not None else set()
        return self.sections | {BY_NAME[name].section for name in self.contents} | files


# Answers with what is open of a model; None while nothing of it is held.
Hold = Callable[[Exemplar], Freed | None]
_holds: list[Hold] = []


def holds_sections(hold: Hold) -> None:
    """Have a subject above say what of a model may be changed for now, and that nothing else may."""
    if hold not in _holds:
        _holds.append(hold)


def list_held(exemplar: Exemplar) -> frozenset[Section]:
    """The sections of a model of which nobody changes anything for now."""
    return frozenset(
        section
        for freed in _freed(exemplar)
        for section in frozenset(Section) - freed.touched - {Section.CHECK}
    )


def free_contents(exemplar: Exemplar, section: Section) -> frozenset[str] | None:
    """The contents of a section that may be changed; None while all may."""
    found = None
    for freed in _freed(exemplar):
        if section not in freed.sections:
            named = freed.contents | {twin for one, twin in WRITTEN_TOGETHER if one in freed.contents}
            own = frozenset(content.name for content in contents_of(section)) & named
            found = own if found is None else found & own
    return found


def is_file_free(exemplar: Exemplar, digest: str | None) -> bool:
    """Whether a file of the evidence may be changed; one that came since the return always may."""
    return Section.EVIDENCE not in list_held(exemplar) and digest not in list_closed_files(exemplar)


def list_closed_files(exemplar: Exemplar) -> frozenset[str]:
    """The files that stay as they are, by digest, where others of the evidence may be changed."""
    return frozenset(digest for freed in _freed(exemplar) for digest in freed.closed_files or ())


def require_free(exemplar: Exemplar, *sections: Section) -> None:
    """Raise InvalidTransition when each of these sections is held: one that is free is enough."""
    if list_held(exemplar).issuperset(sections):
        raise _held()


def require_contents_free(exemplar: Exemplar, section: Section, names: Iterable[str]) -> None:
    """Raise InvalidTransition when a section is held, or one of these contents of it."""
    require_free(exemplar, section)
    free = free_contents(exemplar, section)
    if free is not None and not free.issuperset(names):
        raise _held()


def require_file_free(exemplar: Exemplar, digest: str | None, *, for_results: bool) -> None:
    """Raise InvalidTransition for a file that is held; its tie to a result is free where results are."""
    free = free_contents(exemplar, Section.RESULTS)
    if for_results and (free is None or "results" in free):
        return
    if not is_file_free(exemplar, digest):
        raise _held()


def _freed(exemplar: Exemplar) -> list[Freed]:
    return [freed for hold in _holds if (freed := hold(exemplar)) is not None]


def _held() -> InvalidTransition:
    return InvalidTransition(
        _("The dossier came back for other parts: this one stays as signed until it is sent again.")
    )
