"""The ranking as the council reads it: flags, thresholds, and the ballots behind each mean without names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import LazyString

from registry.campaigns.models import Campaign
from registry.core.i18n import _, _l, _n
from registry.core.paging import Page, slice_of
from registry.core.permissions import Permission, allowed
from registry.evidence.claims import Coverage, coverages_of
from registry.identity.models import User
from registry.review import polls, queries
from registry.review.council import AgendaItem
from registry.review.models import Nomination, Recognition
from registry.review.queries import Adjusted, Certainty, Standing
from registry.review.queries.sessions import on_other_agendas
from registry.review.states import DECIDED_STATES, Basis, Outcome, Side
from registry.web.filters import as_number
from registry.web.review import certainty, disputes
from registry.web.review.clocks import awaited_of
from registry.web.review.decided import words_of_end
from registry.web.review.dossier import field_of, version_of
from registry.web.review.matrix import matrix_of
from registry.web.words import Words, word, words_of_state

Row = dict[str, Any]
# As many as one looks at without losing one's place.
ROWS = 50


@dataclass(frozen=True)
class Ranking:
    """A page of a ranking, by which number it is ordered, and why there is no adjusted score."""

    page: Page[Standing]
    rows: list[Row]
    order: Basis
    has_adjusted: bool
    doubts: list[LazyString]


def ranking_of(reader: User, campaign: Campaign, asked: str = "", number: int = 1) -> Ranking:
    """The ranking as it is asked for: by the adjusted score where there is one, unless the mean is wanted."""
    standings, sure, order = _ordered(reader, campaign, asked)
    page = slice_of(standings, number, ROWS)
    lines = _lines_of(campaign, standings, sure, order)
    rows = [row | lines.get(at, {}) for at, row in _rows_of(reader, page.items, sure, order)]
    return Ranking(page, rows, order, bool(sure.of), certainty.doubts_of(sure))


def rows_of(reader: User, campaign: Campaign, references: Collection[str]) -> list[Row]:
    """The rows of some nominations, as the ranking has them and in its order."""
    standings, sure, order = _ordered(reader, campaign, "")
    chosen = [one for one in standings if one.case.reference in references]
    return [row for _at, row in _rows_of(reader, chosen, sure, order)]


def _ordered(reader: User, campaign: Campaign, asked: str) -> tuple[list[Standing], Certainty, Basis]:
    standings = queries.ranking(reader, campaign)
    sure = queries.certainty_for(reader, campaign)
    order = Basis.ADJUSTED if sure.of and asked != Basis.MEAN else Basis.MEAN
    if order is Basis.ADJUSTED:
        last = len(standings) + 1
        standings.sort(key=lambda one: sure.of[one.case.id].rank if one.case.id in sure.of else last)
    return standings, sure, order


def _rows_of(
    reader: User, standings: Sequence[Standing], sure: Certainty, order: Basis
) -> list[tuple[int, Row]]:
    loaded = {nomination.id: nomination for nomination in queries.load(standings)}
    ended = queries.list_ended(loaded)
    coverage = coverages_of(version_of(one) for one in loaded.values())
    return [
        (
            at,
            _row(reader, one, loaded[at], sure.of.get(at), order)
            | _flagged(one, loaded[at], coverage)
            | _outcome(loaded[at], ended.get(at)),
        )
        for one in standings
        for at in (one.case.id,)
    ]


def standing_of(reader: User, nomination: Nomination) -> tuple[Standing | None, Row | None]:
    """One nomination's place among the others, and what is sure about it."""
    ranked = queries.ranking(reader, nomination.campaign)
    adjusted = queries.certainty_for(reader, nomination.campaign).of.get(nomination.id)
    standing = next((one for one in ranked if one.case.id == nomination.id), None)
    return standing, certainty.row_of(adjusted, nomination.campaign) if adjusted else None


def _lines_of(campaign: Campaign, standings: list[Standing], sure: Certainty, order: Basis) -> dict[int, Row]:
    """What is told between the rows, by nomination: the thresholds, and where those without a rank begin."""
    final = [one for one in standings if not one.is_provisional]
    lines: dict[int, Row] = {}
    for mark, kind, words in (
        (campaign.praise_mark, "praise", _praised),
        (campaign.pass_mark, "pass", _passed),
    ):
        above = [one for one in final if (figure := _figure(one, sure, order)) is not None and figure >= mark]
        if above:
            lines[above[-1].case.id] = {"cut": words(len(above), as_number(mark)), "cut_kind": kind}
    if waiting := standings[len(final) :]:
        lines[waiting[0].case.id] = {
            "apart": _n(
                "Not ranked yet: %(num)s model lacks ballots",
                "Not ranked yet: %(num)s models lack ballots",
                len(waiting),
            )
        }
    return lines


def _figure(standing: Standing, sure: Certainty, order: Basis) -> Decimal | None:
    adjusted = sure.of.get(standing.case.id)
    return adjusted.score if adjusted and order is Basis.ADJUSTED else standing.mean


def _row(
    reader: User, standing: Standing, nomination: Nomination, adjusted: Adjusted | None, order: Basis
) -> Row:
    version = version_of(nomination)
    matrix = matrix_of(reader, nomination, standing)
    return {
        "rank": adjusted.rank if adjusted and order is Basis.ADJUSTED else standing.rank,
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
        "proposal": suggestion_words(standing, polls.last_vote(nomination)),
        **_decide(reader, standing, nomination),
        "matrix": matrix,
        "dispute": disputes.link_of(nomination),
        "talk": url_for("review.discuss", reference=nomination.reference),
        "cut": "",
    }


def agenda_sentences(campaign: Campaign) -> dict[int, list[str]]:
    """What the council is still to vote on in a session it was called to, in words, by nomination."""
    return {
        nomination: [
            _(
                "It stands on the agenda of session %(code)s, which is still to vote: once you decide, the "
                "council no longer votes on it.",
                code=code,
            )
        ]
        for nomination, code in on_other_agendas(campaign).items()
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


def suggestion_words(standing: Standing, vote: AgendaItem | None) -> LazyString | None:
    """What scores and vote suggest together: what the council voted down is not proposed for recognition."""
    if vote is None or vote.carried is None or standing.proposal is Outcome.PRAISED:
        return proposal_words(standing)
    if not vote.carried:
        return _l("no recognition suggested: the council did not pass it")
    return SUGGESTED[Outcome.RECOGNISED] if standing.proposal is None else proposal_words(standing)


def suggestions_of(standing: Standing | None, vote: AgendaItem | None) -> list[tuple[str, str]]:
    """Who suggests what: the council where its vote reached or missed its share, and beside it the scores."""
    scores = proposal_words(standing)
    told = [(_("The scores suggest:"), str(scores))] if scores else []
    if standing is None or vote is None or vote.carried is None:
        return told
    voted = suggestion_words(standing, vote) if vote.carried else _("no recognition")
    return [(_("The vote of the council suggests:"), str(voted)), *told]


def vote_words(vote: AgendaItem) -> Words:
    """The label of a vote whose results are locked."""
    told = {"count": vote.agree, "members": len(vote.session.members)}
    if vote.carried:
        return _("Council: %(count)s/%(members)s, passed", **told), "ok", "circle-check"
    if vote.carried is None:
        return _("Council: %(count)s/%(members)s agree", **told), "info", "users"
    return _("Council: %(count)s/%(members)s, not passed", **told), "warn", "circle-off"


def _outcome(nomination: Nomination, ended: Recognition | None) -> Row:
    """What was decided, and whether a recognition that came of it has ended."""
    if nomination.state not in DECIDED_STATES:
        return {"outcome": None}
    return {"outcome": words_of_end(ended) if ended else words_of_state(nomination.state)}


def _decide(reader: User, standing: Standing, nomination: Nomination) -> Row:
    """The way to the decision, once it is the signer's turn, and before that what comes first."""
    row = {"decide": "", "awaited": ""}
    if nomination.state in DECIDED_STATES or standing.count < standing.wanted:
        return row
    if not allowed(reader, Permission.NOMINATION_DECIDE, nomination):
        return row
    if awaited := awaited_of(reader, nomination):
        return row | {"awaited": awaited}
    return row | {"decide": url_for("review.decide", reference=nomination.reference)}


def _move(reader: User, nomination: Nomination) -> str:
    """Where the council is noted to put a nomination elsewhere than its scores do."""
    undecided = nomination.state not in DECIDED_STATES
    # What somebody's ranking shows is nothing that would keep them from it: only the role is asked for.
    if undecided and allowed(reader, Permission.NOMINATION_ANNOUNCE, nomination.campaign):
        return url_for("council.move_across_line", reference=nomination.reference)
    return ""


def _flagged(standing: Standing, nomination: Nomination, coverage: Mapping[int, Coverage]) -> Row:
    unsupported = coverage[version_of(nomination).id].unsupported
    return {"flags": _flags(standing, nomination, unsupported)}


def _flags(standing: Standing, nomination: Nomination, unsupported: int) -> list[Words]:
    flags: list[Words] = []
    if vote := polls.last_vote(nomination):
        flags.append(vote_words(vote))
    move = polls.move_of(nomination)
    if move is not None and move.side is not Side.AS_SCORED:
        told = _("Council: %(side)s (%(reason)s)", side=word(move.side), reason=move.reason)
        flags.append((told, "warn", "arrows-split-2"))
    if dispute := disputes.flag_of(nomination):
        flags.append(dispute)
    if standing.disagreement:
        flags.append((_("Large disagreement"), "warn", "arrows-split-2"))
    if standing.count < standing.wanted and nomination.state not in DECIDED_STATES:
        lacking = standing.wanted - standing.count
        flags.append((_n("%(num)s ballot missing", "%(num)s ballots missing", lacking), "info", "clock"))
    if tied := standing.tied:
        text = _n("%(num)s reviewer is tied to it by now", "%(num)s reviewers are tied to it by now", tied)
        flags.append((text, "warn", "alert-triangle"))
    if unsupported:
        text = _n("%(num)s result without evidence", "%(num)s results without evidence", unsupported)
        flags.append((text, "warn", "alert-triangle"))
    return flags


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
