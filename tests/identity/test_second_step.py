"""The second step of signing in: codes of a phone, codes on paper, and who takes them away."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from registry.core.clock import now
from registry.core.db import db
from registry.core.errors import InvalidInput, InvalidTransition, PermissionDenied
from registry.identity import codes, queries
from registry.identity.models import Role, SecondStep, UserSession
from registry.identity.service import second_step
from registry.identity.service.sign_in import Attempt, CodeNeeded, sign_in, start_session
from registry.identity.throttle import Limit, TooManyTries
from tests.make.people import PASSWORD

SALT = "ab" * 20
LIMIT = Limit(10, 300)


@pytest.fixture(autouse=True)
def _in_one_step():
    """No test begins in one time step of the phones and ends in the next."""
    with time_machine.travel(now(), tick=False):
        yield


def shown(user, salt=SALT, ahead=0):
    """What the person's phone shows, so many times 30 seconds from now."""
    return codes.code_at(user.id, salt, int(now().timestamp()) // codes.STEP + ahead)


def set_up(user):
    """(codes for paper, token of the device at which the phone was set up)."""
    token = start_session(user, device="", hours=12)
    return second_step.set_up(user, salt=SALT, code=shown(user, ahead=-1), token=token), token


def attempt(user):
    return Attempt(user.username, PASSWORD, "127.0.0.1", "")


def test_what_a_phone_shows_is_what_the_standard_says():
    """RFC 6238, appendix B: the key 12345678901234567890 at 59 seconds and at 2005-03-18."""
    import pyotp  # noqa: PLC0415 -- only what the figures of the standard are made with

    totp = pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", digits=8)
    assert (totp.generate_otp(1), totp.generate_otp(1111111109 // 30)) == ("94287082", "07081804")


def test_a_phone_is_set_up_and_asked_for_from_then_on(make):
    user = make.user()
    start_session(user, device="", hours=12)

    spare, token = set_up(user)

    assert [bool(re.fullmatch(r"[a-z0-9]{5}-[a-z0-9]{5}", one)) for one in spare] == [True] * 10
    assert len(set(spare)) == 10
    # Only the device at which it was set up stays signed in.
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 1
    assert queries.find_session(token).second_at is not None
    with pytest.raises(CodeNeeded):
        sign_in(attempt(user), limit=LIMIT, hours=12)
    with pytest.raises(InvalidTransition):
        second_step.set_up(user, salt=SALT, code=shown(user), token=token)


def test_a_wrong_first_code_sets_nothing_up(make):
    user = make.user()
    for code in (
        "000000" if shown(user) != "000000" else "111111",
        "",
        "abcdef",
        "٠٠٠٠٠٠",
        shown(user, "cd" * 20),
    ):
        with pytest.raises(InvalidInput):
            second_step.set_up(user, salt=SALT, code=code, token="")
    assert queries.find_second_step(user) is None
    assert sign_in(attempt(user), limit=LIMIT, hours=12)


def test_the_database_alone_shows_no_code(make):
    """What a phone holds comes from the secret of the installation, too."""
    user = make.user()
    set_up(user)
    row = db.session.scalars(select(SecondStep)).one()
    here, code = codes.secret_of(user.id, row.salt), shown(user)
    codes.use_key("another installation")
    try:
        assert codes.secret_of(user.id, row.salt) != here
        assert not second_step.take(user, code)
    finally:
        codes.use_key("only for tests")
    assert second_step.take(user, code)


def test_l08_a_code_works_once_and_so_does_one_on_paper(make):
    user = make.user()
    spare, _token = set_up(user)
    code = shown(user)

    assert [second_step.take(user, code), second_step.take(user, code)] == [True, False]
    # One that was shown before the last one used is as good as used.
    assert not second_step.take(user, shown(user, ahead=-1))
    assert second_step.take(user, spare[0].upper().replace("-", " "))
    assert not second_step.take(user, spare[0])
    assert queries.count_spare(user) == 9


def test_l08_a_code_is_old_after_a_minute(make):
    user = make.user()
    set_up(user)
    code = shown(user)
    with time_machine.travel(now() + timedelta(seconds=90), tick=False):
        assert not second_step.take(user, code)
        assert second_step.take(user, shown(user))


def test_l08_guessing_ends_after_five_in_five_minutes_and_twenty_in_an_hour(make):
    user = make.user()
    set_up(user)
    wrong, start, tried = "not a code", now(), 0
    for minutes in (0, 6, 12, 18, 24):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            for _try in range(5):
                if tried < 20:
                    assert not second_step.take(user, wrong)
                    tried += 1
            with pytest.raises(TooManyTries):
                second_step.take(user, shown(user))
    with time_machine.travel(start + timedelta(minutes=121), tick=False):
        assert second_step.take(user, shown(user))


def test_new_codes_on_paper_end_the_old_ones(make):
    user = make.user()
    old, _token = set_up(user)
    with pytest.raises(InvalidInput):
        second_step.renew_spare(user, "000 000")
    new = second_step.renew_spare(user, shown(user))
    assert not second_step.take(user, old[0])
    assert second_step.take(user, new[0])


def test_the_owner_removes_the_phone_with_a_code_only(make):
    user = make.user()
    set_up(user)
    with pytest.raises(InvalidInput):
        second_step.turn_off(user, "")
    second_step.turn_off(user, shown(user))
    assert sign_in(attempt(user), limit=LIMIT, hours=12)
    with pytest.raises(InvalidTransition):
        second_step.turn_off(user, shown(user))


def test_a_lost_phone_is_removed_by_an_administrator_above_and_by_the_operator(make):
    province = make.province()
    unit = make.unit(parent=province)
    user, administrator = make.member(unit), make.administrator(province)
    stranger = make.administrator(make.province())
    spare, token = set_up(user)
    for person in (stranger, make.lead(unit)):
        with pytest.raises(PermissionDenied):
            second_step.reset(person, user)

    second_step.reset(administrator, user)

    assert queries.find_session(token) is None
    assert not second_step.take(user, spare[0])
    with pytest.raises(InvalidTransition):
        second_step.reset(None, user)
    set_up(administrator)
    with pytest.raises(InvalidInput):
        second_step.reset(administrator, administrator)
    second_step.reset(None, administrator)
    assert queries.find_second_step(administrator) is None


@pytest.mark.parametrize(
    ("role", "needed"),
    [(Role.UNIT_MEMBER, False), (Role.UNIT_LEAD, False), (Role.REVIEWER, False), (Role.SIGNER, True),
     (Role.COUNCIL_SECRETARY, True), (Role.REGISTRY_STAFF, True), (Role.ADMINISTRATOR, True)],
)  # fmt: skip
def test_who_decides_or_reads_all_does_not_do_without(make, role, needed):
    assert second_step.is_needed(make.holder(role, make.province())) == needed
