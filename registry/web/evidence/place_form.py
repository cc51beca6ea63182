"""The form that says where in a piece of evidence a result is shown."""

import re
from typing import Any

from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from registry.core.i18n import _, _l
from registry.evidence.claims import Place, PlaceKind, kinds_for
from registry.evidence.filetypes import FileKind
from registry.evidence.models import EvidenceItem
from registry.web.evidence.proofs import clock
from registry.web.fields import CountField, FigureField, Typed
from registry.web.forms import Form

KINDS = {
    PlaceKind.WHOLE: _l("The whole file"),
    PlaceKind.PAGE: _l("A page"),
    PlaceKind.REGION: _l("A part of the picture"),
    PlaceKind.ROW: _l("A row of a table"),
    PlaceKind.TIME: _l("A time of the recording"),
}


class ClockField(Typed):
    """A moment of a recording: 85, 1:25 or 1:02:05, in seconds."""

    def read(self, text: str) -> int:
        found = re.fullmatch(r"(?:(?:([0-9]{1,2}):)?([0-9]{1,3}):)?([0-9]{1,5})", text, re.ASCII)
        if found is None or (found[2] and int(found[3]) > 59) or (found[1] and int(found[2]) > 59):
            raise ValueError(text)
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds

    def show(self, value: Any) -> str:
        return clock(value)

    def refusal(self) -> str:
        return _("Enter a time, for example 1:25")


IN_PERCENT = [Optional(), NumberRange(0, 100)]


class PlaceForm(Form):
    """Which result, and where; the rules look only at what the chosen kind asks for."""

    result = SelectField(_l("The result it shows"), [InputRequired(_l("Choose the result"))])
    kind = RadioField(_l("Where it is shown"), [InputRequired(_l("Choose where it is shown"))])
    page = CountField(_l("Page"))
    row = CountField(_l("Row"))
    x = FigureField(_l("From the left, in percent"), IN_PERCENT)
    y = FigureField(_l("From the top, in percent"), IN_PERCENT)
    w = FigureField(_l("Width, in percent"), IN_PERCENT)
    h = FigureField(_l("Height, in percent"), IN_PERCENT)
    seconds_from = ClockField(_l("From"))
    seconds_to = ClockField(_l("To"))
    note = StringField(_l("What to look at"), [Length(max=300)])
    # The page whose picture is shown, so that the form finds it again.
    shown = HiddenField()

    def offer(self, item: EvidenceItem) -> None:
        """Offer the results of the version and the places there are in the file."""
        results = item.exemplar_version.results
        self.result.choices = [SelectChoice(result.key, result.indicator) for result in results]
        words = KINDS
        if item.file is not None and item.file.kind is FileKind.SHEET:
            # A workbook has sheets where a paper has pages.
            words = KINDS | {PlaceKind.PAGE: _l("A sheet of the workbook")}
            self.page.label.text = _("Number of the sheet, 1 is the first")
        self.kind.choices = [SelectChoice(kind.value, str(words[kind])) for kind in kinds_for(item)]

    def place(self) -> Place:
        """What was filled in, for the service."""
        return Place(
            PlaceKind(self.kind.data),
            self.page.data,
            self.row.data,
            self.x.data,
            self.y.data,
            self.w.data,
            self.h.data,
            self.seconds_from.data,
            self.seconds_to.data,
            self.note.data or "",
        )
