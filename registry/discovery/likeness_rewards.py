"""What was given already for what may be the same achievement.

One achievement is not rewarded twice (Law 06/2022, art. 5). It only warns: the same form may be given many
times, and whether it is for one achievement only people can tell. An achievement is taken to be the same in
the same year, and later where no result is dated after what was given.
"""

import enum
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, selectinload

from registry.catalogue.models import Exemplar, ExemplarVersion
from registry.catalogue.states import ExemplarState, SubjectKind
from registry.consent.models import NamedPerson
from registry.core.clock import today
from registry.core.db import db, is_one_of
from registry.core.types import unique_key
from registry.discovery.likeness_texts import without_formulas
from registry.discovery.likeness_typing import ALIKE, compared
from registry.discovery.models import CopiedPassage
from registry.review.models import Nomination
from registry.review.queries.rewards import Reward, ids_of_rewarded, list_rewards
from registry.review.states import Outcome
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
    """Something that was given, and why it may be for the same.

    To another record, if so: of the unit, or of a person whom both name; that name may be withheld there.
    """

    reward: Reward
    ground: Ground
    is_other: bool = False
    is_of_unit: bool = False
    is_of_person: bool = False
    is_withheld: bool = False


@dataclass(frozen=True)
class _Pair:
    """A nomination, and something given that may be for the same."""

    nomination: Nomination
    reward: Reward
    is_of_unit: bool
    is_of_person: bool
    is_withheld: bool

    @property
    def is_other(self) -> bool:
        return self.reward.exemplar_id != self.nomination.exemplar_id

    @property
    def may_be(self) -> bool:
        """Whether it was given for the same time, to the model or to one of its unit or its person."""
        one, reward = self.nomination, self.reward
        if self.is_other:
            if not (self.is_of_unit or self.is_of_person):
                return False
        elif reward.campaign_id == one.campaign_id:
            return False
        return reward.year == one.campaign.year or _has_nothing_since(one, reward)


@dataclass(frozen=True)
class _Known:
    """What everybody who is signed in may know of a version, and what kind it was of."""

    id: int
    title: str
    subject_kind: SubjectKind
    is_frozen: bool
    is_published: bool
    is_given_up: bool


def list_given(nominations: Collection[Nomination]) -> dict[int, list[Given]]:
    """What was given for what may be the same achievement, by nomination; what has none is left out."""
    lines = {one.id: _line_of(one.exemplar) for one in nominations}
    namesakes = _namesakes(nominations)
    models = {one.exemplar_id for one in nominations}.union(*namesakes.values())
    rewards = list_rewards(models, {unit for line in lines.values() for unit in line})
    pairs = [one for one in _pairs(nominations, rewards, lines, namesakes) if one.may_be]
    grounds = _grounds([one for one in pairs if one.is_other])
    found = defaultdict(list)
    for one in pairs:
        nomination, reward = one.nomination, one.reward
        if not one.is_other:
            is_now = reward.year == nomination.campaign.year
            found[nomination.id].append(Given(reward, Ground.SAME_YEAR if is_now else Ground.NOTHING_SINCE))
        elif ground := grounds.get((nomination.exemplar_id, reward.exemplar_id)):
            ways = (one.is_of_unit, one.is_of_person, one.is_withheld)
            found[nomination.id].append(Given(reward, ground, True, *ways))
    return found


def models_of(found: Iterable[Collection[Given]]) -> dict[int, Exemplar]:
    """The models that were given something, by id, with what they are called."""
    ids = {one.reward.exemplar_id for given in found for one in given}
    if not ids:
        return {}
    query = select(Exemplar).where(is_one_of(Exemplar.id, ids)).options(selectinload(Exemplar.versions))
    return {one.id: one for one in db.session.scalars(query)}


def _line_of(exemplar: Exemplar) -> frozenset[int]:
    """The unit that leads a model, and those it replaced."""
    if exemplar.lead_unit_id is None:
        return frozenset()
    return frozenset(units.tree().predecessors(exemplar.lead_unit_id, today()))


def _pairs(
    nominations: Collection[Nomination],
    rewards: Collection[Reward],
    lines: Mapping[int, frozenset[int]],
    namesakes: Mapping[int, Mapping[int, bool]],
) -> Iterator[_Pair]:
    """Each nomination with what was given to its model, to those of its unit and to those of its person."""
    by_model, by_unit = defaultdict(list), defaultdict(list)
    for reward in rewards:
        by_model[reward.exemplar_id].append(reward)
        by_unit[reward.unit_id].append(reward)
    kinds = _kinds([one for model in set().union(*namesakes.values()) for one in by_model[model]])
    for one in nominations:
        line, named = lines[one.id], namesakes[one.id]
        near = {one.exemplar_id, *named}
        found = [reward for model in near for reward in by_model[model]]
        found += [reward for unit in line for reward in by_unit[unit] if reward.exemplar_id not in near]
        for reward in sorted(found, key=lambda given: (given.outcome is Outcome.PRAISED, given.on)):
            of_person = reward.exemplar_id in named and kinds[reward] in OF_ONE_PERSON
            is_withheld = named.get(reward.exemplar_id, False)
            yield _Pair(one, reward, reward.unit_id in line, of_person, is_withheld)


def _has_nothing_since(nomination: Nomination, reward: Reward) -> bool:
    version = nomination.exemplar_version or nomination.exemplar.latest
    return all(one.as_of is None or one.as_of <= reward.on for one in version.results)


def _namesakes(nominations: Collection[Nomination]) -> dict[int, dict[int, bool]]:
    """Rewarded models that name somebody whom a nomination of one person or household names.

    With each, whether the name is withheld there from those who are not of its unit or its review.
    """
    found: dict[int, dict[int, bool]] = {one.id: {} for one in nominations}
    own = {one.exemplar_id for one in nominations if _version_of(one).subject_kind in OF_ONE_PERSON}
    if not own:
        return found
    person = NamedPerson
    mine, theirs = defaultdict(set), defaultdict(list)
    for model, name in db.session.execute(
        select(person.exemplar_id, person.name).where(is_one_of(person.exemplar_id, own))
    ):
        mine[model].add(unique_key(name))
    query = (
        select(person.exemplar_id, person.name, Exemplar.withheld_names)
        .join(Exemplar, Exemplar.id == person.exemplar_id)
        .where(person.exemplar_id.in_(ids_of_rewarded()))
    )
    for model, name, withheld in db.session.execute(query) if mine else ():
        theirs[unique_key(name)].append((model, name in withheld))
    for one in nominations:
        for other, is_withheld in (pair for name in mine[one.exemplar_id] for pair in theirs[name]):
            if one.exemplar_id in own and other != one.exemplar_id:
                found[one.id][other] = is_withheld and found[one.id].get(other, True)
    return found


def _kinds(rewards: Collection[Reward]) -> dict[Reward, SubjectKind]:
    """Of whom each is: as the version says that was given it, else as others know the model."""
    known = _known({reward.exemplar_id for reward in rewards})
    return {
        reward: next(
            (one for one in known[reward.exemplar_id] if one.id == reward.version_id),
            _for_others(known[reward.exemplar_id])[-1],
        ).subject_kind
        for reward in rewards
    }


def _known(exemplar_ids: Collection[int]) -> dict[int, list[_Known]]:
    """The versions of these models, oldest first."""
    version = ExemplarVersion
    query = (
        select(
            version.exemplar_id,
            version.id,
            version.title,
            version.subject_kind,
            version.frozen_at.is_not(None),
            version.published_at.is_not(None),
            Exemplar.state == ExemplarState.MERGED,
        )
        .join(Exemplar, Exemplar.id == version.exemplar_id)
        .where(is_one_of(version.exemplar_id, exemplar_ids))
        .order_by(version.number)
    )
    found = defaultdict(list)
    for row in db.session.execute(query):
        found[row.exemplar_id].append(_Known(*row[1:]))
    return found


def _for_others(versions: list[_Known]) -> list[_Known]:
    """Those that another unit reads: what was published, else what stands in the register."""
    published = [one for one in versions if one.is_published]
    return published or ([one for one in versions if one.is_frozen] or versions)[-1:]


def _grounds(pairs: Collection[_Pair]) -> dict[tuple[int, int], Ground]:
    """Why other models that were given something tell the same; by the two models."""
    if not pairs:
        return {}
    theirs = _titles({one.reward.exemplar_id for one in pairs})
    shared = _sharing({one.nomination.exemplar_id for one in pairs})
    found = {}
    for one in pairs:
        key = (one.nomination.exemplar_id, one.reward.exemplar_id)
        title = compared(_version_of(one.nomination).title)
        if any(fuzz.token_sort_ratio(title, other) >= ALIKE for other in theirs[one.reward.exemplar_id]):
            found[key] = Ground.SAME_NAME
        elif key in shared:
            found[key] = Ground.SAME_TEXT
    return found


def _titles(exemplar_ids: Collection[int]) -> dict[int, set[str]]:
    """What others ever read these models to be called; of what was given up for another record, nothing."""
    return {
        model: {compared(one.title) for one in _for_others(versions) if not one.is_given_up}
        for model, versions in _known(exemplar_ids).items()
    }


def _sharing(exemplar_ids: Collection[int]) -> set[tuple[int, int]]:
    """The pairs of a model of these and another whose reports share passages, formulas of reports aside."""
    mine, theirs = aliased(ExemplarVersion), aliased(ExemplarVersion)
    query = (
        select(CopiedPassage, mine.exemplar_id, theirs.exemplar_id)
        .join(mine, mine.id == CopiedPassage.version_id)
        .join(theirs, theirs.id == CopiedPassage.other_id)
        .where(or_(is_one_of(mine.exemplar_id, exemplar_ids), is_one_of(theirs.exemplar_id, exemplar_ids)))
    )
    rows = defaultdict(list)
    models = {}
    for passage, one, other in db.session.execute(query):
        models[passage] = (one, other)
        for model in {one, other} & set(exemplar_ids):
            rows[model].append((passage, one, other))
    shared = {models[passage] for model, some in rows.items() for passage in without_formulas(model, some)}
    return shared | {(other, one) for one, other in shared}


def _version_of(nomination: Nomination) -> ExemplarVersion:
    return nomination.exemplar_version or nomination.exemplar.latest
