"""What the outcomes of a decision are called."""

from flask_babel import LazyString

from registry.core.i18n import _l
from registry.review.states import Outcome

OUTCOME_NAMES: dict[Outcome, LazyString] = {
    Outcome.RECOGNISED: _l("Recognised"),
    Outcome.PRAISED: _l("Praised by the proposing unit"),
    Outcome.NOT_CHOSEN: _l("Not chosen this time"),
    Outcome.NOT_GRANTED: _l("Not granted"),
    Outcome.MERGED: _l("Merged into another"),
    Outcome.DUPLICATE: _l("Repeats another"),
}
