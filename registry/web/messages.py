"""The form library's own sentences in the reader's language; it ships none in Vietnamese."""

from flask_babel import LazyString

from registry.core.i18n import _l

# The library's words (of a plural, the plural) to ours; the library fills in what stands in %( ).
SENTENCES: dict[str, LazyString] = {
    "This field is required.": _l("Fill in this field"),
    "Invalid input.": _l("This value cannot be used"),
    "Not a valid choice.": _l("Choose one of the options on the list"),
    "Invalid Choice: could not coerce.": _l("Choose one of the options on the list"),
    "'%(value)s' are not valid choices for this field.": _l("Choose only options on the list"),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("Choose only options on the list"),
    "Field must be at least %(min)d characters long.": _l("Write at least %(min)d characters"),
    "Field cannot be longer than %(max)d characters.": _l("Write at most %(max)d characters"),
    "Field must be exactly %(max)d characters long.": _l("Write exactly %(max)d characters"),
    "Field must be between %(min)d and %(max)d characters long.": _l(
        "Write between %(min)d and %(max)d characters"
    ),
    "Number must be at least %(min)s.": _l("Enter a number not below %(min)s"),
    "Number must be at most %(max)s.": _l("Enter a number not above %(max)s"),
    "Number must be between %(min)s and %(max)s.": _l("Enter a number between %(min)s and %(max)s"),
    "Not a valid integer value.": _l("Enter a whole number"),
    "Not a valid decimal value.": _l("Enter a number"),
    "Not a valid date value.": _l("Enter a real date"),
    "Invalid email address.": _l("Enter a full e-mail address"),
    "Field must be equal to %(other_name)s.": _l("The two entries must be the same"),
}


class Messages:
    """What the form library asks for its sentences."""

    def gettext(self, text: str) -> str:
        return str(SENTENCES.get(text, text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return str(SENTENCES.get(many, one if count == 1 else many))


MESSAGES = Messages()
