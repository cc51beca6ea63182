"""Three questions before a registration: whether it is needed, measured, and something others could do."""

from dataclasses import dataclass

from flask import request
from flask_babel import LazyString

from registry.core.i18n import _, _l


@dataclass(frozen=True)
class Question:
    """A question, what it means, and the advice to whoever says no or is not sure."""

    name: str
    text: LazyString
    meaning: LazyString
    advice: LazyString


QUESTIONS = (
    Question(
        "can",
        _l("Does it meet a real need of the people?"),
        _l("Somebody asked for it, complained of it, or lives better through it."),
        _l(
            "Write down first whose difficulty it eases, and how you know of it. Without that "
            "the section “Problem and goals” stays thin."
        ),
    ),
    Question(
        "do",
        _l("Has something changed that can be counted or shown?"),
        _l(
            "A figure before and after, or a photo, minutes, a list. It may also be words "
            "when nothing can be counted."
        ),
        _l(
            "Note today how things stand: it is the “before” of your first figure. Say when you "
            "will look again."
        ),
    ),
    Question(
        "lam",
        _l("Could another unit do the same?"),
        _l("With people, money and time that others have too."),
        _l(
            "Think of what was special with you: a person, a donor, a place. Say in “What it "
            "takes to copy it” what others could do in its stead."
        ),
    ),
)
ANSWERS = (("co", _l("Yes")), ("chua", _l("Not yet, or not sure")))


def answered() -> dict[str, str]:
    """What was answered so far, by question; the answers stand in the address and nowhere else."""
    known = {value for value, _label in ANSWERS}
    return {one.name: answer for one in QUESTIONS if (answer := request.args.get(one.name, "")) in known}


def advice() -> tuple[str, list[LazyString]] | None:
    """A sentence on the answers and what to think of; None until all three are answered."""
    given = answered()
    if len(given) < len(QUESTIONS):
        return None
    weak = [one.advice for one in QUESTIONS if given[one.name] != "co"]
    if not weak:
        return _("Three times yes: this is worth registering."), []
    return _("You can begin now. These make it stronger:"), weak
