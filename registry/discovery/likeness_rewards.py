"""What was given already for what may be the same achievement.

One achievement is not rewarded twice (Law 06/2022, art. 5). It only warns: the same form may be given many
times, and whether it is for one achievement only people can tell. An achievement is taken to be the same in
the same year, and later where no result is dated after what was given.
"""

import enum
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, selectinload

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.states import ExemplarState, SubjectKind
from registry.consent.models import NamedPerson
from registry.core.clock import today
from registry.core.db import db
from registry.discovery.likeness_typing import ALIKE, compared
from registry.discovery.models import CopiedPassage
from registry.review.models import Nomination
from registry.review.queries.rewards import Reward, list_rewards
from registry.units import queries as units

OF_ONE_PERSON = (SubjectKind.INDIVIDUAL, SubjectKind.HOUSEHOLD)


class Ground(enum.StrEnum):
    """Why something given may have been given for the same achievement."""

    SAME_YEAR = "same_year"
    NOTHING_SINCE = "nothing_since"
    SAME_NAME = "same_name"
    SAME_TEXT = "same_text"


@dataclass(frozen=True)
class Given:
    """Something that was given, and why it may be for the same; to another record, if so of one person."""

    reward: Reward
    ground: Ground
    is_other: bool = False
    is_of_person: bool = False


def list_given(nominations: Collection[Nomination]) -> dict[int, list[Given]]:
    """What was given for what may be the same achievement, by nomination; what has none is left out."""
    lines = {one.id: _line_of(one.exemplar) for one in nominations}
    namesakes = _namesakes(nominations)
    models = {one.exemplar_id for one in nominations} | {one for found in namesakes.values() for one in found}
    rewards = list_rewards(models, {unit for line in lines.values() for unit in line})
    pairs = [
        (one, reward)
        for one in nominations
        for reward in rewards
        if _may_be(one, reward, lines[one.id] if reward.exemplar_id not in namesakes[one.id] else None)
    ]
    grounds = _grounds([(one, reward) for one, reward in pairs if reward.exemplar_id != one.exemplar_id])
    found = defaultdict(list)
    for one, reward in pairs:
        if reward.exemplar_id == one.exemplar_id:
            is_now = reward.year == one.campaign.year
            found[one.id].append(Given(reward, Ground.SAME_YEAR if is_now else Ground.NOTHING_SINCE))
        elif ground := grounds.get((one.exemplar_id, reward.exemplar_id)):
            of_person = reward.exemplar_id in namesakes[one.id]
            found[one.id].append(Given(reward, ground, is_other=True, is_of_person=of_person))
    return found


def models_of(found: Iterable[Collection[Given]]) -> dict[int, Exemplar]:
    """The models that were given something, by id, with what they are called."""
    ids = {one.reward.exemplar_id for given in found for one in given}
    if not ids:
        return {}
    query = select(Exemplar).where(Exemplar.id.in_(ids)).options(selectinload(Exemplar.versions))
    return {one.id: one for one in db.session.scalars(query)}


def _line_of(exemplar: Exemplar) -> frozenset[int]:
    """The unit that leads a model, and those it replaced."""
    if exemplar.lead_unit_id is None:
        return frozenset()
    return frozenset(units.tree().predecessors(exemplar.lead_unit_id, today()))


def _may_be(nomination: Nomination, reward: Reward, line: frozenset[int] | None) -> bool:
    """Whether something was given for the same time, to the model or to one of its unit or its person."""
    if reward.exemplar_id == nomination.exemplar_id:
        if reward.campaign_id == nomination.campaign_id:
            return False
    elif line is not None and reward.unit_id not in line:
        return False
    return reward.year == nomination.campaign.year or _has_nothing_since(nomination, reward)


def _has_nothing_since(nomination: Nomination, reward: Reward) -> bool:
    version = nomination.exemplar_version or nomination.exemplar.latest
    return all(one.as_of is None or one.as_of <= reward.on for one in version.results)


def _namesakes(nominations: Collection[Nomination]) -> dict[int, frozenset[int]]:
    """Other models of one person or household that name somebody whom such a nomination names."""
    found = {one.id: frozenset[int]() for one in nominations}
    own = [one for one in nominations if _version_of(one).subject_kind in OF_ONE_PERSON]
    if not own:
        return found
    mine, theirs = aliased(NamedPerson), aliased(NamedPerson)
    query = (
        select(mine.exemplar_id, theirs.exemplar_id)
        .join(theirs, (theirs.name == mine.name) & (theirs.exemplar_id != mine.exemplar_id))
        .join(ExemplarVersion, ExemplarVersion.exemplar_id == theirs.exemplar_id)
        .where(
            mine.exemplar_id.in_([one.exemplar_id for one in own]),
            ExemplarVersion.subject_kind.in_(OF_ONE_PERSON),
        )
        .distinct()
    )
    pairs = db.session.execute(query).all()
    for one in own:
        found[one.id] = frozenset(other for model, other in pairs if model == one.exemplar_id)
    return found


def _grounds(pairs: list[tuple[Nomination, Reward]]) -> dict[tuple[int, int], Ground]:
    """Why other models that were given something tell the same; by the two models."""
    if not pairs:
        return {}
    theirs = _titles({reward.exemplar_id for _one, reward in pairs})
    shared = _sharing({one.exemplar_id for one, _reward in pairs})
    found = {}
    for one, reward in pairs:
        key, title = (one.exemplar_id, reward.exemplar_id), compared(_version_of(one).title)
        if any(fuzz.token_sort_ratio(title, other) >= ALIKE for other in theirs[reward.exemplar_id]):
            found[key] = Ground.SAME_NAME
        elif key in shared:
            found[key] = Ground.SAME_TEXT
    return found


def _titles(exemplar_ids: Collection[int]) -> dict[int, set[str]]:
    """What these models were ever called; of what was given up for another record, nothing."""
    query = (
        select(ExemplarVersion.exemplar_id, ExemplarVersion.title)
        .join(Exemplar, Exemplar.id == ExemplarVersion.exemplar_id)
        .where(Exemplar.id.in_(exemplar_ids), Exemplar.state != ExemplarState.MERGED)
    )
    found = defaultdict(set)
    for model, title in db.session.execute(query):
        found[model].add(compared(title))
    return found


def _sharing(exemplar_ids: Collection[int]) -> set[tuple[int, int]]:
    """The pairs of a model of these and another whose reports share passages."""
    mine, theirs = aliased(ExemplarVersion), aliased(ExemplarVersion)
    query = (
        select(mine.exemplar_id, theirs.exemplar_id)
        .select_from(CopiedPassage)
        .join(mine, mine.id == CopiedPassage.version_id)
        .join(theirs, theirs.id == CopiedPassage.other_id)
        .where(or_(mine.exemplar_id.in_(exemplar_ids), theirs.exemplar_id.in_(exemplar_ids)))
        .distinct()
    )
    pairs = {(one, other) for one, other in db.session.execute(query)}
    return pairs | {(other, one) for one, other in pairs}


def _version_of(nomination: Nomination) -> ExemplarVersion:
    return nomination.exemplar_version or nomination.exemplar.latest
