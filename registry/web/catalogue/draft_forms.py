"""Forms around a registration in the making: having an earlier text again, deleting a draft."""

from typing import Self

from wtforms import Field, StringField
from wtforms.validators import InputRequired, Regexp, ValidationError

from registry.catalogue.contents import Section
from registry.catalogue.models import ExemplarVersion
from registry.catalogue.service.editing import section_version
from registry.core.i18n import _, _l
from registry.core.ids import plain_words
from registry.web.forms import Form


class RestoreForm(Form):
    """Which earlier text of a section shall stand there again."""

    # Sent by the button that was pressed.
    snapshot = StringField(validators=[Regexp(r"[0-9]{1,9}\Z", message=_l("Choose an earlier text"))])

    @classmethod
    def of(cls, version: ExemplarVersion, section: Section) -> Self:
        """The form for a section as it stands now."""
        return cls.from_request(version=str(section_version(version, section)))


class DeleteForm(Form):
    """Deleting a draft: the word must be typed by hand."""

    word = StringField(_l("Type DELETE to confirm"), [InputRequired(_l("Type DELETE to confirm"))])

    def validate_word(self, field: Field) -> None:
        """The word in the reader's language, whatever its case and with or without marks."""
        if plain_words(field.data or "") not in {plain_words(str(_l("DELETE"))), "delete"}:
            raise ValidationError(_("Type DELETE to confirm"))
