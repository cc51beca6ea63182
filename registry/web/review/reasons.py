"""The page that asks for a reason before something is done, and does it."""

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.web.review.forms import ReasonForm
from registry.web.telling import tell


def ask_reason(
    command: Callable[[str], object], *, told: str, back: str, about: str, **words: Any
) -> ResponseReturnValue:
    """Ask for the reason, give it to the command, and lead back; `words` are those of the page."""
    form = ReasonForm.from_request()

    def act() -> str:
        command(form.reason.data or "")
        tell(told, "success")
        return back

    if form.submitted() and (answer := form.done(act)):
        return answer
    return render_template("review/give_reason.html", form=form, about=about, back=back, **words), form.status
