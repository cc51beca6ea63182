"""Pages of the unit: begin a registration, fill in its sections, check it, register it, keep it going."""

from collections.abc import Iterable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.catalogue import completeness, queries
from registry.catalogue.completeness import Missing
from registry.catalogue.contents import Section
from registry.catalogue.models import Exemplar
from registry.catalogue.service import drafting, editing, lifecycle, registering
from registry.catalogue.service.holding import free_contents, list_held
from registry.core.i18n import _
from registry.core.permissions import Permission, require
from registry.evidence import queries as evidence
from registry.web.catalogue import checking, drafts, hub, kept
from registry.web.catalogue.blueprint import bp
from registry.web.catalogue.coverage import odd_figures
from registry.web.catalogue.forms import (
    FORMS,
    LifeForm,
    PlainForm,
    RegisterForm,
    ResultsForm,
    SectionForm,
    StartForm,
    is_only_shown,
)
from registry.web.catalogue.labels import SECTIONS, SLUGS, section_at
from registry.web.catalogue.parts import part_of
from registry.web.catalogue.results_beside import ResultsBeside, evidence_of_row
from registry.web.guard import actor, permission
from registry.web.telling import tell


@bp.route("/dang-ky", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_REGISTER)
def start_registration() -> ResponseReturnValue:
    """Say what will be registered; a draft opens, to be filled in section by section."""
    units = hub.units_to_register(actor())
    form = StartForm.from_request(unit=units[0].code if units else None)
    form.unit.choices = [(unit.code, unit.name) for unit in units]
    if form.submitted():
        chosen = next(unit for unit in units if unit.code == form.unit.data)
        answer = form.done(lambda: hub.tasks_url(_started(chosen, form)))
        if answer:
            return answer
    page = {"form": form, "units": units, "drafts": hub.drafts_of(units)}
    return render_template("catalogue/start_registration.html", **page), form.status


def _started(unit: hub.Unit, form: StartForm) -> Exemplar:
    return registering.start_exemplar(
        actor(),
        unit,
        title=form.title.data or "",
        field=form.field.data,
        entry_kind=form.entry_kind.data,
        subject_kind=form.subject_kind.data,
    )


@bp.get("/mo-hinh/<ref:reference>/sua")
@permission(Permission.EXEMPLAR_EDIT)
def show_tasks(reference: str) -> ResponseReturnValue:
    """The task list of a registration."""
    exemplar = hub.own_exemplar(reference)
    page = hub.tasks_of(actor(), exemplar)
    return render_template(
        "catalogue/show_tasks.html",
        exemplar=exemplar,
        form=PlainForm.from_request(),
        kept=kept.kept_of(actor(), exemplar),
        **page,
    )


@bp.route("/mo-hinh/<ref:reference>/sua/<section>", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_EDIT)
def edit_section(reference: str, section: str) -> ResponseReturnValue:
    """Fill in one section. What is typed may be incomplete; the task list says what is left."""
    exemplar, part = hub.own_exemplar(reference), section_at(section)
    if part not in FORMS:
        return redirect(hub.section_url(exemplar, part), 303)
    form = FORMS[part].of(exemplar.latest)
    form.close(exemplar.latest, free_contents(exemplar, part) or None)
    if not form.is_submitted() and exemplar.latest.is_frozen:
        return redirect(hub.tasks_url(exemplar), 303)
    if not form.is_submitted() and part in list_held(exemplar):
        return redirect(hub.reading_url(exemplar, part), 303)
    drafting.note_presence(actor(), exemplar, part)
    if is_only_shown(form):
        return _section_page(exemplar, part, form), 200
    drafts.merge_choices(form, exemplar.latest)
    theirs = drafts.merge_apart(form, exemplar.latest)
    if form.submitted(lambda: editing.clean_values(part, form.open_values())):
        if answer := form.done(lambda: _saved(exemplar, part, form, theirs)):
            return answer
        kept.keep_refused(form)
    return _section_page(exemplar, part, form), form.status


def _saved(exemplar: Exemplar, part: Section, form: SectionForm, theirs: list[str]) -> str:
    trace = drafts.trace_of_request()
    editing.save_section(actor(), exemplar, part, form.open_values(), version=form.seen_version, trace=trace)
    kept.settle(actor(), kept.page_path(exemplar, part), form)
    tell(_("“%(section)s” is saved.", section=SECTIONS[part]), "success")
    if theirs:
        others = _(
            "Somebody else changed this meanwhile; their text is kept: %(parts)s.", parts=", ".join(theirs)
        )
        tell(others, "success")
    for one in odd_figures(exemplar.latest) if part is Section.RESULTS else ():
        tell(one, "warn")
    if isinstance(form, ResultsForm) and (chosen := evidence_of_row(exemplar, form.results)):
        return chosen
    if hub.goes_back_to_tasks():
        return hub.tasks_url(exemplar)
    return (
        hub.section_url(exemplar, Section.CHECK) if hub.came_from_check() else hub.url_after(exemplar, part)
    )


def _section_page(exemplar: Exemplar, part: Section, form: SectionForm) -> str:
    kept.go_on_with_kept(actor(), form)
    return render_template(
        "catalogue/edit_section.html",
        exemplar=exemplar,
        version=exemplar.latest,
        section=part,
        slug=SLUGS[part],
        title=SECTIONS[part],
        number=list(Section).index(part) + 1,
        count=len(Section),
        form=form,
        conflict=drafts.clashes_of(form, exemplar.latest),
        is_correcting=hub.came_from_check(),
        **drafts.page_parts(actor(), exemplar, part, form),
    )


@bp.route("/mo-hinh/<ref:reference>/kiem-tra", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_EDIT)
def check_answers(reference: str) -> ResponseReturnValue:
    """Everything that was filled in, what is still missing, and the next step."""
    exemplar = hub.own_exemplar(reference)
    form = RegisterForm.from_request(version=str(exemplar.version))
    if form.submitted() and (answer := form.done(lambda: _registered(exemplar, form))):
        return answer
    version = exemplar.latest
    page = {
        "sections": checking.sections_of(exemplar, version),
        "missing": _to_correct(exemplar, completeness.missing_items(version, hub.evidence_count(version))),
        "first": _to_correct(exemplar, completeness.missing_to_register(version)),
        "files": evidence.list_items(version),
        "beside": ResultsBeside(version),
        "limits": part_of("evidence", actor(), exemplar, version).get("limits"),
        "told": part_of("tasks", actor(), exemplar, version).get("notes", []),
    }
    return render_template(
        "catalogue/check_answers.html", exemplar=exemplar, version=version, form=form, **page
    ), form.status


def _to_correct(exemplar: Exemplar, missing: Iterable[Missing]) -> list[tuple[str, str]]:
    return checking.linked(exemplar, missing, address=hub.correcting_url)


def _registered(exemplar: Exemplar, form: RegisterForm) -> str:
    lifecycle.move_exemplar(actor(), exemplar, "register", version=form.seen_version)
    tell(_("The model is registered as %(code)s.", code=exemplar.reference), "success")
    return url_for("catalogue.show_receipt", reference=exemplar.reference)


@bp.post("/mo-hinh/<ref:reference>/phien-ban-moi")
@permission(Permission.EXEMPLAR_EDIT)
def begin_version(reference: str) -> ResponseReturnValue:
    """Open a copy of the frozen version, at the section that is named; an open one serves for that."""
    exemplar = hub.own_exemplar(reference)
    part = next((one for one in Section if one.value == request.form.get("phan")), None)
    if part is None or exemplar.latest.is_frozen:
        editing.begin_new_version(actor(), exemplar)
    return redirect(hub.section_url(exemplar, part) if part else hub.tasks_url(exemplar), 303)


@bp.route("/mo-hinh/<ref:reference>/duy-tri", methods=["GET", "POST"])
@permission(Permission.EXEMPLAR_CLOSE)
def move_exemplar(reference: str) -> ResponseReturnValue:
    """Pause, resume or end a model, with the reason."""
    exemplar = queries.get_exemplar(actor(), reference)
    require(actor(), Permission.EXEMPLAR_CLOSE, exemplar)
    arrows = hub.arrows_of(exemplar)
    form = LifeForm.from_request(version=str(exemplar.version))
    form.action.choices = [(action, hub.ARROWS[action]) for action in arrows]
    if form.submitted() and (answer := form.done(lambda: _moved(exemplar, form))):
        return answer
    return render_template("catalogue/move_exemplar.html", exemplar=exemplar, form=form), form.status


def _moved(exemplar: Exemplar, form: LifeForm) -> str:
    lifecycle.move_exemplar(
        actor(), exemplar, form.action.data, reason=form.reason.data or "", version=form.seen_version
    )
    tell(_("Saved."), "success")
    return url_for("catalogue.show_exemplar", reference=exemplar.reference)
