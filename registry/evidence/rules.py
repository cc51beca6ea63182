"""Who may attach and who may read evidence. Reading is asked for each item, before any byte is opened."""

from collections.abc import Callable, Iterable

from registry.catalogue.models import Exemplar
from registry.catalogue.queries import list_versions
from registry.catalogue.states import Visibility
from registry.core.permissions import Permission, Predicate, Way
from registry.evidence.models import EvidenceItem, StoredFile
from registry.identity.models import Role, User
from registry.units.models import Unit
from registry.units.rules import role

Reader = Callable[[User, EvidenceItem], bool]
_readers: list[Reader] = []


def add_readers(*readers: Reader) -> None:
    """Let somebody else's rules open evidence that is not internal: an assigned reviewer, for one."""
    _readers.extend(one for one in readers if one not in _readers)


def units_of_exemplar(exemplar: Exemplar) -> Iterable[Unit | None]:
    """The unit that leads the model."""
    return [exemplar.lead_unit]


def units_of_item(item: EvidenceItem) -> Iterable[Unit | None]:
    """The unit that leads the model of the item."""
    return units_of_exemplar(item.exemplar)


def is_shown_to_everybody(actor: User | None, item: EvidenceItem) -> bool:
    """A public item of the version that the public reads."""
    exemplar = item.exemplar
    if item.visibility is not Visibility.PUBLIC or item.is_unsafe_to_publish or not exemplar.is_public:
        return False
    if exemplar.public_version_id is not None:
        return item.version_id == exemplar.public_version_id
    return exemplar.is_imported and item.version_id == exemplar.latest.id


def is_not_internal(actor: User | None, item: EvidenceItem) -> bool:
    """The unit lets others than itself see it."""
    return item.visibility is not Visibility.INTERNAL


def is_shown_to_colleagues(actor: User | None, item: EvidenceItem) -> bool:
    """A public item of a version that every unit may read in the register."""
    if item.visibility is not Visibility.PUBLIC or item.is_unsafe_to_publish or actor is None:
        return False
    return item.exemplar_version in list_versions(actor, item.exemplar)


def is_let_in(actor: User | None, item: EvidenceItem) -> bool:
    """One of the registered readers lets the person in."""
    return isinstance(actor, User) and any(reader(actor, item) for reader in _readers)


_of_the_unit: Predicate = role(Role.UNIT_MEMBER, Role.UNIT_LEAD, at=units_of_item)


def sees_everything(actor: User | None, item: EvidenceItem) -> bool:
    """Whether the person gets the file as it is, with what others find covered by boxes."""
    return _of_the_unit(actor, item) or (is_let_in(actor, item) and is_not_internal(actor, item))


def shown_file(actor: User | None, item: EvidenceItem) -> StoredFile | None:
    """The file this person may know of: outside the unit and the council the one with boxes burned in."""
    if item.public_file is None or sees_everything(actor, item):
        return item.file
    return item.public_file


def shown_name(actor: User | None, item: EvidenceItem) -> str:
    """The name of the file; it may name people, so whoever gets the one with boxes reads a code."""
    return item.file_name if shown_file(actor, item) is item.file else item.reference


GRANTS: dict[Permission, list[Way]] = {
    Permission.EVIDENCE_ATTACH: [(role(Role.UNIT_MEMBER, Role.UNIT_LEAD, at=units_of_exemplar),)],
    Permission.EVIDENCE_READ: [
        (is_shown_to_everybody,),
        (is_shown_to_colleagues,),
        (_of_the_unit,),
        (is_let_in, is_not_internal),
    ],
}
