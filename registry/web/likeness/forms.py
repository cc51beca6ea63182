"""Forms of likeness: shape and limits only, the services decide."""

from collections.abc import Iterable

from flask_babel import LazyString
from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from registry.core.errors import InvalidInput, NotFound
from registry.core.i18n import _, _l
from registry.discovery import stating
from registry.discovery.origins import Origin
from registry.discovery.searching import Found
from registry.discovery.stating import LONGEST_REASON, LONGEST_SENTENCE, Statement
from registry.web.forms import Form
from registry.web.guard import actor
from registry.web.words import choices

ANOTHER = ""
WHAT_IT_MEANS: dict[str, LazyString] = {
    Origin.NEW.value: _l("Your unit thought of it; you know of no model like it."),
    Origin.BUILDS_ON.value: _l("You took another model as the beginning and changed it."),
    Origin.INDEPENDENT.value: _l("There is one like it, but you did not know of it when you began."),
}


class OriginForm(Form):
    """Where a model comes from."""

    origin = RadioField(
        _l("Where does the model come from?"), validators=[InputRequired(_l("Choose one of the options."))]
    )
    source = RadioField(_l("Which model is it like?"), default=ANOTHER)
    code = StringField(
        _l("Code of the other model"),
        description=_l("When it is not in the list above, for example MH-2026-00042."),
        validators=[Length(max=40)],
    )
    sentence = TextAreaField(
        _l("In one sentence: what is new, or what is different?"),
        validators=[InputRequired(_l("Say why, in one sentence.")), Length(max=LONGEST_SENTENCE)],
    )

    def offer(self, found: Iterable[Found], chosen: str = "") -> None:
        """Offer the models that are alike; one that was chosen and is not among them goes into the box."""
        self.origin.choices = choices(Origin)
        listed = {one.exemplar.reference: one.version.title for one in found}
        self.source.choices = [
            *(SelectChoice(code, f"{title} ({code})") for code, title in listed.items()),
            SelectChoice(ANOTHER, _("Another one, or none")),
        ]
        if chosen and chosen not in listed and not self.is_submitted():
            self.source.data, self.code.data = ANOTHER, chosen

    def statement(self) -> Statement:
        """What was filled in, for the service. Raises InvalidInput for a code nobody has."""
        origin, code = Origin(self.origin.data), (self.source.data or self.code.data or "").strip()
        if origin is Origin.NEW or not code:
            return Statement(origin, self.sentence.data or "")
        try:
            return Statement(origin, self.sentence.data or "", stating.find_source(actor(), code))
        except NotFound as missing:
            raise InvalidInput("code", missing.message) from missing


class JudgeForm(OriginForm):
    """What the staff make of it."""

    sentence = TextAreaField(
        _l("Reason"),
        description=_l("The unit, the reviewers and the staff read it."),
        validators=[InputRequired(_l("Say why, so that the others can follow.")), Length(max=LONGEST_REASON)],
    )
