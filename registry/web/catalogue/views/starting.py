"""Ways to begin a registration: after three questions, from an own model, from one to copy, from a file."""

from collections.abc import Callable
from io import BytesIO

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from registry.catalogue import queries
from registry.catalogue.models import Exemplar
from registry.catalogue.paper_form import Understood
from registry.catalogue.paper_template import template_document, template_sheet
from registry.catalogue.service import starting
from registry.core.errors import InvalidInput, NotFound
from registry.core.i18n import _
from registry.core.permissions import Permission
from registry.legacy.form_reading import LARGEST, read_paper_form
from registry.units.models import Unit
from registry.web.catalogue import hub, self_test
from registry.web.catalogue.blueprint import bp
from registry.web.catalogue.start_forms import OwnForm, PaperForm, SourceForm, UnderstoodForm
from registry.web.catalogue.starts import copied_models, own_models, told_of
from registry.web.guard import actor, permission

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Start = Callable[[Unit, Exemplar, str], Exemplar]


@bp.get("/dang-ky/tu-hoi")
@permission(Permission.EXEMPLAR_REGISTER)
def ask_oneself() -> ResponseReturnValue:
    """Three questions with advice; whatever the answers, one may begin. Nothing is kept."""
    given = self_test.answered()
    open_ = [one.name for one in self_test.QUESTIONS if one.name not in given] if request.args else []
    page = {"given": given, "advice": self_test.advice(), "open": open_}
    return render_template(
        "catalogue/ask_oneself.html", questions=self_test.QUESTIONS, answers=self_test.ANSWERS, **page
    )


@bp.route("/dang-ky/tu-mo-hinh-cu", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_REGISTER)
def start_from_own() -> ResponseReturnValue:
    """Begin with a copy of an own model's newest version."""
    sources = own_models(hub.units_to_register(actor()))
    return _start_page(
        "own",
        sources,
        lambda unit, source, title: starting.start_from_own(actor(), unit, source, title=title),
    )


@bp.route("/dang-ky/tu-nhan-rong", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_REGISTER)
def start_from_source() -> ResponseReturnValue:
    """Begin with the method of a model that is being replicated, or of the one the address names."""
    sources = copied_models(actor(), request.args.get("mo-hinh", ""))
    return _start_page(
        "copy",
        sources,
        lambda unit, source, title: starting.start_from_source(actor(), unit, source, title=title),
    )


def _start_page(way: str, sources: list[Exemplar], start: Start) -> ResponseReturnValue:
    units = hub.units_to_register(actor())
    form = (OwnForm if way == "own" else SourceForm).from_request()
    form.offer(units)
    form.source.choices = [
        (one.reference, hub.title_of(queries.version_to_show(actor(), one))) for one in sources
    ]
    if request.method == "GET" and len(sources) == 1:
        form.source.data = sources[0].reference
        if way == "own":
            form.title.data = hub.title_of(sources[0].latest)
    if form.submitted():
        answer = form.done(
            lambda: hub.tasks_url(start(_unit(units, form.unit.data), _one(sources, form), form.title.data))
        )
        if answer:
            return answer
    page = {"form": form, "units": units, "sources": sources, "way": way, "told": told_of(actor(), sources)}
    return render_template("catalogue/start_from_model.html", **page), form.status


def _unit(units: list[Unit], code: str) -> Unit:
    return next(unit for unit in units if unit.code == code)


def _one(sources: list[Exemplar], form: SourceForm) -> Exemplar:
    return next(one for one in sources if one.reference == form.source.data)


@bp.route("/dang-ky/tu-tep", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_REGISTER)
def start_from_file() -> ResponseReturnValue:
    """Read a filled-in paper form and show what was understood; nothing is stored yet."""
    units = hub.units_to_register(actor())
    form = PaperForm.from_request()
    form.offer(units)
    if form.submitted():
        try:
            found = _read(form)
        except InvalidInput as refusal:
            form.show(refusal)
        else:
            return _understood_page(_filled(found, units, form), units, found), 200
    return render_template("catalogue/start_from_file.html", form=form, units=units), form.status


def _read(form: PaperForm) -> Understood:
    if not form.file.data:
        raise InvalidInput("file", _("Choose the filled-in file"))
    found = read_paper_form(form.file.data.read(LARGEST + 1))
    if not found.contents:
        raise InvalidInput("file", _("None of the ten headings was found in this file. Use the template."))
    return found


def _filled(found: Understood, units: list[Unit], form: PaperForm) -> UnderstoodForm:
    filled = UnderstoodForm(formdata=None, **found.contents)
    filled.offer(units)
    filled.unit.data = form.unit.data
    return filled


@bp.post("/dang-ky/tu-tep/xem-lai")
@permission(Permission.EXEMPLAR_REGISTER)
def check_file() -> ResponseReturnValue:
    """Make a draft of what was understood of a file and looked through."""
    units = hub.units_to_register(actor())
    form = UnderstoodForm.from_request()
    form.offer(units)
    if form.submitted() and (answer := form.done(lambda: hub.tasks_url(_made(form, units)))):
        return answer
    return _understood_page(form, units, None), form.status


def _made(form: UnderstoodForm, units: list[Unit]) -> Exemplar:
    return starting.start_from_contents(
        actor(),
        _unit(units, form.unit.data),
        form.contents(),
        field=form.field.data,
        entry_kind=form.entry_kind.data,
        subject_kind=form.subject_kind.data,
    )


def _understood_page(form: UnderstoodForm, units: list[Unit], found: Understood | None) -> str:
    return render_template("catalogue/check_file.html", form=form, units=units, found=found)


@bp.get("/dang-ky/mau.<kind>")
@permission(Permission.EXEMPLAR_REGISTER)
def send_template(kind: str) -> ResponseReturnValue:
    """The empty paper form as DOCX or XLSX."""
    if kind not in {"docx", "xlsx"}:
        raise NotFound(_("There is no such page"))
    body, mime = (template_document(), DOCX) if kind == "docx" else (template_sheet(), XLSX)
    name = f"phieu-dang-ky-mo-hinh.{kind}"
    return send_file(BytesIO(body), mimetype=mime, as_attachment=True, download_name=name)
