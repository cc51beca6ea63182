"""Pages on which a noted change is corrected or withdrawn."""

from flask.typing import ResponseReturnValue

from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.replication.models import Replication
from registry.replication.plan_tables import Adaptation
from registry.replication.service import correcting
from registry.replication.states import COUNTED_STATES
from registry.web.guard import actor, permission
from registry.web.replication import present
from registry.web.replication.blueprint import bp
from registry.web.replication.pages import open_replication, page_of
from registry.web.replication.running import change_in, part_of
from registry.web.replication.running_forms import ChangeForm, RetractForm
from registry.web.telling import tell

ENTRY = "/nhan-rong/<ref:reference>/dieu-chinh/<int(max=999999999):number>"


@bp.route(ENTRY, methods=["GET", "POST"])
@permission(Permission.REPLICATION_REPORT)
def correct_change(reference: str, number: int) -> ResponseReturnValue:
    """Tell a noted change otherwise."""
    replication = open_replication(reference, Permission.REPLICATION_REPORT)
    entry: Adaptation = part_of(replication.adaptations, number)
    form = ChangeForm.from_request(version=str(entry.version), **_shown(entry))
    form.offer(replication)
    if form.submitted() and (answer := form.done(lambda: _corrected(form, replication, entry))):
        return answer
    conflict = present.both_texts(form, {name: str(of) for name, of in correcting.stored_of(entry).items()})
    return page_of(
        "replication/log_change.html", form, replication, is_open=_is_open(replication, entry),
        conflict=conflict, entry=entry,
    )  # fmt: skip


def _shown(entry: Adaptation) -> dict[str, object]:
    said = {name: getattr(entry, name) for name in ("what", "changed_on", "reason", "decided_by", "effect")}
    return said | {
        "component": str(entry.component_id or ""),
        "cause": entry.cause.value,
        "keeps_core": "1" if entry.keeps_core else "0",
    }


def _corrected(form: ChangeForm, replication: Replication, entry: Adaptation) -> str:
    correcting.correct_change(actor(), replication, entry, change_in(form), version=form.seen_version)
    tell(_("The change is told anew; what was said before is kept."), "success")
    return present.link_of(replication)


@bp.route(f"{ENTRY}/rut", methods=["GET", "POST"])
@permission(Permission.REPLICATION_REPORT)
def withdraw_change(reference: str, number: int) -> ResponseReturnValue:
    """Withdraw a change that was noted in error."""
    replication = open_replication(reference, Permission.REPLICATION_REPORT)
    entry: Adaptation = part_of(replication.adaptations, number)
    form = RetractForm.from_request(version=str(entry.version))
    if form.submitted() and (answer := form.done(lambda: _withdrawn(form, replication, entry))):
        return answer
    stored = {"reason": entry.withdraw_reason} if entry.withdrawn_on else {}
    return page_of(
        "replication/withdraw_change.html", form, replication, is_open=_is_open(replication, entry),
        conflict=present.both_texts(form, stored), entry=entry,
    )  # fmt: skip


def _withdrawn(form: RetractForm, replication: Replication, entry: Adaptation) -> str:
    correcting.withdraw_change(
        actor(), replication, entry, reason=form.reason.data, version=form.seen_version
    )
    tell(_("The change is withdrawn."), "success")
    return present.link_of(replication)


def _is_open(replication: Replication, entry: Adaptation) -> bool:
    return replication.state in COUNTED_STATES and entry.withdrawn_on is None
