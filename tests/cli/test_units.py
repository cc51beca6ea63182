"""`registry units`."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.units.models import Unit
from registry.units.queries import find_unit

TABLE = """code,name,kind,parent,started_on,areas
xa-a,xã Đồng Gương,commune,tinh,2025-07-01,border rural
tinh,tỉnh Mẫu,province,,1997-01-01,
"""


def count():
    return db.session.scalar(select(func.count()).select_from(Unit))


def test_table_is_imported_and_again_changes_nothing(run, tmp_path):
    file = tmp_path / "units.csv"
    file.write_text(TABLE, encoding="utf-8")
    assert run("units", "import", str(file)).stdout == "2 added, 0 unchanged, 0 refused\n"
    assert run("units", "import", str(file)).stdout == "0 added, 2 unchanged, 0 refused\n"
    unit = find_unit("xa-a")
    assert (unit.name, unit.started_on, unit.areas) == (
        "xã Đồng Gương",
        date(2025, 7, 1),
        ["border", "rural"],
    )


def test_spreadsheet_mark_at_the_beginning_is_no_letter(run, tmp_path):
    file = tmp_path / "units.csv"
    file.write_text(TABLE, encoding="utf-8-sig")
    assert run("units", "import", str(file)).stdout.startswith("2 added")


def test_lines_of_json_are_imported(run, tmp_path):
    rows = [
        {
            "code": "tinh",
            "name": "tỉnh Mẫu",
            "kind": "province",
            "areas": ["island", "border"],
            "parent": None,
        }
    ]
    file = tmp_path / "units.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    assert run("units", "import", str(file)).stdout == "1 added, 0 unchanged, 0 refused\n"
    assert find_unit("tinh").areas == ["island", "border"]


def test_refused_rows_are_named_with_line_and_reason(run, tmp_path):
    file = tmp_path / "units.csv"
    file.write_text(TABLE + "xa-b,xã B,comune,,,\nxa-c,,commune,,,\n", encoding="utf-8")
    lines = run("units", "import", str(file)).stdout.splitlines()
    assert lines[0].startswith("line 4 (xa-b): kind: 'comune' is none of province")
    assert lines[1] == "line 5 (xa-c): name: Enter the unit's name."
    assert lines[2] == "2 added, 0 unchanged, 2 refused"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", "name,kind\nx,commune\n", "the header lacks code"),
        ("a.jsonl", "{}\n[1]\n", "line 2 is not an object"),
        ("a.jsonl", "khong\n", "line 1 is not JSON"),
        ("a.csv", "", "the header lacks"),
    ],
)
def test_file_of_another_shape_is_refused_whole(run, tmp_path, name, content, told):
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    done = run("units", "import", str(file))
    assert done.exit_code == 1
    assert told in done.stderr
    assert count() == 0


def test_provinces_are_seeded_once(run):
    assert run("units", "seed-provinces").stdout == "63 provinces added\n"
    assert run("units", "seed-provinces").stdout == "0 provinces added\n"
    assert count() == 63


def test_merge_from_the_command_line(make, run):
    for code in ("a", "b", "c"):
        make.unit(code=code)
    done = run("units", "merge", "a", "b", "--into", "c", "--on", "2025-07-01", "--basis", "NQ 1")
    assert done.stdout == "a, b merged into c on 2025-07-01\n"
    db.session.expire_all()
    assert [find_unit(code).ended_on for code in ("a", "b", "c")] == [date(2025, 7, 1)] * 2 + [None]


def test_merge_that_is_refused_says_why_and_changes_nothing(make, run):
    for code in ("a", "c"):
        make.unit(code=code)
    for into, told in (("khong-co", "no unit has the code"), ("a", "Choose the units that end")):
        done = run("units", "merge", "a", "--into", into, "--on", "2025-07-01")
        assert done.exit_code == 1
        assert told in done.stderr
    assert find_unit("a").ended_on is None
