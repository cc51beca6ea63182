"""Forms of evidence: shape and limits only, the services decide."""

from dataclasses import replace

from flask_babel import LazyString
from flask_wtf.file import MultipleFileField
from wtforms import RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from registry.catalogue.models import ExemplarVersion
from registry.catalogue.states import Visibility
from registry.core.i18n import _, _l
from registry.evidence.checks import EXTENSIONS
from registry.evidence.service.editing import LONGEST_CAPTION, Description
from registry.web.forms import Form
from registry.web.words import choices

MOST_AT_ONCE = 20
ACCEPT = ",".join([*EXTENSIONS, *(name for names in EXTENSIONS.values() for name in names)])
WHO_SEES: dict[str, LazyString] = {
    Visibility.PUBLIC.value: _l(
        "Other units now, everybody once the model is public. Check that nobody's privacy is hurt."
    ),
    Visibility.COUNCIL.value: _l("Your unit, and the people who verify, score and decide."),
    Visibility.INTERNAL.value: _l("Your unit only."),
}


class DescriptionForm(Form):
    """What is said of a file."""

    caption = TextAreaField(
        _l("What it shows"),
        validators=[InputRequired(_l("Say what the file shows")), Length(max=LONGEST_CAPTION)],
    )
    visibility = RadioField(
        _l("Who may see it"),
        default=Visibility.COUNCIL.value,
        validators=[InputRequired(_l("Choose who may see it"))],
    )

    def offer(self, version: ExemplarVersion) -> None:
        """Offer who may see a file."""
        self.visibility.choices = choices(Visibility)

    def description(self) -> Description:
        """What was filled in, for the service."""
        return Description(self.caption.data, Visibility(self.visibility.data))


class AddForm(DescriptionForm):
    """One or several files with one description, which can be changed for each of them later."""

    result = SelectField(_l("The result it supports"))
    files = MultipleFileField(_l("Photos or PDF files"), render_kw={"accept": ACCEPT})

    def offer(self, version: ExemplarVersion) -> None:
        """Offer the results of the version too."""
        super().offer(version)
        results = [SelectChoice(result.key, result.indicator) for result in version.results]
        self.result.choices = [SelectChoice("", _("No result in particular")), *results]

    def description(self) -> Description:
        """What was filled in, for the service."""
        return replace(super().description(), result_key=self.result.data)

    def validate_files(self, field: MultipleFileField) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one photo or PDF file"))
        if len(field.data) > MOST_AT_ONCE:
            raise ValidationError(_("Choose at most %(n)s files at a time", n=MOST_AT_ONCE))
