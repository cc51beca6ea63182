"""`registry users`."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from registry.core.clock import today
from registry.core.db import db
from registry.identity import passwords
from registry.identity.models import Role, User
from registry.identity.queries import find_user

FIRST = ("users", "create", "--username", "quan.tri", "--name", "Hà Duy Trí")


def test_first_administrator_gets_a_one_time_password(make, run):
    unit = make.province(code="minh-hoa")
    done = run(*FIRST, "--role", "administrator", "--unit", "minh-hoa", "--email", "tri@xa.gov.vn")
    assert (done.exit_code, done.stderr) == (0, "")
    password = re.search(r"one-time password: (\S+)", done.stdout)[1]
    user = find_user("quan.tri")
    assert passwords.matches(user.password_hash, password)
    assert user.one_time_until is not None
    assert [(grant.role, grant.unit_id, grant.valid_from) for grant in user.grants] == [
        (Role.ADMINISTRATOR, unit.id, today())
    ]


def test_password_given_on_the_input_is_kept_and_not_printed(run):
    done = run(*FIRST, "--password-stdin", typed="con đường làng em\n")
    assert done.exit_code == 0
    assert "con đường" not in done.output
    user = find_user("quan.tri")
    assert passwords.matches(user.password_hash, "con đường làng em")
    assert user.one_time_until is None


def test_names_are_asked_for(run):
    done = run("users", "create", typed="sen.lu\nLù Thị Sen\n")
    assert done.exit_code == 0
    assert find_user("sen.lu").name == "Lù Thị Sen"


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        (("--role", "administrator"), None, "together"),
        (("--role", "king", "--unit", "x"), None, "king"),
        (("--role", "signer", "--unit", "khong-co"), None, "no unit has the code khong-co"),
        (("--password-stdin",), "", "no password"),
        (("--password-stdin",), "ngan\n", "password: Use at least 10 characters."),
        (("--email", "khong"), None, "email:"),
    ],
)
def test_refusal_is_one_line_of_english_and_stores_nothing(run, arguments, typed, told):
    done = run(*FIRST, *arguments, typed=typed)
    assert done.exit_code != 0
    assert told in done.stderr
    assert "Traceback" not in done.output
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_taken_name_is_refused(make, run):
    make.user(username="quan.tri")
    done = run(*FIRST)
    assert (done.exit_code, done.stderr) == (1, "Error: username: The user name quan.tri is taken.\n")


def test_grant_with_days(make, run):
    make.unit(code="xa-a")
    user = make.user(username="sen.lu")
    done = run("users", "grant", "sen.lu", "--role", "signer", "--unit", "xa-a", "--from", "2026-01-01",
               "--until", "2026-12-31", "--reason", "QĐ 5")  # fmt: skip
    assert done.stdout == "sen.lu is signer at xa-a from 2026-01-01 until 2026-12-31\n"
    grant = user.grants[0]
    assert (grant.valid_from, grant.valid_to, grant.reason) == (date(2026, 1, 1), date(2026, 12, 31), "QĐ 5")
    again = run("users", "grant", "sen.lu", "--role", "signer", "--unit", "xa-a", "--from", "2026-06-01")
    assert again.exit_code == 1
    assert "already holds this role" in again.stderr


def test_reset_gives_a_new_one_time_password(make, run):
    user = make.user(username="sen.lu")
    before = user.password_hash
    done = run("users", "reset-password", "sen.lu")
    db.session.refresh(user)
    assert user.password_hash != before
    assert passwords.matches(user.password_hash, done.stdout.split()[-1])
    assert (
        run("users", "reset-password", "khong.co").stderr == "Error: no account has the user name khong.co\n"
    )
