"""What every change of a model does besides changing it."""

from registry.catalogue.models import Exemplar
from registry.core.clock import now
from registry.jobs.service import announce


def note_change(exemplar: Exemplar) -> None:
    """Mark the model as changed and tell search. Part of a command; also for subjects above the catalogue."""
    exemplar.updated_at = now()
    announce("exemplars", exemplar.reference)
