"""What the README tells an operator to type works as printed."""

import re
import shlex
import subprocess
from pathlib import Path

from sqlalchemy import func, select

from registry.core.db import db
from registry.identity.models import Role
from registry.identity.queries import find_user
from registry.units.models import Unit
from registry.units.queries import get_unit

ROOT = Path(__file__).parents[2]


def printed(chapter):
    """The lines of code of a chapter."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").split(f"## {chapter}\n")[1].split("\n## ")[0]
    return [shlex.split(line, comments=True) for line in text.splitlines() if line.startswith("    ")]


def steps(words):
    """The registry's commands behind one printed line: `make` says what it would run."""
    if words[0] == "make":
        told = subprocess.run([*words, "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=True)
        return [shlex.split(one) for one in re.findall(r"-m registry (.*)", told.stdout)]
    return [words[words.index(".venv/bin/registry") + 1 :]]


def test_starting_for_real_ends_with_an_administrator_of_a_unit(run):
    typed = [
        line for line in printed("Starting for real") if line[0] == "make" or ".venv/bin/registry" in line
    ]
    commands = [step for line in typed for step in steps(line)]
    assert [command[0] for command in commands] == ["setup", "serve", "users", "check"]
    assert run("serve", "--help").exit_code == 0
    for command in commands:
        done = run(*command) if command[0] != "serve" else None
        if command[0] in {"setup", "users"}:
            assert (done.exit_code, done.stderr) == (0, ""), command
    assert "nobody is administrator" not in done.stdout
    (grant,) = find_user("ten.dang.nhap").grants
    assert (grant.role, grant.unit_id) == (Role.ADMINISTRATOR, get_unit("lao-cai").id)
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 63


def test_table_names_every_command_of_the_audit_log_and_of_backups(app):
    """These are looked for when something has gone wrong."""
    text = (
        (ROOT / "README.md").read_text(encoding="utf-8").split("## The command line\n")[1].split("\n## ")[0]
    )
    named = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| `")]
    for group in ("audit", "backup", "maintenance"):
        rows = [row for row in named if row.startswith(f"| `{group} ")]
        for command in app.cli.commands[group].commands:
            assert any(re.search(rf"[` ]{command}\b", row) for row in rows), (group, command)
