"""A table that the reader puts together: rows, columns, filters; seen at once, taken as a file."""

from io import BytesIO

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from registry.core.clock import today
from registry.core.errors import InvalidInput
from registry.core.permissions import Permission
from registry.reports.builder import Answer, ask
from registry.reports.queries import get_saved, list_saved
from registry.reports.service.up_to import as_of
from registry.web.guard import actor, permission
from registry.web.reports import builder_asked as asked
from registry.web.reports import builder_files as files
from registry.web.reports import builder_present as present
from registry.web.reports.blueprint import bp
from registry.web.reports.builder_present import Labels
from registry.web.reports.present import note_of
from registry.web.search.taking import TYPES


@bp.get("/bao-cao/tu-lap")
@permission(Permission.FIGURES_READ)
def build_table() -> ResponseReturnValue:
    """The table the address asks for, with the form that asks for another."""
    reader = actor()
    question = asked.question_in(request.args, reader)
    code = request.args.get("bang", "")
    page = {
        "question": question,
        "choices": asked.choices_of(question, reader),
        "names": asked.NAMES,
        "url_of": asked.url_of,
        "saved": get_saved(reader, code) if code else None,
        "has_saved": bool(list_saved(reader)),
        "as_of": as_of(),
    }
    try:
        answer = ask(reader, question)
    except InvalidInput as fault:
        return render_template("reports/build_table.html", fault=fault, answer=None, **page), fault.status
    return render_template("reports/build_table.html", fault=None, **page, **_told(answer))


def _told(answer: Answer) -> dict[str, object]:
    labels = Labels(answer)
    rows = present.rows_of(answer, labels)
    return {
        "answer": answer,
        "heads": labels.heads(),
        "rows": rows[: present.MOST_ROWS],
        "count": len(rows),
        "drawing": present.drawing_of(answer, labels),
        "notes": [note_of(f"{one.title} ({one.unit})", one.note) for one in answer.figures],
    }


@bp.get("/bao-cao/tu-lap.xlsx", defaults={"kind": "xlsx"})
@bp.get("/bao-cao/tu-lap.csv", defaults={"kind": "csv"})
@permission(Permission.FIGURES_READ)
def take_table(kind: str) -> ResponseReturnValue:
    """The table of the address as a file."""
    answer = ask(actor(), asked.question_in(request.args, actor()))
    body = files.csv_of(answer) if kind == "csv" else files.xlsx_of(answer)
    name = f"so-lieu-tu-lap-{today()}.{kind}"
    return send_file(BytesIO(body), mimetype=TYPES[kind], as_attachment=True, download_name=name)
