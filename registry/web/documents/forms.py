"""Forms of official papers: shape and limits only."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from registry.core.i18n import _l
from registry.documents.kind import Kind
from registry.documents.service.archiving import LONGEST_MARK
from registry.documents.service.drawing import LONGEST_DETAIL, LONGEST_NUMBER, LONGEST_REASON
from registry.documents.service.templating import LONGEST_NOTE
from registry.documents.states import Letterhead
from registry.web.fields import DayField
from registry.web.forms import Form
from registry.web.imports.forms import needs_file
from registry.web.words import choices

LONG = frozenset({"noi_nhan", "can_cu", "noi_dung", "ly_do", "noi_bat", "kho_khan", "phuong_huong"})
WORD_FILE = ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SCANS = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"


class PlainForm(Form):
    """A button that posts."""


class WordingForm(Form):
    """The letterhead, and what people write into a paper; its fields are those of the kind."""

    letterhead = RadioField(_l("Letterhead"), [InputRequired(_l("Choose the letterhead"))])

    @property
    def details(self) -> dict[str, str]:
        """What was written, by mark."""
        return {one.name: one.data or "" for one in self.written}

    @property
    def written(self) -> list[Field]:
        """The fields of the kind, in their order."""
        return [one for one in self if one.type in {"StringField", "TextAreaField"}]


def wording_form(kind: Kind, letterhead: Letterhead, values: Mapping[str, str], **more: str) -> WordingForm:
    """The form of one kind of paper, filled with what is known."""
    fields: dict[str, Any] = {name: _written(name, label) for name, label in kind.written.items()}
    made: Any = type("WordingForm", (WordingForm,), fields)
    form: WordingForm = made.from_request(letterhead=letterhead.value, **values, **more)
    form.letterhead.choices = choices(Letterhead)
    return form


def _written(name: str, label: LazyString) -> Field:
    if name in LONG:
        return TextAreaField(label, [Optional(), Length(max=LONGEST_DETAIL)])
    return StringField(label, [Optional(), Length(max=300)])


class SignForm(Form):
    """The number and the date on the signed paper; `shown` is the mark of what the page shows of it."""

    shown = HiddenField()

    number = StringField(_l("Number of the paper"), [Optional(), Length(max=LONGEST_NUMBER)])
    dated = DayField(_l("Date of the paper"), [InputRequired(_l("Enter the date of the paper"))])


class StandForm(Form):
    """Under which number the decisions of a paper were recorded, as the page shows them."""

    shown = HiddenField()
    number = HiddenField()


class ScanForm(Form):
    """The scan of the signed paper."""

    file = FileField(
        _l("Scan of the signed paper"), [needs_file(_l("Choose the file"))], render_kw={"accept": SCANS}
    )


class ArchiveForm(Form):
    """Where the archive keeps a closed file."""

    mark = StringField(
        _l("Mark in the archive"), [InputRequired(_l("Enter the mark")), Length(max=LONGEST_MARK)]
    )
    archived_on = DayField(_l("Given to the archive on"), [InputRequired(_l("Enter a day"))])


class WithdrawForm(Form):
    """Why a signed paper no longer holds."""

    reason = TextAreaField(_l("Reason"), [InputRequired(_l("Give the reason.")), Length(max=LONGEST_REASON)])


class TemplateForm(Form):
    """A template in a new version."""

    file = FileField(
        _l("Word document"), [needs_file(_l("Choose the file"))], render_kw={"accept": WORD_FILE}
    )
    note = StringField(_l("What is different in it"), [Optional(), Length(max=LONGEST_NOTE)])
