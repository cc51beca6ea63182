"""Telling whoever uploaded a list that it is checked, taken over, or cannot be read."""

from flask_babel import force_locale

from registry.core.i18n import _
from registry.legacy.models import ImportRun
from registry.legacy.queries import count_fates
from registry.legacy.states import Fate, RunState
from registry.notifications.service import notify


def tell_end(run: ImportRun) -> None:
    """One message at the end of a phase. Part of a command."""
    person = run.started_by
    with force_locale(person.language):
        counts = count_fates(run)
        figures = _(
            "New: %(new)s. Changes: %(changed)s. Same as before: %(same)s. Refused: %(refused)s.",
            **{fate.value: counts[fate] for fate in (Fate.NEW, Fate.CHANGED, Fate.SAME, Fate.REFUSED)},
        )
        subjects = {
            RunState.CHECKED: _("The list %(name)s is checked", name=run.file_name),
            RunState.DONE: _("The list %(name)s is taken over", name=run.file_name),
            RunState.REFUSED: _("The list %(name)s cannot be read", name=run.file_name),
        }
        body = run.problem if run.state is RunState.REFUSED else figures
        notify(person, f"list.{run.state}", subjects[run.state], body, f"/nhap-danh-sach/{run.reference}")
