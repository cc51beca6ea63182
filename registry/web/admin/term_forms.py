"""Forms of the words of search."""

from wtforms import Field, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from registry.core.i18n import _l
from registry.discovery.origins import TermKind
from registry.discovery.vocabulary import LEAST, LONGEST, MOST_MEANINGS, WHOLE
from registry.web.forms import Form
from registry.web.words import choices

NO_OTHER_NAME = _l("Enter at least one other name, each on a line of its own.")
LANGUAGES = [
    SelectChoice("vi", _l("Vietnamese")),
    SelectChoice("en", _l("English")),
    SelectChoice("fr", _l("French")),
    SelectChoice("es", _l("Spanish")),
    SelectChoice("uk", _l("Ukrainian")),
    SelectChoice("ar", _l("Arabic")),
]


class TermForm(Form):
    """What a term is also called, and what that is worth."""

    means = TextAreaField(
        _l("Also search for"),
        [
            InputRequired(NO_OTHER_NAME),
            Length(max=(LONGEST + 2) * MOST_MEANINGS),
        ],
        description=_l("Vietnamese words or terms with their marks, one on each line"),
    )
    percent = IntegerField(
        _l("Worth"),
        [
            InputRequired(_l("Enter a number from 10 to 100.")),
            NumberRange(LEAST, WHOLE, _l("Enter a number from 10 to 100.")),
        ],
        default=WHOLE,
        description=_l("What a model with such a name is worth beside one with the words that were typed"),
    )

    @property
    def lines(self) -> tuple[str, ...]:
        """The other names."""
        return tuple((self.means.data or "").splitlines())


class NewTermForm(TermForm):
    """A term that search does not know yet. A word that is passed over needs nothing but itself."""

    means = TextAreaField(
        _l("Also search for"),
        [Length(max=(LONGEST + 2) * MOST_MEANINGS)],
        description=_l(
            "Vietnamese words or terms with their marks, one on each line. "
            "Leave it empty for a word that is passed over."
        ),
    )

    kind = SelectField(_l("Kind"), choices=lambda: choices(TermKind), default=TermKind.ABBREVIATION.value)
    language = SelectField(_l("Language of the term"), choices=LANGUAGES, default="vi")
    term = StringField(_l("Term"), [InputRequired(_l("Enter the term.")), Length(max=LONGEST)])

    def validate_means(self, field: Field) -> None:
        """What is missing is told at once, whatever else is missing."""
        if self.kind.data != TermKind.STOP_WORD.value and not (field.data or "").strip():
            raise ValidationError(NO_OTHER_NAME)
