"""The audit log in plain words: what happened, by whom, and the details that people understand."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import LazyString

from registry.audit.models import AuditEvent
from registry.audit.queries import kept_values
from registry.core.i18n import _, _l
from registry.identity.queries import list_users_by_id
from registry.units.queries import find_unit, list_by_ids
from registry.web.campaigns.words import RULES
from registry.web.filters import as_date
from registry.web.words import word

SENTENCES: dict[str, LazyString] = {
    "team.created": _l("An appraisal team was made"),
    "team.changed": _l("An appraisal team was changed"),
    "team.removed": _l("An appraisal team was dissolved"),
    "access.refused": _l("Somebody was refused"),
    "assignment.abstained": _l("A reviewer abstained after reading the dossier"),
    "assignment.cancelled": _l("The nomination was taken back from a reviewer"),
    "assignment.declined": _l("A reviewer declined a nomination"),
    "assignment.put_off": _l("A reviewer put a nomination off"),
    "ballot.saved": _l("A ballot was saved"),
    "ballot.given_back": _l("A ballot was given back to its reviewer"),
    "ballot.submitted": _l("A ballot was submitted"),
    "ballot.voided": _l("A ballot stopped counting: its reviewer is tied to the nomination"),
    "calendar.day_added": _l("A day was added to the calendar"),
    "calendar.day_removed": _l("A day was removed from the calendar"),
    "calendar.day_renamed": _l("A day of the calendar was named anew"),
    "campaign.changed": _l("The campaign was changed"),
    "campaign.cloned": _l("The campaign was made from an earlier one"),
    "campaign.closed": _l("The campaign was closed"),
    "campaign.created": _l("The campaign was made"),
    "campaign.opened": _l("The campaign was opened; its rules were frozen"),
    "campaign.rubric_set": _l("The scoring sheet was set"),
    "campaign.stages_replaced": _l("The stages were set"),
    "conflict.declared": _l("A reviewer declared a conflict of interest"),
    "conflict.denied": _l("A reviewer declared to have no conflict of interest"),
    "consent.given": _l("Somebody agreed to be named and pictured"),
    "consent.refused": _l("Somebody did not agree to be named and pictured"),
    "consent.withdrawn": _l("Somebody withdrew their consent"),
    "council.attendance_marked": _l("Attendance at a session of the council was noted"),
    "council.changed": _l("A session of the council was changed"),
    "council.closed": _l("A session of the council was closed; its minutes were frozen"),
    "council.locked": _l("The results of a council vote were locked"),
    "council.minutes_saved": _l("The minutes of a session were saved"),
    "council.planned": _l("A session of the council was called"),
    "council.unlock_asked": _l("Somebody asked to open locked results again"),
    "council.unlocked": _l("Locked results were opened again"),
    "council.voting_opened": _l("The vote of the council began"),
    "decision.corrected": _l("Number or date of a decision was corrected"),
    "decision.prepared": _l("Decisions were prepared, and not released"),
    "decision.recorded": _l("The decision was recorded"),
    "evidence.link_attached": _l("A link was attached as evidence"),
    "evidence.original_dropped": _l("A photo as it was taken was deleted"),
    "evidence.redacted": _l("Parts of a piece of evidence were covered"),
    "evidence.replaced": _l("A piece of evidence was replaced by a newer file"),
    "evidence.attached": _l("Evidence was added"),
    "evidence.described": _l("Evidence was described"),
    "evidence.linked": _l("Evidence was linked to a result"),
    "evidence.moved": _l("Evidence was put in another order"),
    "evidence.removed": _l("Evidence was removed"),
    "evidence.restored": _l("Evidence was restored"),
    "evidence.unlinked": _l("Evidence was no longer linked to a result"),
    "exemplar.closed": _l("The model was closed"),
    "exemplar.edited": _l("The model was edited"),
    "exemplar.imported": _l("The model was taken over from a source"),
    "exemplar.entered_from_paper": _l("The model was typed in from paper"),
    "exemplar.merged": _l("The model was merged into another record"),
    "exemplar.paper_confirmed": _l("The unit confirmed what was typed in from its paper"),
    "exemplar.paused": _l("The model was paused"),
    "exemplar.placed": _l("The place of the model was set"),
    "exemplar.begun_from": _l("A registration was begun from another"),
    "exemplar.draft_deleted": _l("A draft was deleted"),
    "exemplar.registered": _l("The model was registered"),
    "exemplar.resumed": _l("The model was resumed"),
    "exemplar.started": _l("Registration was started"),
    "exemplar.renewed": _l("The model was changed by a list"),
    "exemplar.taken_over": _l("The model was taken over from a list"),
    "exemplar.took_in": _l("Another record of the model was merged into it"),
    "exemplar.version_begun": _l("A new version was begun"),
    "list.checked": _l("A list was sent to be checked"),
    "list.discarded": _l("A list was thrown away before anything was taken over"),
    "list.import_begun": _l("A list began to be taken over"),
    "list.judged": _l("A list was checked"),
    "list.resumed": _l("The work on a list was taken up again"),
    "list.sheet_chosen": _l("Another sheet of a list was chosen"),
    "list.taken_over": _l("A list was taken over"),
    "list.uploaded": _l("A list was uploaded"),
    "field.added": _l("The field was added"),
    "field.changed": _l("The field was changed"),
    "file.found_damaged": _l("A stored file was found damaged"),
    "evidence.transfer_begun": _l("A file began to come in"),
    "evidence.transfer_ended": _l("A file on its way was given up"),
    "evidence.transfer_refused": _l("A file that came in was refused"),
    "file.found_infected": _l("A file of evidence was found infected"),
    "nomination.moved_across_line": _l("The council moved the nomination across the line"),
    "nomination.called_duplicate": _l("The nomination was found to repeat another"),
    "nomination.merged": _l("The nomination was merged into another"),
    "nomination.not_chosen": _l("The nomination was not chosen"),
    "nomination.not_granted": _l("The signer did not grant the nomination"),
    "nomination.praised": _l("The nomination was praised"),
    "nomination.reopened": _l("The decision was lifted after an appeal"),
    "nomination.put_up_for_signing": _l("The nomination was put up for signing"),
    "nomination.recognised": _l("The nomination was recognised"),
    "nomination.returned": _l("The nomination was returned to its unit"),
    "nomination.sent_back": _l("The nomination was sent back to whoever prepared it"),
    "nomination.signed": _l("The nomination was signed and submitted"),
    "nomination.started": _l("A nomination was started"),
    "nomination.eligibility_checked": _l("The eligibility of the nomination was checked"),
    "nomination.put_on_notice": _l("The nomination was put on public notice"),
    "nomination.verified": _l("The nomination was verified"),
    "nomination.withdrawn": _l("The nomination was withdrawn"),
    "deadline.extended": _l("More time was given"),
    "appeal.answered": _l("An appeal was answered"),
    "appeal.filed": _l("The unit appealed against the decision"),
    "objection.admitted": _l("An objection was admitted"),
    "objection.answered": _l("An objection was answered"),
    "objection.filed": _l("An objection came in"),
    "objection.rejected": _l("An objection was not admitted"),
    "objection.taken_up": _l("A secretary took up an objection"),
    "origin.judged": _l("The staff judged where the model comes from"),
    "origin.stated": _l("The unit stated where the model comes from"),
    "person.changed": _l("A person in the file was changed"),
    "person.erased": _l("A person was erased from the file"),
    "person.recorded": _l("A person in the file was recorded"),
    "recognition.ended": _l("The recognition ended"),
    "recognition.made": _l("The model was recognised"),
    "replication.confirmed": _l("The copy was confirmed"),
    "replication.declined": _l("The copy was not confirmed"),
    "replication.registered": _l("The copy was registered"),
    "replication.reported": _l("The copy was reported on"),
    "replication.stopped": _l("The copy was stopped"),
    "campaign.disagreement_changed": _l("What follows when ballots disagree was changed"),
    "discrepancy.found": _l("Ballots of a nomination disagree: reviewers are asked to read again"),
    "discrepancy.reread": _l("A reviewer read a criterion again"),
    "discrepancy.not_awaited": _l("The secretary waits no longer for reviewers to read again"),
    "discrepancy.third_wanted": _l("Ballots still disagree: another reader is needed"),
    "discrepancy.third_asked": _l("Another reader was given a nomination whose ballots disagree"),
    "discrepancy.still_open": _l("The further reader agrees with no ballot: a conclusion is needed"),
    "discrepancy.settled": _l("Ballots of a nomination no longer disagree"),
    "discrepancy.concluded": _l("The secretary wrote down which number holds"),
    "discrepancy.passed_over": _l("A decision was made while ballots disagreed"),
    "mark.changed": _l("A reviewer changed a mark after the ballot"),
    "question.answered": _l("The unit answered a question of the council"),
    "question.asked": _l("A reviewer asked the unit something, through the secretary"),
    "question.dismissed": _l("The secretary did not pass a question on"),
    "question.forwarded": _l("The secretary passed a question on to the unit"),
    "remark.hidden": _l("The secretary hid a remark of the council’s discussion"),
    "remark.made": _l("Somebody of the council said something about a nomination"),
    "reviewer.assigned": _l("A reviewer was assigned"),
    "reviewer.profile_set": _l("The secretary noted what a reviewer knows and can take on"),
    "reviewer.profile_stated": _l("A reviewer stated what they know and can take on"),
    "role.ended": _l("A role ended"),
    "role.granted": _l("A role was granted"),
    "session.ended": _l("Signed out"),
    "session.others_ended": _l("Other devices were signed out"),
    "session.refused": _l("A sign-in was refused"),
    "session.started": _l("Signed in"),
    "unit.created": _l("The unit was recorded"),
    "unit.dissolved": _l("The unit was dissolved"),
    "unit.merged": _l("The unit became part of another"),
    "unit.moved": _l("The unit was placed below another"),
    "unit.name_corrected": _l("A slip in the unit's name was mended"),
    "unit.renamed": _l("The unit was renamed"),
    "unit.split": _l("The unit was divided"),
    "user.changed": _l("Details of the account were changed"),
    "user.closed": _l("The account was closed"),
    "user.created": _l("The account was opened"),
    "user.opened": _l("The account was opened again"),
    "user.password_changed": _l("The password was changed by its owner"),
    "user.password_reset": _l("A one-time password was given out"),
    "vote.cast": _l("A member of the council voted"),
}
# Details worth reading, in this order; the rest of an event is for machines.
DETAILS: dict[str, LazyString] = {
    "role": _l("Role"),
    "unit": _l("Unit"),
    "name": _l("Name"),
    "kind": _l("Kind"),
    "before": _l("Before"),
    "after": _l("After"),
    "into": _l("Into"),
    "parent": _l("Below"),
    "on": _l("On"),
    "start": _l("From"),
    "end": _l("Until"),
    "basis": _l("Basis"),
    "reason": _l("Reason"),
    "added": _l("Added"),
    "removed": _l("Taken out"),
    "moved": _l("Moved"),
    "changed": _l("Changed"),
    "rules": _l("Rules changed"),
    "count": _l("Number"),
    "permission": _l("Permission"),
    "is_active": _l("Open to new models"),
}
# Whoever administers the roles of a unit may read why they were given.
ROLES = frozenset({"role.granted", "role.ended"})
UNITS_BY_CODE = frozenset({"unit", "into", "parent"})
# What "kind" is a kind of, by the first word of the action; any other is for machines.
KINDS_OF = {
    "unit": "unit_kind", "conflict": "conflict", "assignment": "conflict", "deadline": "stage_kind",
    "replication": "replication_kind", "list": "list_kind", "campaign": "rubric_kind",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One event for `history.draw`."""

    at: datetime
    text: LazyString | str
    by: str
    note: str
    on: bool = False


def lines_of(events: Iterable[AuditEvent]) -> list[Line]:
    """The events in words, the newest first."""
    listed = list(events)
    reasons = kept_values((event for event in listed if event.action in ROLES), "reason")
    people = _people({event.actor_id for event in listed if event.actor_id is not None})
    return [
        Line(
            event.at,
            SENTENCES.get(event.action, _("Something else was recorded")),
            people.get(event.actor_id, _("the operator")) if event.action != "session.refused" else "",
            "; ".join(_details(event.action, _told(event, reasons))),
        )
        for event in reversed(listed)
    ]


def _told(event: AuditEvent, reasons: dict[int, str]) -> dict[str, Any]:
    detail: dict[str, Any] = json.loads(event.detail)
    return detail | {"reason": reasons[event.seq]} if event.seq in reasons else detail


def _people(ids: set[int]) -> dict[int | None, str]:
    return {person.id: person.name for person in list_users_by_id(ids)}


def _details(action: str, detail: dict[str, Any]) -> list[str]:
    found = {name: detail[name] for name in DETAILS if detail.get(name) not in (None, "", [])}
    told = {name: _value(action, name, value) for name, value in found.items()}
    return [f"{DETAILS[name]}: {value}" for name, value in told.items() if value]


def _value(action: str, name: str, value: Any) -> str:
    if isinstance(value, dict):
        return str(_("kept apart as personal data"))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name == "unit" and isinstance(value, int):
        return ", ".join(unit.name for unit in list_by_ids([value]))
    if name in UNITS_BY_CODE:
        return ", ".join(_unit_name(code) for code in (value if isinstance(value, list) else [value]))
    if name == "role":
        return str(word(value, "role"))
    if name == "kind":
        return _kind(action.partition(".")[0], value)
    if name == "rules":
        return ", ".join(str(RULES.get(one, one)) for one in value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return as_date(date.fromisoformat(value)) if _is_day(value) else str(value)


def _kind(subject: str, value: str) -> str:
    found = str(word(value, KINDS_OF.get(subject, "")))
    return found if found != value else ""


def _unit_name(code: str) -> str:
    unit = find_unit(code)
    return unit.name if unit else code


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False
