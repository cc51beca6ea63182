"""How models stand after the yearly reviews so far."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from registry.catalogue.models import Exemplar
from registry.core.clock import HERE
from registry.core.db import db, is_one_of
from registry.review.models import Recognition
from registry.review.states import RecognitionState
from registry.stock.models import StockEntry, StockReview
from registry.stock.states import StockAnswer, StockResult, StockStanding


class Stand(NamedTuple):
    """How a model stands after the reviews so far."""

    standing: StockStanding
    since: date
    result: StockResult | None
    year: int
    # Whether its unit says so, and not only that somebody looked at it.
    goes_on: bool = False


def stand_of(exemplar: Exemplar) -> Stand | None:
    """How one model stands; None while no review came to anything."""
    return stands_of([exemplar.id]).get(exemplar.id)


def stands_of(exemplar_ids: Iterable[int]) -> dict[int, Stand]:
    """How models stand, by id; those of which no review has said anything are left out."""
    query = (
        select(StockEntry)
        .join(StockEntry.review)
        .where(StockEntry.exemplar_id.in_(set(exemplar_ids)))
        .options(contains_eager(StockEntry.review))
        .order_by(StockReview.year.desc(), StockEntry.id.desc())
    )
    by_model: dict[int, list[StockEntry]] = {}
    for entry in db.session.scalars(query):
        by_model.setdefault(entry.exemplar_id, []).append(entry)
    anew = _recognised_on(by_model)
    stands = {one: _stand(entries, anew.get(one)) for one, entries in by_model.items()}
    return {exemplar_id: one for exemplar_id, one in stands.items() if one is not None}


def _recognised_on(exemplar_ids: Iterable[int]) -> dict[int, date]:
    """The day of the latest recognition in force, by the id of the model."""
    query = (
        select(Recognition.exemplar_id, func.max(Recognition.recognised_on))
        .where(
            is_one_of(Recognition.exemplar_id, exemplar_ids), Recognition.state == RecognitionState.IN_FORCE
        )
        .group_by(Recognition.exemplar_id)
    )
    return dict(db.session.execute(query).all())


def _stand(entries: list[StockEntry], recognised_on: date | None) -> Stand | None:
    """The latest review comes first; one that waits and is not late says nothing yet."""
    told = [one for one in entries if one.answered_at is not None or one.silent_on is not None or one.result]
    if not told:
        return None
    last = _word_of_year(told)
    judged = next((one for one in told if one.result is not None), None)
    result = judged.result if judged and not _is_overtaken(judged, recognised_on) else None
    if _is_silent(last) and last.silent_on is not None:
        earlier = [one for one in told if one.review.year < last.review.year]
        twice = bool(earlier) and _is_silent(_word_of_year(earlier))
        kind = StockStanding.ARCHIVED if twice else StockStanding.UNVERIFIED
        return Stand(kind, last.silent_on, result, last.review.year)
    day = last.answered_at.astimezone(HERE).date() if last.answered_at else last.judged_on
    goes_on = last.answer is StockAnswer.RUNNING
    return Stand(StockStanding.CONFIRMED, day, result, last.review.year, goes_on) if day else None


def archived_turns(exemplar_ids: Iterable[int]) -> dict[int, list[tuple[date, bool]]]:
    """When models came to be archived, and ceased to be: (day, whether it is so from then on), by id."""
    query = (
        select(StockEntry)
        .join(StockEntry.review)
        .where(is_one_of(StockEntry.exemplar_id, set(exemplar_ids)))
        .options(contains_eager(StockEntry.review))
    )
    by_model: dict[int, list[StockEntry]] = {}
    for entry in db.session.scalars(query):
        by_model.setdefault(entry.exemplar_id, []).append(entry)
    found = {one: _turns_of(entries) for one, entries in by_model.items()}
    return {one: turns for one, turns in found.items() if turns}


def _turns_of(entries: list[StockEntry]) -> list[tuple[date, bool]]:
    days = {day for one in entries for day in (one.silent_on, one.judged_on, _answered_on(one)) if day}
    turns: list[tuple[date, bool]] = []
    for day in sorted(days):
        if _is_archived(entries, day) is not bool(turns and turns[-1][1]):
            turns.append((day, not (turns and turns[-1][1])))
    return turns


def _is_archived(entries: list[StockEntry], day: date) -> bool:
    """Whether the last two years that told anything by a day told of silence only."""
    silent: dict[int, bool] = {}
    for one in entries:
        answered, said = _answered_on(one), [one.silent_on, one.judged_on, _answered_on(one)]
        if any(told is not None and told <= day for told in said):
            is_silent = one.silent_on is not None and one.silent_on <= day
            still = is_silent and not (answered is not None and answered <= day)
            silent[one.review.year] = still and silent.get(one.review.year, True)
    last = sorted(silent)[-2:]
    return len(last) == 2 and all(silent[year] for year in last)


def _answered_on(entry: StockEntry) -> date | None:
    return entry.answered_at.astimezone(HERE).date() if entry.answered_at else None


def _word_of_year(told: list[StockEntry]) -> StockEntry:
    """What the latest year told; where two units asked about one model, a word rather than a silence."""
    of_year = [one for one in told if one.review.year == told[0].review.year]
    return next((one for one in of_year if not _is_silent(one)), told[0])


def _is_silent(entry: StockEntry) -> bool:
    """A result that staff noted without an answer does not say that the model goes on."""
    return entry.silent_on is not None and entry.answer is None


def _is_overtaken(judged: StockEntry, recognised_on: date | None) -> bool:
    """What was dropped and is recognised anew is in the list again."""
    if judged.result is not StockResult.DROP or recognised_on is None or judged.judged_on is None:
        return False
    return recognised_on > judged.judged_on
