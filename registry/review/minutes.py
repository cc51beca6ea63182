"""The first draft of a session's minutes, put together from its record; the secretary goes on from there."""

from registry.core.clock import HERE
from registry.core.errors import PermissionDenied
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.identity.models import User
from registry.review import blindness, polls
from registry.review.council import AgendaItem, CouncilSession
from registry.review.states import Attendance, VoteManner


def draft_of(session: CouncilSession) -> str:
    """When and where, who came, what was voted on, with which numbers and to what result."""
    head = [
        _("Minutes of the council for: %(campaign)s", campaign=session.campaign.title),
        _("Day: %(day)s", day=f"{session.held_on:%d/%m/%Y}"),
        _hours(session),
        _("Place: %(place)s", place=session.place),
        _("Chair: %(name)s", name=session.chair.name),
        _("Secretary: %(name)s", name=session.secretary.name),
    ]
    return "\n\n".join(["\n".join(head), _attendance(session), *map(_item, session.items), _end(session)])


def _hours(session: CouncilSession) -> str:
    """The record knows when the results were locked; when the council met, the secretary writes."""
    if session.locked_at is None:
        return _("Hours: from … to …")
    locked = session.locked_at.astimezone(HERE)
    return _("Hours: from … to …; the results were locked at %(time)s", time=f"{locked:%H:%M, %d/%m/%Y}")


def veils_of(reader: User, session: CouncilSession) -> bool:
    """Whether a reader must not know of something on the agenda whose it is; minutes name every unit."""
    return any(blindness.is_veiled(reader, item.nomination) for item in session.items)


def require_unveiled(actor: User, session: CouncilSession) -> None:
    """Raise PermissionDenied for whoever scores something on the agenda without knowing whose it is."""
    if veils_of(actor, session):
        raise PermissionDenied(
            Permission.COUNCIL_CONVENE,
            _("The secretary writes the minutes: they name the units that are hidden from you."),
            subject=session,
            actor_id=actor.id,
        )


def _attendance(session: CouncilSession) -> str:
    rows = [
        _("Present (%(count)s of %(members)s): %(names)s", names=_names(session, Attendance.PRESENT),
          count=polls.count_present(session), members=len(session.members)),
        _("Absent with leave: %(names)s", names=_names(session, Attendance.EXCUSED)),
        _("Absent: %(names)s", names=_names(session, Attendance.ABSENT)),
    ]  # fmt: skip
    return "\n".join(rows)


def _names(session: CouncilSession, attendance: Attendance) -> str:
    found = [one.person.name for one in session.members if one.attendance is attendance]
    return "; ".join(found) or _("nobody")


def _item(item: AgendaItem) -> str:
    nomination = item.nomination
    version = nomination.exemplar_version or nomination.exemplar.latest
    rows = [
        f"{item.position}. {version.title} ({nomination.reference}), {nomination.unit_name}",
        _("Agree: %(agree)s. Disagree: %(disagree)s. Another opinion: %(other)s.",
          agree=item.agree, disagree=item.disagree, other=item.other),
        _resolution(item),
    ]  # fmt: skip
    if item.present is not None and (silent := polls.not_voted(item)):
        names = "; ".join(one.person.name for one in silent)
        rows.insert(2, _("Did not vote: %(names)s.", names=names))
    if left := polls.room_of(item).left:
        names = "; ".join(one.person.name for one in left)
        rows.insert(1, _("Left the room, without a vote: %(names)s.", names=names))
    if (move := polls.move_of(nomination)) is not None:
        rows.append(_("Moved by the council: %(reason)s", reason=move.reason))
    return "\n".join(rows)


def _resolution(item: AgendaItem) -> str:
    verdict = polls.verdict_of(item)
    if verdict.passed is None:
        return _("Resolution: no valid vote. %(why)s", why=verdict.why)
    if verdict.passed:
        return _("Resolution: carried. %(why)s", why=verdict.why)
    return _("Resolution: not carried. %(why)s", why=verdict.why)


def _end(session: CouncilSession) -> str:
    manner = _("The vote was secret.") if session.manner is VoteManner.SECRET else _("The vote was open.")
    return f"{manner} " + _("The council advises; the decision is the signer’s.")
