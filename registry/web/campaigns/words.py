"""Words of the campaign pages: what each kind of stage is for."""

from flask_babel import LazyString

from registry.campaigns.states import StageKind
from registry.core.i18n import _l

STAGE_KINDS: dict[StageKind, LazyString] = {
    StageKind.REGISTRATION: _l("Registration"),
    StageKind.VERIFICATION: _l("Verification"),
    StageKind.SCORING: _l("Scoring"),
    StageKind.DECISION: _l("Decision"),
}
STAGE_HELP: dict[StageKind, LazyString] = {
    StageKind.REGISTRATION: _l("Units nominate models; the unit lead signs. The last day is binding."),
    StageKind.VERIFICATION: _l("Registry staff check each dossier, and may return it for completion."),
    StageKind.SCORING: _l("Reviewers score on their own, without seeing the others’ points."),
    StageKind.DECISION: _l("The signer decides; the scores advise."),
}
