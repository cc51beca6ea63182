"""Every form there is, in all its versions: the one place where reports are defined."""

from datetime import date

from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.periodic.form import ReportForm
from registry.periodic.forms import five_years, monthly, six_months, state_tables
from registry.periodic.periods import ReportPeriod, find_period

# By code, each with its versions, the oldest first. A version that was filed once is never changed: what
# is to be otherwise becomes the next one.
FORMS: dict[str, tuple[ReportForm, ...]] = {
    "thang": (monthly.FIRST,),
    "sau-thang": (six_months.FIRST,),
    "bieu-0601": (state_tables.MOVEMENTS,),
    "bieu-0603": (state_tables.AWARDS, state_tables.AWARDS_TYPED),
    "nam-nam": (five_years.FIRST, five_years.SECOND),
    "nam-nam-tinh": (five_years.OF_PROVINCE,),
}


def newest(code: str) -> ReportForm:
    """The version of a form that holds today; raises NotFound for a form nobody knows."""
    if code not in FORMS:
        raise NotFound(_("There is no such report."))
    return FORMS[code][-1]


def form_for(code: str, day: date) -> ReportForm:
    """The version of a form for the period that begins on a day."""
    newest(code)
    held = [one for one in FORMS[code] if one.holds_from <= day]
    return (held or FORMS[code][:1])[-1]


def form_of(code: str, version: int) -> ReportForm:
    """A version of a form, as a report that was filed names it."""
    return next(one for one in FORMS[code] if one.version == version)


def period_of(form: ReportForm, code: str) -> ReportPeriod:
    """The period of a form that a code names; raises NotFound."""
    found = find_period(code, form.span)
    if found is None:
        raise NotFound(_("There is no such report."))
    return found
