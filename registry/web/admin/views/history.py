"""What happened to one object, from the audit log, in plain words."""

from collections.abc import Callable
from typing import NamedTuple

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from registry.audit.queries import list_history
from registry.campaigns.queries import get_campaign
from registry.catalogue.queries import get_exemplar, get_field, version_to_show
from registry.core.errors import NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission, allowed
from registry.documents.queries import get_paper
from registry.identity.models import User
from registry.periodic.forms import newest
from registry.periodic.queries import get_report_called
from registry.units.models import Unit
from registry.web.admin import reach
from registry.web.admin.blueprint import bp
from registry.web.admin.events import lines_of
from registry.web.documents.present import title_of
from registry.web.guard import actor, permission
from registry.web.periodic.present import link_of


class Told(NamedTuple):
    """Whose history it is: kind and reference in the log, what to call it, where it is."""

    kind: str
    reference: str
    title: str
    href: str


@bp.get("/quan-tri/nhat-ky/<word>/<ref:reference>")
@permission(Permission.AUDIT_READ)
def show_history(word: str, reference: str) -> ResponseReturnValue:
    """The log of one object in my scope. Who scored what is not shown here."""
    find = SUBJECTS.get(word)
    if find is None:
        raise NotFound
    told = find(actor(), reference)
    lines = lines_of(list_history(told.kind, told.reference))
    return render_template("admin/show_history.html", told=told, lines=lines)


def _unit(person: User, code: str) -> Told:
    unit = reach.get_unit(person, code)
    return Told("unit", unit.code, unit.name, url_for("admin.show_unit", code=unit.code))


def _user(person: User, username: str) -> Told:
    subject = reach.get_person(person, username)
    href = url_for("admin.show_user", username=subject.username)
    return Told("user", subject.reference, subject.name, href)


def _field(person: User, code: str) -> Told:
    if not allowed(person, Permission.FIELD_ADMINISTER):
        raise NotFound
    field = get_field(code)
    return Told("field", field.code, field.name, url_for("admin.list_fields"))


def _campaign(person: User, reference: str) -> Told:
    campaign = get_campaign(person, reference)
    if not allowed(person, Permission.CAMPAIGN_ADMINISTER, campaign):
        raise NotFound
    href = url_for("campaigns.show_campaign", reference=campaign.reference)
    return Told("campaign", campaign.reference, campaign.title, href)


def _exemplar(person: User, reference: str) -> Told:
    exemplar = get_exemplar(person, reference)
    if exemplar.lead_unit is None or not allowed(person, Permission.UNIT_ADMINISTER, exemplar.lead_unit):
        raise NotFound
    title = version_to_show(person, exemplar).title or _("Model without a name")
    href = url_for("catalogue.show_exemplar", reference=exemplar.reference)
    return Told("exemplar", exemplar.reference, title, href)


def _paper(person: User, code: str) -> Told:
    paper = get_paper(person, code)
    _require_administered(person, paper.issuer)
    href = url_for("documents.show_paper", code=paper.code)
    return Told("officialpaper", paper.code, title_of(paper), href)


def _report(person: User, reference: str) -> Told:
    report = get_report_called(person, reference)
    _require_administered(person, report.unit)
    title = f"{newest(report.form).title}, {report.period}, {report.unit.name}"
    return Told("periodicreport", report.reference, title, link_of(report))


def _require_administered(person: User, unit: Unit) -> None:
    if not allowed(person, Permission.AUDIT_READ, unit):
        raise NotFound


SUBJECTS: dict[str, Callable[[User, str], Told]] = {
    "don-vi": _unit,
    "nguoi-dung": _user,
    "linh-vuc": _field,
    "dot-xet": _campaign,
    "mo-hinh": _exemplar,
    "van-ban": _paper,
    "bao-cao": _report,
}
