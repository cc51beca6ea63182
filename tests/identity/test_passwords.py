"""What a password must be, and what is kept of it."""

import unicodedata

import pytest

from registry.core.errors import InvalidInput
from registry.identity import passwords


@pytest.mark.parametrize(
    "password", ["ngan", "aaaaaaaaaaaaaaa", "lan.nguyen-2026", "MatKhau-cua-toi", "qwerty-qwerty"]
)
def test_policy_refuses_what_is_easy_to_guess(app, password):
    with pytest.raises(InvalidInput) as refusal:
        passwords.check_policy(password, username="lan.nguyen")
    assert refusal.value.field == "password"


def test_policy_takes_a_sentence(app):
    assert passwords.check_policy("con đường làng em", username="lan.nguyen") is None


def test_l07_password_longer_than_the_limit_is_refused(app):
    with pytest.raises(InvalidInput):
        passwords.check_policy("a1b2" * 300, username="lan")
    assert not passwords.matches(passwords.hash_password("con đường làng"), "x" * 1_000_000)


def test_l07_every_character_counts_and_nul_does_not_end_it(app):
    long = "một câu rất dài " * 10
    stored = passwords.hash_password(long + "a")
    assert passwords.matches(stored, long + "a")
    assert not passwords.matches(stored, long + "b")
    with_nul = passwords.hash_password("trước\0sau")
    assert not passwords.matches(with_nul, "trước")


def test_same_password_typed_on_two_keyboards(app):
    composed, decomposed = (unicodedata.normalize(form, "đường về làng") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert passwords.matches(passwords.hash_password(composed), decomposed)


def test_l02_missing_account_never_matches_even_the_decoy(app):
    assert not passwords.matches(None, "there is no such account")


def test_l02_unknown_name_costs_the_same_work_as_a_wrong_password(app, monkeypatch):
    stored, real, work = passwords.hash_password("đúng là nó"), passwords._hasher, []

    class Counted:
        time_cost = real.time_cost

        def hash(self, password):
            work.append("hash")
            return real.hash(password)

        def verify(self, known, password):
            work.append("verify")
            return real.verify(known, password)

    monkeypatch.setattr(passwords, "_hasher", Counted())
    passwords.matches(stored, "sai")
    wrong = work.copy()
    work.clear()
    passwords.matches(None, "sai")
    assert work == wrong == ["verify"]


def test_one_time_password_keeps_the_policy_and_differs(app):
    made = {passwords.make_one_time_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.check_policy(password, username="lan")
