"""Words of the review pages: outcomes and what they mean, kinds of waiting things and their verbs."""

from flask_babel import LazyString

from registry.campaigns.states import StageKind
from registry.core.i18n import _, _l, _n
from registry.review.outcomes import OUTCOME_NAMES
from registry.review.states import Outcome

# outcome: (word, what it means)
OUTCOMES: dict[Outcome, tuple[LazyString, LazyString]] = {
    Outcome.RECOGNISED: (
        OUTCOME_NAMES[Outcome.RECOGNISED],
        _l("The model is recognised at this level, becomes public and may be replicated."),
    ),
    Outcome.PRAISED: (
        OUTCOME_NAMES[Outcome.PRAISED],
        _l("Not chosen for this level, but good: the proposing unit praises it and it becomes public."),
    ),
    Outcome.NOT_CHOSEN: (
        OUTCOME_NAMES[Outcome.NOT_CHOSEN],
        _l("The model keeps running and may be nominated again in a later campaign."),
    ),
    Outcome.NOT_GRANTED: (
        OUTCOME_NAMES[Outcome.NOT_GRANTED],
        _l("It was proposed; the signer does not grant it, for the reason given. Votes and ballots stay."),
    ),
    Outcome.MERGED: (
        OUTCOME_NAMES[Outcome.MERGED],
        _l("It goes on as part of another nomination or model, which is named."),
    ),
    Outcome.DUPLICATE: (
        OUTCOME_NAMES[Outcome.DUPLICATE],
        _l("The same achievement was put forward elsewhere, which is named. It is not judged twice."),
    ),
}

STAGES: dict[StageKind, LazyString] = {
    StageKind.REGISTRATION: _l("The unit completes and signs the nomination"),
    StageKind.VERIFICATION: _l("Registry staff check that the dossier is complete"),
    StageKind.ELIGIBILITY: _l("Registry staff check whether it meets the conditions to be scored"),
    StageKind.SCORING: _l("The council’s reviewers score independently"),
    StageKind.DISCUSSION: _l("Reviewers read each other’s ballots and talk about them"),
    StageKind.COUNCIL_VOTE: _l("The council meets and votes on what is proposed"),
    StageKind.PUBLIC_NOTICE: _l("Everybody can read which models are proposed, and comment"),
    StageKind.DECISION: _l("The signer decides"),
}


def told_of(load: int, most: int | None, is_field: bool = False) -> str:
    """A reviewer's open ballots, how many there may be, and whether they stated the model's field."""
    if most is None:
        words = _n("%(num)s open ballot", "%(num)s open ballots", load)
    else:
        words = _n("%(num)s open ballot of %(most)s", "%(num)s open ballots of %(most)s", load, most=most)
    if not is_field:
        return words
    known = _("Knows this field")
    return f"{words}. {known}"


def of_team(team: str, is_in_team: bool) -> str:
    """Whether somebody is in the team of a field; nothing where the field has none."""
    if not team:
        return ""
    if is_in_team:
        return _("In the team of this field: %(team)s", team=team)
    return _("Outside the team of this field: %(team)s", team=team)


# kind of waiting thing: (heading of its group, the button's verb)
WAITING: dict[str, tuple[LazyString, LazyString]] = {
    "sign": (_l("To sign"), _l("Read and sign")),
    "returned": (_l("To complete"), _l("Complete it")),
    "sent_back": (_l("Sent back by the unit lead"), _l("Improve it")),
    "draft": (_l("Nominations you are preparing"), _l("Go on")),
    "verify": (_l("Dossiers to check"), _l("Check")),
    "eligibility": (_l("Eligibility to check"), _l("Check")),
    "assign": (_l("Without enough reviewers"), _l("Assign reviewers")),
    "declare": (_l("Newly assigned to you"), _l("Open it")),
    "score": (_l("To score"), _l("Score")),
    "pass_on": (_l("Questions to pass on to units"), _l("Read it")),
    "answer": (_l("The council asks"), _l("Answer")),
    "vote": (_l("Votes of the council"), _l("Vote")),
    "announce": (_l("To put on public notice"), _l("Put on notice")),
    "reread": (_l("Criteria to read again"), _l("Read again")),
    "third": (_l("Ballots that disagree: another reader"), _l("Assign another reader")),
    "conclude": (_l("Ballots that disagree: a conclusion"), _l("Conclude")),
    "objection": (_l("Objections to answer"), _l("Look into it")),
    "appeal": (_l("Appeals to answer"), _l("Look at it")),
    "answerer": (_l("Appeals that nobody may answer"), _l("Find somebody")),
    "decide": (_l("Ready for a decision"), _l("Decide")),
    "decided": (_l("Decided: another look can still be asked for"), _l("Read the decision")),
    "replication.reply": (_l("Questions about your models"), _l("Answer")),
    "replication.show_steps": (_l("Replications to prepare"), _l("Go on")),
    "replication.report_checkpoint": (_l("Checkpoints to report"), _l("Report")),
    "replication.answer": (_l("Replications to confirm"), _l("Answer")),
    "replication.report": (_l("Replications to report on"), _l("Report")),
    "report.due": (_l("Reports to file"), _l("Write")),
    "stock.answer": (_l("Do your models go on?"), _l("Answer")),
    "stock.strengthen": (_l("Models to be strengthened"), _l("Open the model")),
    "stock.open": (_l("Yearly reviews to open"), _l("Open the review")),
    "stock.judge": (_l("Yearly reviews: results to note"), _l("Note the results")),
}
OTHER = (_l("Other"), _l("Open it"))
