"""Which message about a copy goes to whom: the other side, in each person's language."""

from collections.abc import Callable, Iterable

from flask_babel import force_locale

from registry.core.clock import today
from registry.core.i18n import _
from registry.identity.models import Role, User
from registry.identity.queries import list_holders
from registry.notifications.service import notify
from registry.replication.models import Replication
from registry.replication.plan_tables import Adaptation, Checkpoint, CopyQuestion
from registry.replication.queries import OWNERS, title_of
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.naming import at_start, within

Text = Callable[[], tuple[str, str]]


def tell_source_of_copy(actor: User, replication: Replication) -> None:
    """Somebody copies their model, and waits for the confirmation."""
    _tell(_of_source(replication), actor, "replication.registered", replication, lambda: (
        _("To confirm: %(unit)s copies your model", unit=within(replication.unit_name)),
        _("%(unit)s has registered a copy of “%(title)s”. Confirm it, or say why it is none.",
          unit=at_start(replication.unit_name), title=title_of(replication.source)),
    ))  # fmt: skip


def tell_copy_of_answer(actor: User, replication: Replication) -> None:
    """The source unit has answered."""
    confirmed = replication.confirmed_at is not None
    _tell(_of_copy(replication), actor, "replication.answered", replication, lambda: (
        _("Confirmed: your copy of “%(title)s”", title=title_of(replication.source)) if confirmed
        else _("Not confirmed: your copy of “%(title)s”", title=title_of(replication.source)),
        replication.answer,
    ))  # fmt: skip


def tell_source_of_result(actor: User, replication: Replication) -> None:
    """The copy has a result."""
    _tell(_of_source(replication), actor, "replication.reported", replication, lambda: (
        _("Result reported: copy of your model at %(unit)s", unit=within(replication.unit_name)),
        replication.result,
    ))  # fmt: skip


def tell_source_of_stop(actor: User, replication: Replication) -> None:
    """The copy was stopped, and why."""
    _tell(_of_source(replication), actor, "replication.stopped", replication, lambda: (
        _("Stopped: copy of your model at %(unit)s", unit=within(replication.unit_name)),
        replication.stop_reason,
    ))  # fmt: skip


def tell_source_of_question(actor: User, question: CopyQuestion) -> None:
    """A unit that copies their model, or prepares to, wants to know something."""
    one = question.replication
    _tell(_of_source(one), actor, "replication.asked", one, lambda: (
        _("To answer: %(unit)s asks about your model", unit=within(one.unit_name)), question.text,
    ))  # fmt: skip


def tell_copy_of_reply(actor: User, question: CopyQuestion) -> None:
    """The unit that did it first has answered a question."""
    one = question.replication
    _tell(_of_copy(one), actor, "replication.replied", one, lambda: (
        _("Answered: your question about “%(title)s”", title=title_of(one.source)), question.answer,
    ))  # fmt: skip


def tell_source_of_checkpoint(actor: User, replication: Replication, checkpoint: Checkpoint) -> None:
    """Something was told of a checkpoint."""
    _tell(_of_source(replication), actor, "replication.checked", replication, lambda: (
        _("Checkpoint reported: copy of your model at %(unit)s", unit=within(replication.unit_name)),
        "\n".join(text for text in (checkpoint.what, checkpoint.told) if text),
    ))  # fmt: skip


def tell_source_of_change(actor: User, replication: Replication, entry: Adaptation) -> None:
    """The copy was changed on the way."""
    _tell(_of_source(replication), actor, "replication.adjusted", replication, lambda: (
        _("Adapted: copy of your model at %(unit)s", unit=within(replication.unit_name)), entry.what,
    ))  # fmt: skip


def tell_source_of_retraction(actor: User, replication: Replication, entry: Adaptation) -> None:
    """A change they were told of was noted in error, and why."""
    _tell(_of_source(replication), actor, "replication.retracted", replication, lambda: (
        _("Withdrawn: a change of the copy of your model at %(unit)s", unit=within(replication.unit_name)),
        _("What was noted: %(what)s\nWhy it is withdrawn: %(reason)s",
          what=entry.what, reason=entry.withdraw_reason),
    ))  # fmt: skip


def tell_of_checkpoint(replication: Replication, checkpoint: Checkpoint, *, is_late: bool) -> None:
    """A checkpoint comes near, or has passed and nothing was told of it."""
    day = f"{checkpoint.due_on:%d/%m/%Y}"
    kind = "replication.late" if is_late else "replication.due"
    _tell(_of_copy(replication), None, kind, replication, lambda: (
        _("Overdue since %(day)s: checkpoint of a replication", day=day) if is_late
        else _("Due by %(day)s: checkpoint of a replication", day=day),
        f"{checkpoint.what} ({title_of(replication.source)})",
    ))  # fmt: skip


def _of_source(replication: Replication) -> list[User]:
    source = replication.source
    people = _holders([source.lead_unit], *OWNERS)
    if people or not source.is_imported:
        return people
    place = source.lead_unit or source.province
    standing = units.current_successors(place) if place else []
    tree, day = units.tree(), today()
    above = {one.id for one in standing}.union(*(tree.ancestors(one.id, day) for one in standing))
    return list_holders(above, Role.REGISTRY_STAFF)


def _of_copy(replication: Replication) -> list[User]:
    return _holders([replication.unit], *OWNERS)


def _holders(places: Iterable[Unit | None], *roles: Role) -> list[User]:
    """People with one of the roles at the units that stand in the places of these today."""
    ids = {one.id for place in places if place is not None for one in units.current_successors(place)}
    return list_holders(ids, *roles)


def _tell(
    people: Iterable[User], actor: User | None, kind: str, replication: Replication, text: Text
) -> None:
    for person in people:
        if actor is not None and person.id == actor.id:
            continue
        with force_locale(person.language):
            subject, body = text()
            notify(person, kind, subject, body, f"/nhan-rong/{replication.reference}")
