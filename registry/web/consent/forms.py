"""Forms of consent: shape and limits only, the services decide."""

from flask_babel import LazyString
from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from registry.catalogue.models import Exemplar
from registry.consent import queries
from registry.consent.service.answering import Telling
from registry.consent.service.recording import LONGEST_NAME, LONGEST_PART, Details
from registry.consent.states import Answer, Effect, Manner, Purpose
from registry.core.clock import today
from registry.core.i18n import _, _l
from registry.web.fields import DayField
from registry.web.forms import Form
from registry.web.words import choices, word

NOT_ASKED = ""
WHAT_FOR: dict[str, LazyString] = {
    Purpose.AWARD_FILE.value: _l("The unit, the staff and the council read the name and see the photos."),
    Purpose.PUBLIC_PAGE.value: _l("Everybody on the internet can read the name and see the photos."),
}
WHAT_HAPPENS: dict[str, LazyString] = {
    Effect.PERSON.value: _l(
        "The name becomes initials and the photos are no longer shown. The page itself stays."
    ),
    Effect.PAGE.value: _l("Nobody without an account can open the page of this model any more."),
}


class PersonForm(Form):
    """Who is named or pictured."""

    name = StringField(
        _l("Full name"), validators=[InputRequired(_l("Enter the person’s name.")), Length(max=LONGEST_NAME)]
    )
    also_written = TextAreaField(
        _l("Also written as"),
        description=_l("Other ways in which the texts write the name, one a line."),
        validators=[Length(max=1000)],
    )
    part = StringField(
        _l("Part in the model"),
        description=_l(
            "For example: head of the village, gave 120 m² of land. Do not write ethnic origin, religion, "
            "Party membership or health."
        ),
        validators=[Length(max=LONGEST_PART)],
    )
    is_child = BooleanField(_l("Under 16 years old"))
    guardian = StringField(
        _l("Parent or guardian who also agrees"),
        description=_l("Needed for a child. A child of seven or older is asked as well."),
        validators=[Length(max=LONGEST_NAME)],
    )
    photos = SelectMultipleField(_l("Photos that show this person"), choices=[])

    def offer(self, exemplar: Exemplar) -> None:
        """Offer the photos that anybody sees, and those already marked."""
        found = [(item.digest or "", item.caption) for item in queries.photos_of(exemplar)]
        listed = {digest for digest, _caption in found}
        earlier = [
            (digest, _("An earlier photo")) for digest in self.photos.data or () if digest not in listed
        ]
        self.photos.choices = [SelectChoice(digest, caption) for digest, caption in [*found, *earlier]]

    def details(self) -> Details:
        """What was filled in, for the service."""
        return Details(
            name=self.name.data or "",
            also_written=tuple((self.also_written.data or "").splitlines()),
            part=self.part.data or "",
            is_child=self.is_child.data,
            guardian=self.guardian.data or "" if self.is_child.data else "",
            photos=tuple(self.photos.data or ()),
        )


class HowForm(Form):
    """How and when somebody answered."""

    manner = RadioField(
        _l("How did they answer?"), validators=[InputRequired(_l("Choose one of the options."))]
    )
    given_on = DayField(_l("On which day?"), validators=[InputRequired(_l("Enter the day."))])
    scan = SelectField(
        _l("Scan of the signed paper"),
        description=_l("One of the files of this model that only your unit sees."),
        default="",
    )

    def offer(self, exemplar: Exemplar) -> None:
        """Offer the ways to answer and the files that may be the paper."""
        self.manner.choices = choices(Manner)
        # A caption may stand for many files of one day: their names tell them apart.
        scans = [
            SelectChoice(item.reference, f"{item.caption} ({item.file_name})")
            for item in queries.scans_of(exemplar)
        ]
        self.scan.choices = [SelectChoice("", _("No scan")), *scans]

    def telling(self) -> Telling:
        """What was filled in, for the service."""
        return Telling(Manner(self.manner.data), self.given_on.data or today(), self.scan.data or "")


class AnswersForm(HowForm):
    """Yes or no to each purpose."""

    award_file = RadioField(_l("May the award file name and picture them?"), default=NOT_ASKED)
    public_page = RadioField(_l("May the public page name and picture them?"), default=NOT_ASKED)

    def offer(self, exemplar: Exemplar) -> None:
        """Offer yes, no and not asked."""
        super().offer(exemplar)
        answers = [SelectChoice(one.value, word(one)) for one in (Answer.GIVEN, Answer.REFUSED)]
        for field in (self.award_file, self.public_page):
            field.choices = [*answers, SelectChoice(NOT_ASKED, _("Not asked now"))]

    def validate_award_file(self, field: RadioField) -> None:
        """One of the two questions was answered: said beside both, so that nobody looks for the gap."""
        if not (self.award_file.data or self.public_page.data):
            raise ValidationError(_("Record at least one answer."))

    validate_public_page = validate_award_file

    def answers(self) -> dict[Purpose, Answer]:
        """The answer for each purpose that was asked."""
        given = {Purpose.AWARD_FILE: self.award_file.data, Purpose.PUBLIC_PAGE: self.public_page.data}
        return {purpose: Answer(answer) for purpose, answer in given.items() if answer}


class WithdrawForm(HowForm):
    """What a withdrawal asks for."""

    effect = RadioField(_l("What do they want?"), default=Effect.PERSON.value)

    def offer(self, exemplar: Exemplar) -> None:
        """Offer both effects."""
        super().offer(exemplar)
        self.effect.choices = choices(Effect)
