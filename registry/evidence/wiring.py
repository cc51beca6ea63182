"""Has the worker check, scan, finish and look after files, and new versions take their evidence along."""

from functools import partial

from registry.catalogue.service import editing
from registry.evidence import scanner
from registry.evidence.checks import Limits
from registry.evidence.service.attaching import copy_items
from registry.evidence.service.caretaking import Caretaker
from registry.evidence.service.finishing import finish_reported
from registry.evidence.service.scanning import scan_reported
from registry.evidence.service.verifying import verify_reported
from registry.jobs import worker
from registry.settings import Settings
from registry.storage.drawn import Drawings
from registry.storage.local import LocalStorage
from registry.storage.parts import Parts


def init(settings: Settings, storage: LocalStorage, parts: Parts, drawings: Drawings, limits: Limits) -> None:
    """Wire evidence to the worker and to the catalogue."""
    scanner.use_scanner(settings.scanner)
    worker.follows("files", Caretaker(storage, parts, drawings))
    worker.handles("evidence.verify", partial(verify_reported, storage))
    worker.handles("evidence.scan", partial(scan_reported, storage))
    worker.handles("evidence.finish_transfer", partial(finish_reported, storage, parts, limits))
    editing.on_version_copied(copy_items)
