"""Reading the review: everything pages and commands ask, in one place."""

from registry.review.queries.candidates import Candidate, conflict_of, list_candidates, reviewers_for
from registry.review.queries.nominations import (
    get_assignment,
    get_nomination,
    get_recognition,
    list_assignments,
    list_assignments_of,
    list_nominations,
    nominations_of,
    recognitions_of,
)
from registry.review.queries.notice import list_under_notice
from registry.review.queries.ranking import (
    Ballot,
    Standing,
    counted_of,
    figures_of,
    list_ballots,
    list_missing_ballots,
    live_of,
    numbers_of,
    proposal_of,
    ranking,
    standing_of,
    ties_of,
    total_of,
    totals_of,
)
from registry.review.queries.timeline import TimelineEntry, history
from registry.review.queries.waiting import Waiting, waiting_for
from registry.review.queries.wording import wording_of

__all__ = [
    "Ballot",
    "Candidate",
    "Standing",
    "TimelineEntry",
    "Waiting",
    "conflict_of",
    "counted_of",
    "figures_of",
    "get_assignment",
    "get_nomination",
    "get_recognition",
    "history",
    "list_assignments",
    "list_assignments_of",
    "list_ballots",
    "list_candidates",
    "list_missing_ballots",
    "list_nominations",
    "list_under_notice",
    "live_of",
    "nominations_of",
    "numbers_of",
    "proposal_of",
    "ranking",
    "recognitions_of",
    "reviewers_for",
    "standing_of",
    "ties_of",
    "total_of",
    "totals_of",
    "waiting_for",
    "wording_of",
]
