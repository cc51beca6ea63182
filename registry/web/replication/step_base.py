"""The base of the forms of the steps, and reading what their rows hold."""

from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from wtforms import Field

from registry.core.errors import InvalidInput
from registry.core.i18n import _
from registry.identity.models import User
from registry.replication.models import Replication
from registry.replication.progress import Step
from registry.replication.states import GapWay, Readiness, Treatment
from registry.web.catalogue.fields import RowsField
from registry.web.forms import Form
from registry.web.replication.steps import QUESTIONS
from registry.web.words import choices, word

Word = TypeVar("Word", bound=StrEnum)
WORDS: dict[str, type[StrEnum]] = {"answer": Readiness, "way": GapWay, "treatment": Treatment}


class StepForm(Form):
    """A step: rows, each with the key of what it is about."""

    step: Step
    rows: RowsField
    # What is stored once the person sends it, not while they type.
    WAITS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for row in self.row_forms:
            for name, kind in WORDS.items():
                if name in row._fields:
                    row[name].choices = choices(kind)

    @classmethod
    def opened(cls, replication: Replication, step: Step, **values: Any) -> "StepForm":
        """The form of a step as it was sent, or with what is stored."""
        stored = cls.stored(replication, step)
        form = cls.from_request(version=str(replication.version), **{**stored, **values})
        form.step = step
        for row in form.row_forms:
            row.row_name = cls.name_of(row)
        return form

    @classmethod
    def name_of(cls, row: Any) -> str:
        """What people call a row by; nothing where all are alike."""
        question = QUESTIONS.get(row.key.data) if "key" in row._fields else None
        return str(question[1]) if question else ""

    @classmethod
    def stored(cls, replication: Replication, step: Step) -> dict[str, Any]:
        """What is stored, by the names of the fields."""
        raise NotImplementedError

    @property
    def row_forms(self) -> list[Any]:
        """The rows."""
        return [entry.form for entry in self.rows]

    def field_named(self, name: str) -> Field | None:
        """A field of the form or of one of its rows."""
        cells = (field for row in self.row_forms for field in row)
        return next((field for field in cells if field.name == name), super().field_named(name))

    def save(self, actor: User, replication: Replication) -> None:
        """Have the service store it."""
        raise NotImplementedError

    def texts(self) -> dict[str, str]:
        """Every content in words, by what it is about: what is compared when two people changed it."""
        raise NotImplementedError


def word_of(field: Field, kind: type[Word]) -> Word | None:
    """What was chosen; None for nothing. Raises InvalidInput for what is not offered."""
    text = field.data if field.data not in (None, "None") else ""
    if text and text not in list(kind):
        raise InvalidInput(field.name, _("Choose one of the options."))
    return kind(text) if text else None


def shown(field: Field, kind: type[StrEnum]) -> str:
    """The word of what was chosen."""
    return str(word(kind(field.data))) if field.data in list(kind) else ""


def joined(*parts: str | None) -> str:
    """Texts, a line each."""
    return "\n".join(part for part in parts if part)


def number_of(text: str | None) -> int:
    """A number in a hidden field; -1, which nothing has, when none can be read."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
