"""The committed table of who may open what: `python -m tests.make.permissions_table` writes it anew."""

import json
import sys
import tempfile
from pathlib import Path

from registry.app import create_app
from registry.settings import Settings
from registry.web.guard import access_of

TABLE = Path(__file__).resolve().parents[1] / "checks" / "permissions.json"
REFRESH = ".venv/bin/python -m tests.make.permissions_table"


def declared(app):
    """{"GET /address": "permission, endpoint"} for every route. HEAD and OPTIONS follow GET."""
    table = {}
    for rule in app.url_map.iter_rules():
        access = access_of(app.view_functions[rule.endpoint])
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            table[f"{method} {rule.rule}"] = f"{access}, {rule.endpoint}"
    return dict(sorted(table.items(), key=lambda row: (row[0].split(" ")[1], row[0])))


def committed():
    """The table as it was last looked at."""
    return json.loads(TABLE.read_text("utf-8"))


def main():
    with tempfile.TemporaryDirectory() as instance:
        table = declared(create_app(Settings(instance=Path(instance), secret_key="only for the table")))
    TABLE.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"{len(table)} routes in {TABLE}\n")


if __name__ == "__main__":
    main()
