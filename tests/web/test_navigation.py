"""Who sees which menu, and which item is marked as the present one."""

import pytest

from registry.core.permissions import Permission
from registry.web.navigation import account_menu, menu


class Person:
    def __init__(self, signed_in: bool) -> None:
        self.is_authenticated = signed_in


def keys(app, path, person, can, here=""):
    with app.test_request_context(path):
        return {link.key: link.current for link in menu(person, can, here)}


def anything(permission, subject=None):
    return True


def nothing(permission, subject=None):
    return False


def test_the_public_finds_models_and_reads_about_the_registry(app):
    assert list(keys(app, "/", Person(signed_in=False), nothing)) == ["search", "about", "help"]


def test_a_person_with_every_right_sees_the_items_in_their_order(app):
    shown = keys(app, "/", Person(signed_in=True), anything)
    working = [
        "register", "unit", "review", "campaigns", "replication", "stock", "reports", "periodic",
        "admin", "lists",
    ]  # fmt: skip
    assert list(shown) == ["search", *working, "help"]


def test_an_item_is_hidden_from_people_without_its_permission(app):
    shown = keys(app, "/", Person(signed_in=True), lambda p, s=None: p is not Permission.NOMINATION_SCORE)
    assert "review" not in shown


def test_administration_is_in_the_bar_of_whoever_may_open_it_and_named_once(app):
    assert "admin" not in keys(app, "/", Person(signed_in=True), nothing)
    assert keys(app, "/quan-tri/don-vi", Person(signed_in=True), anything)["admin"] == "true"
    with app.test_request_context("/"):
        assert [link.key for link in account_menu(Person(signed_in=True), anything)] == [
            "account",
            "saved",
            "terms",
        ]
        assert [link.key for link in account_menu(Person(signed_in=True), nothing)] == ["account", "saved"]


def test_the_page_of_an_item_is_marked_as_the_present_page(app):
    with app.test_request_context("/"):
        address = app.url_for("search.show_results", _external=False)
    assert keys(app, address, Person(signed_in=True), anything)["search"] == "page"


@pytest.mark.parametrize(("here", "current"), [("unit", "true"), ("", "")])
def test_a_page_may_say_to_which_item_it_belongs(app, here, current):
    assert keys(app, "/", Person(signed_in=True), anything, here)["unit"] == current


@pytest.mark.parametrize("page", ["", "/ho-so", "/da-ky"])
def test_a_dossier_belongs_to_the_unit_and_to_whoever_looks_after_the_campaign(app, page):
    path = f"/de-cu/HS-2026-0001{page}"
    for lacking, expected in (
        ({Permission.UNIT_WORK}, "campaigns"),
        (set(), "campaigns"),
        ({Permission.NOMINATION_VERIFY, Permission.NOMINATION_ASSIGN, Permission.NOMINATION_RANK,
          Permission.CAMPAIGN_ADMINISTER, Permission.NOMINATION_SCORE}, "unit"),
    ):  # fmt: skip
        shown = keys(app, path, Person(signed_in=True), lambda p, s=None, no=lacking: p not in no)
        assert [key for key, current in shown.items() if current] == [expected]
