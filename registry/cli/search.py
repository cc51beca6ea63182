"""`registry search`: asking, rebuilding and looking after the index."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from registry.discovery import closed, indexing
from registry.discovery.searching import find, with_typed
from registry.search.base import Query, SearchEngine

group = AppGroup("search", help="The search index.")


def _engine() -> SearchEngine:
    return current_app.extensions["registry.search"]  # type: ignore[no-any-return]


def _closed_engine() -> SearchEngine:
    return current_app.extensions["registry.closed_search"]  # type: ignore[no-any-return]


@group.command()
@click.argument("text", required=False)
@click.option("--field", "field", help="A field's code, for example economy.")
@click.option("--province", help="A province's code, old or new, for example tuyen-quang.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100))
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")
def query(
    text: str | None, field: str | None, province: str | None, limit: int, batch: Path | None, as_json: bool
) -> None:
    """Search as the public does. With --batch, read one JSON object a line: q, field, province."""
    if (text is None) == (batch is None):
        raise click.UsageError("give either TEXT or --batch FILE")
    one: dict[str, Any] = {"q": text, "field": field, "province": province}
    questions = _lines(batch) if batch else iter([one])
    for question in questions:
        answer = question if "error" in question else _answer(question, limit)
        if as_json or batch:
            click.echo(json.dumps(answer, ensure_ascii=False))
        else:
            click.echo(f"{answer['total']} found")
            for hit in list(answer["hits"]):
                click.echo(f"{hit['reference']}  {hit['score']:.3f}  {hit['title']}")


@group.command()
def rebuild() -> None:
    """Build both indexes anew from the database: the shared one, and that of drafts and dossiers."""
    shown = sys.stderr.isatty()

    def tell(progress: indexing.Progress) -> None:
        if shown:
            line = f"{progress.done} of {progress.total}, about {progress.left} s left"
            click.echo(f"\r{line:<60}", nl=False, err=True)

    count = indexing.rebuild(_engine(), tell)
    inside = indexing.rebuild(_closed_engine(), tell, closed)
    if shown:
        click.echo(err=True)
    click.echo(f"{count} documents, {inside} of drafts and dossiers")


@group.command()
def reconcile() -> None:
    """Compare both indexes with the database now, as is done every night, and mend what differs."""
    mended = indexing.reconcile(_engine()) + indexing.reconcile(_closed_engine(), closed)
    click.echo(f"{mended} mended")


@group.command()
def status() -> None:
    """How the indexes are and how far behind; ends with status 1 when one cannot be used."""
    state = _engine().status() | indexing.lag(_engine())
    inside = _closed_engine().status() | indexing.lag(_closed_engine(), closed)
    click.echo(json.dumps(state | {"closed": inside}, ensure_ascii=False, default=str))
    if not (state.get("healthy", True) and inside.get("healthy", True)):
        sys.exit(1)


def _lines(batch: Path) -> Iterator[dict[str, Any]]:
    with batch.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _question(number, line)


def _question(number: int, line: str) -> dict[str, Any]:
    """One line of a batch; a line that is not an object is answered with what is wrong about it."""
    try:
        question = json.loads(line)
    except ValueError:
        return {"error": f"line {number}: not JSON"}
    return question if isinstance(question, dict) else {"error": f"line {number}: not an object"}


def _answer(question: dict[str, Any], limit: int) -> dict[str, Any]:
    filters = {name: frozenset([str(question[name])]) for name in ("field", "province") if question.get(name)}
    text = str(question.get("q") or "")
    findings = find(None, _engine(), with_typed(Query(text=text, filters=filters, limit=limit)))
    return {
        "q": text,
        "total": findings.total,
        "hits": [
            {
                "reference": one.exemplar.reference,
                "source_id": one.exemplar.source_id,
                "title": one.version.title,
                "score": round(one.score, 4),
            }
            for one in findings.found
        ],
    }
