"""The overview of the movement, the whole list of what is late, and reminding of it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.core.errors import NotFound
from registry.core.i18n import _, _n
from registry.core.permissions import Permission
from registry.reports.figures.overdue import Stuck
from registry.reports.notes import NOTES
from registry.reports.service import reminding
from registry.reports.service.up_to import as_of
from registry.units import queries as units
from registry.units.models import Unit
from registry.units.naming import at_start
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.periodic import quarter
from registry.web.reports import present
from registry.web.reports.asked import Asked, asked_by, choices_of, period_name, words_of
from registry.web.reports.blueprint import bp
from registry.web.search import tiles
from registry.web.telling import tell


@bp.get("/bao-cao")
@permission(Permission.FIGURES_READ)
def show_overview() -> ResponseReturnValue:
    """The figures of a unit, or of the whole country, in a period."""
    asked = asked_by(actor())
    trend, late = present.trend_of(asked), present.late_rows(asked)
    return render_template(
        "reports/show_overview.html",
        asked=asked,
        form=Form.from_request(),
        choices=choices_of(asked),
        period=period_name(asked.period_code),
        before=present.running_before(asked),
        steps=present.steps_of(asked),
        comparing=present.comparing_of(asked),
        places=present.places_of(asked),
        rows=present.table_of(asked),
        by=words_of(asked.by),
        trend=trend,
        late=late,
        shown_late=present.SHOWN_LATE,
        map=present.map_of(asked),
        islands=tiles.islands(),
        copied=present.copied_of(asked),
        days=present.days_of(asked),
        more=present.more_of(asked),
        last_quarter=quarter.offers_of(actor(), asked.unit, quarter.latest_over(asked.period_code)),
        quarters=quarter.offers_of(actor(), asked.unit, quarter.quarters_of(asked.period_code)),
        notes=present.notes(),
        as_of=as_of(),
    )


@bp.get("/bao-cao/don-doc")
@permission(Permission.FIGURES_READ)
def list_overdue() -> ResponseReturnValue:
    """All that is late among what the reader looks after."""
    return _overdue(asked_by(actor()), Form.from_request())


def _overdue(asked: Asked, form: Form) -> ResponseReturnValue:
    page = render_template(
        "reports/list_overdue.html",
        asked=asked,
        form=form,
        late=present.late_rows(asked),
        note=NOTES["overdue"],
        as_of=as_of(),
    )
    return page, form.status


@bp.post("/bao-cao/don-doc/<ref:code>/<what>")
@permission(Permission.UNIT_REMIND)
def remind_unit(code: str, what: str) -> ResponseReturnValue:
    """Remind those who act at a unit of what is late there."""
    unit, form, asked = units.get_unit(code), Form.from_request(), asked_by(actor())
    stuck = next((one for one in Stuck if one.value == what), None)
    if stuck is None:
        raise NotFound(_("There is no such unit."))
    if form.submitted() and (answer := form.done(lambda: _remind(unit, stuck, asked))):
        return answer
    return _overdue(asked, form)


def _remind(unit: Unit, stuck: Stuck, asked: Asked) -> str:
    people = reminding.remind_unit(actor(), unit, stuck)
    told = _n("%(num)s person was told.", "%(num)s people were told.", people)
    tell(_("%(unit)s was reminded.", unit=at_start(unit.name)) + " " + told)
    return asked.url() + "#don-doc"
