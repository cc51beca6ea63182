"""`registry review`: figures about the work of reviewers."""

import json
import sys
from typing import Any

import click
from flask.cli import AppGroup

from registry.review import calibration

group = AppGroup("review", help="The work of reviewers.")

KNOWN = {"scores", "line", "level", "options"}


@group.command(with_appcontext=False)
def calibrate() -> None:
    """Read scores as JSON from standard input; print what they let one conclude. See docs/calibration.md.

    Ends with status 1 and a sentence on standard error when the scores cannot be calculated with.
    """
    options = calibration.Options()
    try:
        question = _question(sys.stdin.buffer.read())
        options = calibration.options_of(question)
        answer = calibration.calibrate(calibration.scores_of(question.get("scores"), options), options)
    except calibration.BadScores as refusal:
        click.echo(_written(calibration.refused(refusal.reason, options)))
        click.echo(f"Error: {refusal.message}", err=True)
        sys.exit(1)
    click.echo(_written(answer))


def _question(text: bytes) -> dict[str, Any]:
    try:
        question = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise calibration.BadScores("bad_json", f"not JSON in UTF-8: {fault}") from fault
    if not isinstance(question, dict):
        raise calibration.BadScores("bad_json", "not a JSON object")
    if unknown := sorted(set(question) - KNOWN):
        raise calibration.BadScores(
            "bad_option", f"unknown name {unknown[0]}; known are {', '.join(sorted(KNOWN))}"
        )
    return question


def _written(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, allow_nan=False)
