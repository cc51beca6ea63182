"""Forms of evidence: shape and limits only, the services decide."""

from dataclasses import replace

from flask_babel import LazyString
from flask_wtf.file import FileField, MultipleFileField
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from registry.catalogue.models import ExemplarVersion
from registry.catalogue.states import Visibility
from registry.core.i18n import _, _l
from registry.evidence.checks import EXTENSIONS
from registry.evidence.service.editing import LONGEST_CAPTION, LONGEST_REASON, Description
from registry.evidence.service.linking import LONGEST_LINK
from registry.evidence.states import Aspect
from registry.web.fields import DayField
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
    aspect = SelectField(_l("What it is for the council"), default="")
    taken_on = DayField(_l("Day of the photo or paper"), [Optional()])
    visibility = RadioField(
        _l("Who may see it"),
        default=Visibility.COUNCIL.value,
        validators=[InputRequired(_l("Choose who may see it"))],
    )

    has_personal_data = BooleanField(
        _l("It shows faces, names, addresses or numbers of people who did not agree to be shown")
    )

    def offer(self, version: ExemplarVersion) -> None:
        """Offer who may see a file, and what councils look for."""
        self.visibility.choices = choices(Visibility)
        self.aspect.choices = [SelectChoice("", _("Something else")), *choices(Aspect)]

    def description(self) -> Description:
        """What was filled in, for the service."""
        return Description(
            self.caption.data,
            Visibility(self.visibility.data),
            aspect=Aspect(self.aspect.data) if self.aspect.data else None,
            taken_on=self.taken_on.data,
            has_personal_data=self.has_personal_data.data,
        )


class EditForm(DescriptionForm):
    """What is said of a file that is there, and why personal data in it may be shown."""

    cleared_reason = TextAreaField(
        _l("Why it may be public although it shows personal data"),
        validators=[Optional(), Length(max=LONGEST_REASON)],
    )

    def description(self) -> Description:
        """What was filled in, for the service."""
        return replace(super().description(), cleared_reason=self.cleared_reason.data or "")


class AddForm(DescriptionForm):
    """One or several files with one description, which can be changed for each of them later."""

    result = SelectField(_l("The result it supports"), default="")
    keep_original = BooleanField(_l("Keep the photos as they were taken too"))
    files = MultipleFileField(_l("Photos or files"), render_kw={"accept": ACCEPT})

    def offer(self, version: ExemplarVersion) -> None:
        """Offer the results of the version too."""
        super().offer(version)
        self.result.choices = results_to_choose(version)

    def description(self) -> Description:
        """What was filled in, for the service."""
        return replace(super().description(), result_key=self.result.data)

    def validate_files(self, field: MultipleFileField) -> None:
        if not field.data:
            raise ValidationError(_("Choose at least one photo or file"))
        if len(field.data) > MOST_AT_ONCE:
            raise ValidationError(_("Choose at most %(n)s files at a time", n=MOST_AT_ONCE))


class LinkForm(DescriptionForm):
    """The address of a page elsewhere, with what is said of it."""

    link = StringField(
        _l("Address of the page"),
        validators=[InputRequired(_l("Paste the address of the page")), Length(max=LONGEST_LINK)],
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )
    result = SelectField(_l("The result it supports"), default="")

    def offer(self, version: ExemplarVersion) -> None:
        """Offer the results of the version too."""
        super().offer(version)
        self.result.choices = results_to_choose(version)

    def description(self) -> Description:
        """What was filled in, for the service."""
        return replace(super().description(), result_key=self.result.data)


class ReplaceForm(Form):
    """A newer file for one that is there."""

    files = FileField(_l("The newer file"), render_kw={"accept": ACCEPT})

    def validate_files(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(_("Choose the newer file"))


def results_to_choose(version: ExemplarVersion) -> list[SelectChoice]:
    """The results of a version, and that it shows none in particular."""
    results = [SelectChoice(result.key, result.indicator) for result in version.results]
    return [SelectChoice("", _("No result in particular")), *results]
