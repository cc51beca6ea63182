"""Models that were recorded twice: one record goes on, the other stays readable as it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from registry.audit import service as audit
from registry.catalogue.contents import Kind, plain_contents
from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.rows import partner_rows, replace_partners, replace_results, result_rows
from registry.catalogue.service import editing
from registry.catalogue.states import ExemplarState, Level
from registry.consent.queries import list_people
from registry.core.clock import today
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.core.transaction import transaction
from registry.core.types import clean_text, require_version
from registry.evidence.queries import count_items
from registry.identity.models import User
from registry.legacy.models import ExemplarMerger
from registry.replication.lineage import descends_from
from registry.replication.models import Replication
from registry.replication.queries import list_origins, rivals_of
from registry.review.models import Nomination, Recognition
from registry.review.service.lifecycle import move_recognition
from registry.review.states import OPEN_STATES, RecognitionState

ROWS = ("results", "partners")
Award = tuple[Level, int]


@dataclass(frozen=True)
class Choices:
    """What of the record given up goes on: the contents taken from it, and of which awards its own stands.

    `awards` names, for every level and year in which both are recognised, the reference that stands.
    """

    taken: frozenset[str]
    awards: Mapping[Award, str]
    reason: str


def merge_exemplars(
    actor: User,
    survivor: Exemplar,
    loser: Exemplar,
    choices: Choices,
    *,
    versions: tuple[int, int] | None = None,
) -> ExemplarMerger:
    """Let one of two records of the same model go on. It is not undone; the log says everything.

    The other keeps its history, its evidence and its nominations under its own code; its recognitions and
    replications go over, and its evidence is attached once more to the newest version of the survivor.
    """
    with transaction():
        for exemplar, seen in zip((survivor, loser), versions or (None, None), strict=True):
            require(actor, Permission.EXEMPLAR_MERGE, exemplar)
            require_version(exemplar, seen)
        reason = _required_reason(survivor, loser, choices)
        _settle_awards(loser, survivor, choices.awards)
        taken = _put_together(actor, survivor, loser, choices.taken)
        moved = _move_over(loser, survivor)
        before, loser.state = loser.state, ExemplarState.MERGED
        merger = ExemplarMerger(
            loser=loser, survivor=survivor, merged_by_id=actor.id, reason=reason, taken=taken
        )
        db.session.add(merger)
        db.session.flush()
        # What people did not agree to show is kept back in the record given up as well.
        editing.withhold(
            survivor, names=survivor.withheld_names, photos=survivor.withheld_photos,
            page=survivor.is_page_withdrawn,
        )  # fmt: skip
        awards = sorted(f"{level}/{year}: {stands}" for (level, year), stands in choices.awards.items())
        audit.record(
            actor, "exemplar.merged", loser, into=survivor.reference, before=before, contents=taken,
            awards=awards, personal={"reason": reason}, **moved,
        )  # fmt: skip
        audit.record(actor, "exemplar.took_in", survivor, other=loser.reference, contents=taken, **moved)
    return merger


def _required_reason(survivor: Exemplar, loser: Exemplar, choices: Choices) -> str:
    """The reason given; raises when there is none or something is in the way of merging."""
    reason = clean_text(choices.reason)
    if not reason:
        raise InvalidInput("reason", _("Say how you know that both are the same model."))
    hinder = hindrance(survivor, loser)
    if hinder:
        raise InvalidTransition(hinder)
    return reason


def hindrance(survivor: Exemplar, loser: Exemplar) -> str:
    """Why the two cannot be merged this way round; empty when they can."""
    if survivor.id == loser.id:
        return _("These are one and the same record.")
    if ExemplarState.MERGED in (survivor.state, loser.state):
        return _("One of them was merged already.")
    if loser.is_public and not survivor.is_public:
        return _("%(code)s is public and must be the one that goes on.", code=loser.reference)
    if survivor.state is ExemplarState.DRAFT and loser.state is not ExemplarState.DRAFT:
        return _("%(code)s is registered and must be the one that goes on.", code=loser.reference)
    if list_people(loser):
        # What these people agreed to belongs to this record: it must not be shown by way of another.
        return _(
            "%(code)s holds people and what they agreed to: it must be the one that goes on.",
            code=loser.reference,
        )
    if _is_in_review(loser):
        return _("%(code)s is in review: it must be the one that goes on, or wait.", code=loser.reference)
    if descends_from(survivor, loser) or descends_from(loser, survivor):
        return _("One of them is recorded as a copy of the other: a copy is another model, not a duplicate.")
    return ""


def awards_of_both(one: Exemplar, other: Exemplar) -> dict[Award, tuple[Recognition, Recognition]]:
    """The recognitions in force that both have of one level and year."""
    mine, theirs = _in_force(one), _in_force(other)
    return {award: (mine[award], theirs[award]) for award in mine if award in theirs}


def _in_force(exemplar: Exemplar) -> dict[Award, Recognition]:
    query = select(Recognition).where(
        Recognition.exemplar_id == exemplar.id, Recognition.state == RecognitionState.IN_FORCE
    )
    return {(one.level, one.year): one for one in db.session.scalars(query)}


def _is_in_review(exemplar: Exemplar) -> bool:
    query = select(Nomination.id).where(
        Nomination.exemplar_id == exemplar.id, Nomination.state.in_(OPEN_STATES)
    )
    return db.session.scalar(query.limit(1)) is not None


def _settle_awards(loser: Exemplar, survivor: Exemplar, chosen: Mapping[Award, str]) -> None:
    """Of two recognitions of one level and year one stands; the other lapses with a note."""
    for award, pair in awards_of_both(survivor, loser).items():
        stands = chosen.get(award)
        if stands not in {one.reference for one in pair}:
            raise InvalidInput(
                f"award-{award[0]}-{award[1]}",
                _("Both are recognised at this level in this year. Say which stands."),
            )
        for one in pair:
            if one.reference != stands:
                move_recognition(one, "lapse")
                one.ended_on, one.end_reason = today(), _("Recorded twice; %(code)s stands.", code=stands)
    db.session.flush()


def _put_together(actor: User, survivor: Exemplar, loser: Exemplar, wanted: frozenset[str]) -> list[str]:
    """The next version of the survivor with what was chosen of both; returns the contents it took."""
    known = {one.name for one in plain_contents()} | set(ROWS)
    if not wanted <= known:
        raise InvalidInput("taken", _("Choose one of the options."))
    mine, theirs = survivor.latest, loser.latest
    taken = sorted(name for name in wanted if _said(mine, name) != _said(theirs, name))
    if _is_in_review(survivor):
        if taken:
            sentence = _(
                "%(code)s is in review: its texts stay as they are until the decision.",
                code=survivor.reference,
            )
            raise InvalidTransition(sentence)
        return taken
    if not taken and not count_items(theirs):
        return taken
    was_shown = _is_shown(mine) and _is_shown(theirs)
    editing.freeze_version(mine)
    new = editing.add_version(survivor, mine)
    editing.carry_over(mine, new)
    for name in taken:
        _take(new, theirs, name)
    new.edited_by_id = actor.id
    db.session.flush()
    editing.carry_over(theirs, new)
    # What nobody has reviewed is not shown to everybody by way of a merger, nor what is half written.
    if was_shown:
        editing.publish(survivor, new)
    return taken


def _is_shown(version: ExemplarVersion) -> bool:
    """Whether everybody reads exactly this version."""
    return version.exemplar.is_public and version.id == version.exemplar.public_version_id


def _take(new: ExemplarVersion, theirs: ExemplarVersion, name: str) -> None:
    if name == "results":
        # The keys stay, by which evidence finds the result it supports.
        replace_results(new, result_rows(theirs))
    elif name == "partners":
        replace_partners(new, partner_rows(theirs))
    else:
        setattr(new, name, getattr(theirs, name))


def _said(version: ExemplarVersion, name: str) -> object:
    if name == "results":
        return [(one.indicator, one.before, one.after, one.measure) for one in version.results]
    said = partner_rows(version) if name == "partners" else getattr(version, name)
    # The order of areas or topics says nothing.
    return sorted(said) if name in {"areas", "topics"} else said


def differing_contents(one: ExemplarVersion, other: ExemplarVersion) -> list[str]:
    """The contents of which the two say different things, in the order of the registration."""
    names = [content.name for content in plain_contents() if content.kind is not Kind.DAY]
    return [name for name in (*names, *ROWS) if _said(one, name) != _said(other, name)]


def origins_let_go(survivor: Exemplar, loser: Exemplar) -> list[Replication]:
    """Where both records are copies only one origin stands: that of the record that goes on.

    The places that the other names stay copies; they name no record any more.
    """
    mine = list_origins(survivor)
    return [one for one in list_origins(loser) if rivals_of(one, mine)]


def _move_over(loser: Exemplar, survivor: Exemplar) -> dict[str, Any]:
    """Hand recognitions and replications over; returns how many of each, and the origins that were let go."""
    gone = origins_let_go(survivor, loser)
    moved: dict[str, Any] = {"let_go": [one.reference for one in gone]} if gone else {}
    for origin in gone:
        origin.copy = None
    db.session.flush()
    pair = {loser.id, survivor.id}
    # A copy that was declined binds nothing: of two records of one model none is a copy of the other.
    declined = select(Replication).where(Replication.source_id.in_(pair), Replication.copy_id.in_(pair))
    for link in db.session.scalars(declined).all():
        link.copy = None
    for name, column in (
        ("recognitions", Recognition.exemplar_id),
        ("copies", Replication.source_id),
        ("origins", Replication.copy_id),
    ):
        rows = db.session.scalars(select(column.class_).where(column == loser.id)).all()
        for row in rows:
            setattr(row, column.key, survivor.id)
        moved[name] = len(rows)
    db.session.flush()
    return moved
