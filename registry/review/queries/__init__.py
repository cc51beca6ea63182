"""Reading the review: everything pages and commands ask, in one place."""

from registry.review.queries.boards import Board, Look, boards_of, looks_for
from registry.review.queries.candidates import Candidate, conflict_of, list_candidates, reviewers_for
from registry.review.queries.certainty import Adjusted, Certainty, adjusted_of, certainty_for, certainty_of
from registry.review.queries.discrepancies import (
    concluded_number,
    latest_of,
    list_discrepancies,
    pending_of,
)
from registry.review.queries.discussion import (
    get_remark,
    list_changes,
    list_remarks,
    may_discuss,
    own_ballot,
)
from registry.review.queries.followup import Followup, followup_of, list_freed, returns_left
from registry.review.queries.nominations import (
    count_by_state,
    count_open_of_units,
    find_own_assignment,
    get_assignment,
    get_nomination,
    list_assignments_of,
    list_decided_of_units,
    list_in_state,
    list_nominations,
    list_open_of_units,
    load_given,
    nominations_of,
)
from registry.review.queries.profiles import find_profile, get_reviewer, list_capacities
from registry.review.queries.proposals import Plan, plan_reviewers
from registry.review.queries.questions import Asked, get_question, list_questions
from registry.review.queries.ranking import (
    Ballot,
    counted_of,
    figures_of,
    list_ballots,
    list_missing_ballots,
    live_of,
    load,
    proposal_of,
    ranking,
    result_of,
    ties_of,
    totals_of,
)
from registry.review.queries.recognitions import (
    count_recognised,
    find_in_force,
    get_recognition,
    list_ended,
    list_in_force,
    recognitions_of,
)
from registry.review.queries.recusals import list_recusals, recusal_of
from registry.review.queries.results import bonus_of, sentence_of, total_of, verdict_of
from registry.review.queries.standings import Standing
from registry.review.queries.timeline import TimelineEntry, history
from registry.review.queries.turns import Turn, in_turn, list_turns
from registry.review.queries.waiting import Waiting, references_waiting, waiting_for
from registry.review.queries.wording import wording_of

__all__ = [
    "Adjusted",
    "Asked",
    "Ballot",
    "Board",
    "Candidate",
    "Certainty",
    "Followup",
    "Look",
    "Plan",
    "Standing",
    "TimelineEntry",
    "Turn",
    "Waiting",
    "adjusted_of",
    "boards_of",
    "bonus_of",
    "certainty_for",
    "certainty_of",
    "concluded_number",
    "conflict_of",
    "count_by_state",
    "count_open_of_units",
    "count_recognised",
    "counted_of",
    "figures_of",
    "find_in_force",
    "find_own_assignment",
    "find_profile",
    "followup_of",
    "get_assignment",
    "get_nomination",
    "get_question",
    "get_recognition",
    "get_remark",
    "get_reviewer",
    "history",
    "in_turn",
    "latest_of",
    "list_assignments_of",
    "list_ballots",
    "list_candidates",
    "list_capacities",
    "list_changes",
    "list_decided_of_units",
    "list_discrepancies",
    "list_ended",
    "list_freed",
    "list_in_force",
    "list_in_state",
    "list_missing_ballots",
    "list_nominations",
    "list_open_of_units",
    "list_questions",
    "list_recusals",
    "list_remarks",
    "list_turns",
    "live_of",
    "load",
    "load_given",
    "looks_for",
    "may_discuss",
    "nominations_of",
    "own_ballot",
    "pending_of",
    "plan_reviewers",
    "proposal_of",
    "ranking",
    "recognitions_of",
    "recusal_of",
    "references_waiting",
    "result_of",
    "returns_left",
    "reviewers_for",
    "sentence_of",
    "ties_of",
    "total_of",
    "totals_of",
    "verdict_of",
    "waiting_for",
    "wording_of",
]
