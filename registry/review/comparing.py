"""What differs between a snapshot and what stands in the registry now."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString

from registry.core.i18n import _l
from registry.core.permissions import Permission, allowed
from registry.identity.models import User
from registry.review.rules import knows_ballots
from registry.review.snapshots import StageSnapshot, content_of, contents_of, list_named, ranks_of

Values = dict[str, Any]


class What(enum.StrEnum):
    """What of a nomination can differ."""

    GONE = "gone"
    STATE = "state"
    RANK = "rank"
    BALLOT_OUT = "ballot_out"
    BALLOT_NEW = "ballot_new"
    TOTAL = "total"
    POINTS = "points"
    BONUS = "bonus"
    COMMENT = "comment"
    GROUNDS = "grounds"
    OVERALL = "overall"
    VOTES = "votes"
    SIDE = "side"
    DECISION = "decision"


WHAT_NAMES: dict[What, LazyString] = {
    What.GONE: _l("The nomination is no longer there"),
    What.STATE: _l("State of the nomination"),
    What.RANK: _l("Place in the ranking"),
    What.BALLOT_OUT: _l("A ballot that counted is no longer handed in"),
    What.BALLOT_NEW: _l("A ballot that was not there"),
    What.TOTAL: _l("Total of the ballot"),
    What.POINTS: _l("Points for a criterion"),
    What.BONUS: _l("Bonus points for a criterion"),
    What.COMMENT: _l("Remark on a criterion"),
    What.GROUNDS: _l("Files named as grounds"),
    What.OVERALL: _l("Remark on the whole"),
    What.VOTES: _l("Votes of the council"),
    What.SIDE: _l("Moved across the line by the council"),
    What.DECISION: _l("Decision"),
}
OF_MARKS = {"points": What.POINTS, "bonus": What.BONUS, "comment": What.COMMENT, "grounds": What.GROUNDS}
# What putting a ballot back mends.
OF_BALLOTS = frozenset({What.TOTAL, What.OVERALL, What.BALLOT_OUT, *OF_MARKS.values()})


@dataclass(frozen=True)
class Difference:
    """One thing that differs; `ballot` and `number` name the ballot, `criterion` the criterion, if any."""

    what: What
    nomination: str
    then: str = ""
    now: str = ""
    ballot: str = ""
    number: int | None = None
    criterion: int | None = None


def compare(snapshot: StageSnapshot) -> list[Difference]:
    """What differs now from a snapshot, by nomination. Raises DamagedSnapshot."""
    then = content_of(snapshot)
    ranked = any(one["rank"] is not None for one in then.values())
    ranks = ranks_of(snapshot.campaign) if ranked else {}
    return list(differences(then, contents_of(list_named(then), ranks)))


@dataclass(frozen=True)
class Told:
    """A difference as somebody may know of it: with what was there and is there, or only that it is."""

    difference: Difference
    with_values: bool


def told_to(reader: User, snapshot: StageSnapshot) -> list[Told]:
    """What differs, for a reader: nothing of what they are tied to or still score, values to who may rank."""
    found = compare(snapshot)
    known = {one.reference: one for one in list_named(one.nomination for one in found)}
    open_to = {code for code, one in known.items() if knows_ballots(reader, one)}
    ranked = {code for code in open_to if allowed(reader, Permission.NOMINATION_RANK, known[code])}
    return [
        Told(one, one.nomination in ranked)
        for one in found
        if one.nomination in open_to or one.nomination not in known
    ]


def differences(then: Values, now: Values) -> Iterator[Difference]:
    """What differs between two contents."""
    for reference, before in then.items():
        after = now.get(reference)
        if after is None:
            yield Difference(What.GONE, reference)
            continue
        for what in (What.STATE, What.RANK, What.SIDE):
            if before[what] != after[what]:
                yield Difference(what, reference, _told(before[what]), _told(after[what]))
        yield from _of_ballots(reference, before["ballots"], after["ballots"])
        yield from _of_votes(reference, before["votes"], after["votes"])
        if before["decision"] != after["decision"]:
            old, new = _decision_told(before["decision"]), _decision_told(after["decision"])
            yield Difference(What.DECISION, reference, old, new)


def _of_ballots(reference: str, then: Values, now: Values) -> Iterator[Difference]:
    for code in sorted({*then, *now}):
        before, after = then.get(code), now.get(code)
        here: Values = {"ballot": code, "number": (before or after or {})["number"]}
        if before is None or after is None:
            what = What.BALLOT_NEW if before is None else What.BALLOT_OUT
            yield Difference(what, reference, _total(before), _total(after), **here)
            continue
        for name, what in (("total", What.TOTAL), ("comment", What.OVERALL)):
            if before[name] != after[name]:
                yield Difference(what, reference, _told(before[name]), _told(after[name]), **here)
        yield from _of_marks(reference, before["marks"], after["marks"], here)


def _total(ballot: Values | None) -> str:
    return _told(ballot["total"]) if ballot else ""


def _of_marks(reference: str, then: Values, now: Values, here: Values) -> Iterator[Difference]:
    for criterion in sorted({*then, *now}, key=int):
        before, after = then.get(criterion, {}), now.get(criterion, {})
        for name, what in OF_MARKS.items():
            old, new = _told(before.get(name)), _told(after.get(name))
            if old != new:
                yield Difference(what, reference, old, new, criterion=int(criterion), **here)


def _of_votes(reference: str, then: Values, now: Values) -> Iterator[Difference]:
    for session in sorted({*then, *now}):
        before, after = then.get(session), now.get(session)
        if before != after:
            yield Difference(What.VOTES, reference, _votes_told(session, before), _votes_told(session, after))


def _votes_told(session: str, votes: Values | None) -> str:
    return f"{session} {votes['agree']}/{votes['disagree']}/{votes['other']}" if votes else ""


def _decision_told(decision: Values | None) -> str:
    return f"{decision['outcome']} {decision['number']} {decision['decided_on']}" if decision else ""


def _told(value: object) -> str:
    return "" if value is None else str(value)
