"""Words of the campaign pages: what each kind of stage is for."""

from flask_babel import LazyString

from registry.campaigns.sheet import RubricKind, RubricOrigin
from registry.campaigns.states import StageKind
from registry.core.i18n import _l

STAGE_HELP: dict[StageKind, LazyString] = {
    StageKind.REGISTRATION: _l("Units nominate models; the unit lead signs. The last day is binding."),
    StageKind.VERIFICATION: _l("Registry staff check each dossier, and may return it for completion."),
    StageKind.ELIGIBILITY: _l(
        "Only where your rules ask for it: registry staff answer a checklist, and what does not meet all of"
        " it is not scored. The points stand under “Who acts and limits”."
    ),
    StageKind.SCORING: _l("Reviewers score on their own, without seeing the others’ points."),
    StageKind.DISCUSSION: _l(
        "Only where reviewers shall score independently to the end: from the first day on they read each"
        " other’s ballots, talk, and may change a mark with the reason; nothing is decided before the last"
        " day is over."
    ),
    StageKind.COUNCIL_VOTE: _l(
        "Only where your rules ask for it: nothing is recognised that the council has not voted for. The"
        " scoring sheet says which share of all members must agree."
    ),
    StageKind.PUBLIC_NOTICE: _l(
        "Only where your rules ask for it: the models proposed for recognition are shown to everybody, and"
        " nothing is decided before the last day is over."
    ),
    StageKind.DECISION: _l("The signer decides; the scores advise."),
}
ORIGINS: dict[RubricOrigin, LazyString] = {
    RubricOrigin.UNSTATED: _l("Source not stated"),
    RubricOrigin.LAW: _l("Official text of a law"),
    RubricOrigin.GUIDANCE: _l("Official guidance"),
    RubricOrigin.REPUBLISHED: _l("Official document, as somebody else republished it"),
    RubricOrigin.PRESS: _l("As the press reported it"),
    RubricOrigin.SOFTWARE: _l("Default of a software, not official"),
    RubricOrigin.SAMPLE: _l("Sample, not official"),
}
KIND_HELP: dict[str, LazyString] = {
    RubricKind.POINTS.value: _l("Points for each criterion, with levels; groups and bonus points if needed."),
    RubricKind.CHECKLIST_ALL.value: _l("Each criterion is met or not met, with the reason when it is not."),
    RubricKind.ANY_OF.value: _l("The precondition comes first; then one criterion is enough."),
}
# What the rules of a scoring sheet are called in the log.
RULES: dict[str, LazyString] = {
    "title": _l("Name"),
    "kind": _l("How it is judged"),
    "origin": _l("Source"),
    "missing": _l("What the source leaves open"),
    "bonus_limit": _l("Most bonus points"),
    "ranks_only": _l("Points only order the nominations"),
    "agreement": _l("Share of the ballots"),
    "quorum": _l("Quorum of the council"),
    "vote_share": _l("Share of the votes"),
}
