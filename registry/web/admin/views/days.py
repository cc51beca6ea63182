"""The calendar: days that are free or worked although their weekday says otherwise."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.calendar import queries, service
from registry.calendar.models import CalendarDay
from registry.core.clock import today
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.web.admin.blueprint import bp
from registry.web.admin.forms import DayForm, DayNameForm
from registry.web.forms import Form
from registry.web.guard import actor, permission
from registry.web.telling import tell


@bp.route("/quan-tri/ngay-lam-viec", methods=["GET", "POST"])
@permission(Permission.CALENDAR_ADMINISTER)
def list_days() -> ResponseReturnValue:
    """The days of a year, and a form to add one."""
    form = DayForm.from_request()
    if form.submitted() and (answer := form.done(lambda: _add(form))):
        return answer
    years = sorted({*queries.list_years(), today().year})
    asked = request.args.get("nam", "")
    year = int(asked) if asked in map(str, years) else today().year
    tabs = [{"label": str(one), "href": _list_of(one), "current": one == year} for one in years]
    return render_template(
        "admin/list_days.html",
        form=form,
        year=year,
        year_tabs=tabs,
        days=queries.list_days(year),
        warning=_warning_of(year),
    ), form.status


@bp.route("/quan-tri/ngay-lam-viec/<ref:day>", methods=["GET", "POST"])
@permission(Permission.CALENDAR_ADMINISTER)
def edit_day(day: str) -> ResponseReturnValue:
    """Say anew what a day is free or worked for."""
    found = queries.get_day(day)
    form = DayNameForm.from_request(obj=found, version=str(found.version))
    if form.submitted() and (answer := form.done(lambda: _rename(form, found))):
        return answer
    return render_template("admin/edit_day.html", form=form, subject=found), form.status


@bp.route("/quan-tri/ngay-lam-viec/<ref:day>/bo", methods=["GET", "POST"])
@permission(Permission.CALENDAR_ADMINISTER)
def remove_day(day: str) -> ResponseReturnValue:
    """Whether to let a day be again what its weekday says."""
    found = queries.get_day(day)
    form = Form.from_request(version=str(found.version))
    if form.submitted() and (answer := form.done(lambda: _remove(form, found))):
        return answer
    return render_template("admin/remove_day.html", form=form, subject=found), form.status


def _add(form: DayForm) -> str:
    added = service.add_day(actor(), form.on, is_free=form.kind.data == "free", name=form.name.data or "")
    tell(_("The day is recorded."), "success")
    return _list_of(added.day.year)


def _warning_of(year: int) -> str:
    """What is missing or not final of a year, where something was counted with it."""
    if queries.lacks_tet(year):
        return _("The Lunar New Year of %(year)s is not recorded: it is counted as worked.", year=year)
    if queries.is_provisional(year):
        return _(
            "Days marked as provisional are not announced yet. Change them once the plan for %(year)s "
            "is official.",
            year=year,
        )
    return ""


def _rename(form: DayNameForm, day: CalendarDay) -> str:
    service.rename_day(actor(), day, name=form.name.data or "", version=form.seen_version)
    tell(_("The day is recorded."), "success")
    return _list_of(day.day.year)


def _remove(form: Form, day: CalendarDay) -> str:
    year = day.day.year
    service.remove_day(actor(), day, version=form.seen_version)
    tell(_("The day is removed."), "success")
    return _list_of(year)


def _list_of(year: int) -> str:
    return url_for("admin.list_days", nam=year)
