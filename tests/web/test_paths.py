"""Addresses that are known: the same as those that are made anew."""

import pytest
from flask import url_for
from werkzeug.routing import BuildError

from registry.web.paths import path_to


@pytest.mark.parametrize("root", ["", "/en"])
def test_an_address_is_that_of_its_language(app, root):
    for _again in range(2):
        with app.test_request_context("/tim-kiem", environ_overrides={"SCRIPT_NAME": root}):
            assert path_to("search.show_results") == url_for("search.show_results") == f"{root}/tim-kiem"


def test_values_and_unknown_pages_are_as_ever(app):
    with app.test_request_context("/"):
        values = {"reference": "MH-1", "tu": "/tim-kiem?q=a&b", "_anchor": "mc"}
        assert path_to("catalogue.show_exemplar", **values) == url_for("catalogue.show_exemplar", **values)
        with pytest.raises(BuildError):
            path_to("search.no_such_page")


def test_imported_templates_find_what_all_are_given_and_nothing_of_the_page(app):
    drawn = "{% import 'parts/note.html' as note %}{{ note.draw('a', 'warn') }}{{ told }}"
    made = app.jinja_env.from_string(drawn)
    with app.test_request_context("/"):
        first = made.render(told="b")
        assert first.endswith("b")
        assert made.render(told="c") == first[:-1] + "c"
