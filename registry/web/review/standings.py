"""The ranking as the council reads it: flags, thresholds, and the ballots behind each mean without names."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import LazyString

from registry.campaigns.models import Campaign
from registry.core.i18n import _, _l, _n
from registry.core.permissions import Permission, allowed
from registry.evidence.claims import coverage_of
from registry.identity.models import User
from registry.review import polls, queries
from registry.review.models import Nomination
from registry.review.queries import Adjusted, Certainty, Standing
from registry.review.states import DECIDED_STATES, Basis, Outcome, Side
from registry.web.filters import as_number
from registry.web.review import certainty
from registry.web.review.dossier import field_of, version_of
from registry.web.review.matrix import matrix_of
from registry.web.words import Words, word, words_of_state

Row = dict[str, Any]


@dataclass(frozen=True)
class Ranking:
    """The rows of a ranking, by which number they are ordered, and why there is no adjusted score."""

    rows: list[Row]
    order: Basis
    has_adjusted: bool
    doubts: list[LazyString]


def ranking_of(reader: User, campaign: Campaign, asked: str = "") -> Ranking:
    """The ranking as it is asked for: by the adjusted score where there is one, unless the mean is wanted."""
    standings = queries.ranking(reader, campaign)
    sure = queries.certainty_of(campaign, standings)
    order = Basis.ADJUSTED if sure.of and asked != Basis.MEAN else Basis.MEAN
    rows = _rows_of(reader, campaign, standings, sure, order)
    return Ranking(rows, order, bool(sure.of), certainty.doubts_of(sure))


def standing_of(reader: User, nomination: Nomination) -> tuple[Standing | None, Row | None]:
    """One nomination's place among the others, and what is sure about it."""
    ranked = queries.ranking(reader, nomination.campaign)
    adjusted = queries.certainty_of(nomination.campaign, ranked).of.get(nomination.id)
    standing = next((one for one in ranked if one.nomination.id == nomination.id), None)
    return standing, certainty.row_of(adjusted, nomination.campaign) if adjusted else None


def _rows_of(
    reader: User, campaign: Campaign, standings: list[Standing], sure: Certainty, order: Basis
) -> list[Row]:
    """Every nomination in scoring or decided, best first."""
    if order is Basis.ADJUSTED:
        last = len(standings) + 1
        standings = sorted(
            standings,
            key=lambda one: sure.of[one.nomination.id].rank if one.nomination.id in sure.of else last,
        )
    rows = [_row(reader, standing, sure.of.get(standing.nomination.id), order) for standing in standings]
    final = [row for row in rows if not row["provisional"]]
    _mark(final, campaign.praise_mark, "praise", _praised)
    _mark(final, campaign.pass_mark, "pass", _passed)
    if waiting := rows[len(final) :]:
        waiting[0]["apart"] = _n(
            "Not ranked yet: %(num)s model lacks ballots",
            "Not ranked yet: %(num)s models lack ballots",
            len(waiting),
        )
    return rows


def _row(reader: User, standing: Standing, adjusted: Adjusted | None, order: Basis) -> Row:
    nomination = standing.nomination
    version = version_of(nomination)
    matrix = matrix_of(reader, nomination)
    decided = nomination.state in DECIDED_STATES
    return {
        "rank": adjusted.rank if adjusted and order is Basis.ADJUSTED else standing.rank,
        "figure": adjusted.score if adjusted and order is Basis.ADJUSTED else standing.mean,
        "sure": certainty.row_of(adjusted, nomination.campaign) if adjusted else None,
        "provisional": standing.is_provisional,
        "apart": "",
        "title": version.title,
        "code": nomination.reference,
        "move": _move(reader, nomination),
        "href": url_for("review.show_nomination", reference=nomination.reference),
        "field": field_of(version),
        "unit": nomination.unit_name,
        "mean": standing.mean,
        "met": standing.met,
        "said": standing.said,
        "count": standing.count,
        "wanted": standing.wanted,
        "spread": standing.spread,
        "totals": standing.totals,
        "lowest": matrix["lowest"] if matrix else "",
        "flags": _flags(standing),
        "proposal": proposal_words(standing),
        "outcome": words_of_state(nomination.state) if decided else None,
        "decide": _decide(reader, nomination),
        "matrix": matrix,
        "cut": "",
    }


SUGGESTED = {
    Outcome.RECOGNISED: _l("recognise"),
    Outcome.PRAISED: _l("praise"),
    Outcome.NOT_CHOSEN: _l("not yet"),
}


def proposal_words(standing: Standing | None) -> LazyString | None:
    """What the scores suggest, in plain words: a label with a colour would look like a decision."""
    if standing is None or standing.proposal is None:
        return None
    return SUGGESTED[standing.proposal]


def _decide(reader: User, nomination: Nomination) -> str:
    if nomination.state in DECIDED_STATES or not allowed(reader, Permission.NOMINATION_DECIDE, nomination):
        return ""
    if queries.list_missing_ballots(nomination):
        return ""
    return url_for("review.decide", reference=nomination.reference)


def _move(reader: User, nomination: Nomination) -> str:
    """Where the council is noted to put a nomination elsewhere than its scores do."""
    undecided = nomination.state not in DECIDED_STATES
    if undecided and allowed(reader, Permission.NOMINATION_ANNOUNCE, nomination):
        return url_for("council.move_across_line", reference=nomination.reference)
    return ""


def _flags(standing: Standing) -> list[Words]:
    flags: list[Words] = []
    move = polls.move_of(standing.nomination)
    if move is not None and move.side is not Side.AS_SCORED:
        told = _("Council: %(side)s (%(reason)s)", side=word(move.side), reason=move.reason)
        flags.append((told, "warn", "arrows-split-2"))
    if standing.disagreement:
        flags.append((_("Large disagreement"), "warn", "arrows-split-2"))
    if standing.count < standing.wanted and standing.nomination.state not in DECIDED_STATES:
        lacking = standing.wanted - standing.count
        flags.append((_n("%(num)s ballot missing", "%(num)s ballots missing", lacking), "info", "clock"))
    if tied := len(queries.ties_of(standing.nomination)):
        text = _n("%(num)s reviewer is tied to it by now", "%(num)s reviewers are tied to it by now", tied)
        flags.append((text, "warn", "alert-triangle"))
    if lacking := _unsupported(standing.nomination):
        text = _n("%(num)s result without evidence", "%(num)s results without evidence", lacking)
        flags.append((text, "warn", "alert-triangle"))
    return flags


def _unsupported(nomination: Nomination) -> int:
    return coverage_of(version_of(nomination)).unsupported


def _mark(rows: list[Row], threshold: Decimal, kind: str, words: Callable[[int, str], str]) -> None:
    """Put the line under the last row that reaches a threshold; `kind` is the line's colour."""
    above = [row for row in rows if row["figure"] is not None and row["figure"] >= threshold]
    if above:
        above[-1]["cut"] = words(len(above), as_number(threshold))
        above[-1]["cut_kind"] = kind


def _passed(count: int, mark: str) -> str:
    return _n(
        "At or above %(mark)s, recognised: %(num)s model",
        "At or above %(mark)s, recognised: %(num)s models",
        count,
        mark=mark,
    )


def _praised(count: int, mark: str) -> str:
    return _n(
        "At or above %(mark)s, praised: %(num)s model",
        "At or above %(mark)s, praised: %(num)s models",
        count,
        mark=mark,
    )
