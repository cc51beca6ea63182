"""Values of the nomination pages: where it is, who has it, its way through the campaign, what to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from registry.campaigns.models import Campaign, Stage
from registry.campaigns.queries import find_stage, last_day_of
from registry.campaigns.states import StageKind
from registry.core.clock import today
from registry.core.i18n import _, _n
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.identity.queries import names_of
from registry.review import blindness, queries
from registry.review.eligibility import is_in_check
from registry.review.lifted import lifted_of
from registry.review.models import Nomination
from registry.review.states import DECIDED_STATES, NOMINATION_LIFE, WITH_THE_UNIT, NominationState
from registry.web.catalogue.words import field_name
from registry.web.filters import as_date, as_datetime
from registry.web.review.asked_for import words_of_return
from registry.web.review.dossier import version_judged
from registry.web.words import words_of_state

N = NominationState
# Kinds of buttons, the weightiest first.
WEIGHT = {"": 0, "2": 1, "quiet": 2}


@dataclass(frozen=True)
class Action:
    """A button of the nomination's page; `posts` when it is a form of its own."""

    label: str
    href: str
    kind: str = ""
    icon: str = ""
    posts: bool = False


@dataclass(frozen=True)
class Returned:
    """Why a nomination came back, and which sections are to be completed."""

    reason: str
    sections: list[str] = field(default_factory=list)


def signing_over(reader: User, nomination: Nomination) -> str:
    """Why a nomination waits for no signature: who signed it and when, or that it went elsewhere."""
    signer = nomination.signed_by
    gone = nomination.state in WITH_THE_UNIT or nomination.state is N.WITHDRAWN
    if gone or signer is None or nomination.submitted_at is None:
        return _("The nomination no longer waits for a signature.")
    when = as_datetime(nomination.submitted_at)
    if signer.id == reader.id:
        return _(
            "You already signed on %(when)s. The dossier is on its way; nothing is left to do here.",
            when=when,
        )
    return _(
        "%(name)s already signed on %(when)s. The dossier is on its way; nothing is left to do here.",
        name=signer.name,
        when=when,
    )


def days_left(due: date | None) -> tuple[str, bool]:
    """The days to a date in words, and whether it has passed."""
    if due is None:
        return "", False
    days = (due - today()).days
    if days < 0:
        return _n("%(num)s day late", "%(num)s days late", -days), True
    if days == 0:
        return _("today is the last day"), False
    return _n("%(num)s day left", "%(num)s days left", days), False


def happened(nomination: Nomination, reader: User) -> list[dict[str, Any]]:
    """The timeline this reader may see."""
    entries = queries.history(nomination, reader)
    return [{"at": e.at, "text": e.text, "by": e.by, "note": e.note, "on": e is entries[-1]} for e in entries]


def returned(nomination: Nomination) -> Returned | None:
    """Why it is with the unit again."""
    if nomination.state not in {N.RETURNED, N.DRAFT}:
        return None
    last = next((visit for visit in reversed(nomination.visits) if visit.left_at), None)
    if last is None or last.outcome not in {"return", "send_back"}:
        return None
    return Returned(last.reason, list(words_of_return(last, nomination.exemplar).values()))


def facts(nomination: Nomination) -> list[tuple[str, str]]:
    """The small list beside the page."""
    rows = [
        (_("Code"), nomination.reference),
        (_("Campaign"), nomination.campaign.title),
        (_("Level"), str(words_of_state(nomination.campaign.level)[0])),
        (_("Unit"), nomination.unit_name),
        (_("Prepared by"), nomination.prepared_by.name),
        (_("Signed by"), nomination.signed_by.name if nomination.signed_by else ""),
        (_("Signed on"), as_date(nomination.submitted_at)),
        (_("Verified on"), as_date(nomination.verified_at)),
    ]
    return [(label, value) for label, value in rows if value]


def facts_before(reader: User, nomination: Nomination) -> list[dict[str, Any]]:
    """All that is shown of a nomination before somebody says that nothing ties them: whose it is.

    Where the stage hides whose it is, the registry looks for ties by itself, and title and field remain.
    """
    version = version_judged(reader, nomination)
    if blindness.is_veiled(reader, nomination):
        rows = [
            (_("Model"), version.title),
            (_("Field"), field_name(version.field) if version.field else ""),
            (_("Campaign"), nomination.campaign.title),
        ]
        return [{"label": label, "value": value} for label, value in rows if value]
    people = [nomination.prepared_by_id, nomination.signed_by_id, *nomination.authors]
    names = names_of(one for one in people if one is not None)
    rows = [
        (_("Model"), version.title),
        (_("Field"), field_name(version.field) if version.field else ""),
        (_("Unit"), nomination.unit_name),
        (_("Partners"), ", ".join(partner.name for partner in version.partners)),
        (_("Written and signed by"), ", ".join(names[one] for one in dict.fromkeys(people) if one in names)),
        (_("Campaign"), nomination.campaign.title),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def stage_line(stage: Stage | None, unit_id: int | None = None) -> str:
    """The days of a stage in words, with what was granted to all, and to a unit if one is named."""
    return f"{as_date(stage.starts_on)} – {as_date(last_day_of(stage, unit_id))}" if stage else ""


def out_of_days(campaign: Campaign, kind: StageKind, unit_id: int | None = None) -> str:
    """The sentence that says that today is not within the days of a stage; they advise, they do not close."""
    stage = find_stage(campaign, kind)
    if stage is None or stage.starts_on <= today() <= last_day_of(stage, unit_id):
        return ""
    sentence = escape(_("Today is outside the days of “%(stage)s”: %(days)s."))
    title = Markup('<bdi lang="vi">{}</bdi>').format(stage.title)
    return sentence % {"stage": title, "days": stage_line(stage, unit_id)}


def actions(reader: User, nomination: Nomination) -> list[Action]:
    """What this person may do now, the most likely first."""
    found = [
        _ACTIONS[arrow.action](nomination)
        for arrow in NOMINATION_LIFE.available(nomination.state)
        if arrow.action in _ACTIONS and allowed(reader, arrow.permission, nomination)
    ]
    if nomination.state in WITH_THE_UNIT and allowed(reader, Permission.EXEMPLAR_EDIT, nomination.exemplar):
        found += _editing(nomination)
    if is_in_check(nomination):
        if allowed(reader, Permission.NOMINATION_CHECK, nomination):
            found.append(
                Action(_("Check the eligibility"), _to("check_eligibility", nomination), "", "list-check")
            )
    elif nomination.state is N.VERIFIED and allowed(reader, Permission.NOMINATION_ASSIGN, nomination):
        found.append(Action(_("Assign reviewers"), _to("assign", nomination), "2", "user-plus"))
    open_to_council = nomination.state in {N.SUBMITTED, N.RETURNED, N.VERIFIED}
    may_recuse = open_to_council and allowed(reader, Permission.NOMINATION_RECUSE, nomination)
    if may_recuse and queries.recusal_of(reader, nomination) is None:
        found.append(Action(_("Step aside"), _to("step_aside", nomination), "quiet", "alert-triangle"))
    if nomination.state is N.VERIFIED and queries.may_discuss(reader, nomination):
        found.append(Action(_("Discussion"), _to("discuss", nomination), "2", "message-2"))
    if nomination.state in DECIDED_STATES or lifted_of(nomination):
        found.append(Action(_("See the decision"), _to("show_decision", nomination), "", "certificate"))
    return sorted(found, key=lambda action: WEIGHT[action.kind])


def _editing(nomination: Nomination) -> list[Action]:
    """The ways to the contents and the files while the unit still prepares them."""
    files = url_for("evidence.manage_evidence", reference=nomination.exemplar.reference)
    if nomination.state is N.RETURNED:
        edit = Action(_("Complete the registration"), _task_list(nomination), "", "edit")
    else:
        edit = Action(_("Edit the contents"), _task_list(nomination), "2", "edit")
    return [edit, Action(_("Evidence"), files, "2", "photo")]


def _to(endpoint: str, nomination: Nomination) -> str:
    return url_for(f"review.{endpoint}", reference=nomination.reference)


def _task_list(nomination: Nomination) -> str:
    return url_for("catalogue.show_tasks", reference=nomination.exemplar.reference)


_ACTIONS: dict[str, Callable[[Nomination], Action]] = {
    "ask_to_sign": lambda n: Action(_("Ask the lead to sign"), _to("ask_to_sign", n), "", "send", posts=True),
    "sign": lambda n: Action(_("Read and sign"), _to("sign", n), "", "writing-sign"),
    "send_back": lambda n: Action(_("Send back"), _to("send_back", n), "2", "arrow-back-up"),
    "verify": lambda n: Action(_("Check the dossier"), _to("verify", n), "", "clipboard-check"),
    "return": lambda n: Action(_("Return to the unit"), _to("return_to_unit", n), "2", "arrow-back-up"),
    "recognise": lambda n: Action(_("Decide"), _to("decide", n), "", "gavel"),
    "withdraw": lambda n: Action(_("Withdraw"), _to("withdraw", n), "quiet", "x"),
}
