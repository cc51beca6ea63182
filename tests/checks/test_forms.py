"""Every form: met on the tour, refused without its token, answered with both texts when it is stale."""

import pytest

from tests.make.addresses import routes
from tests.make.bench import Bench
from tests.make.demonstration import ROLES
from tests.make.fields import forms_on
from tests.make.tour import one_of_each, signed_in, tour


def test_every_form_is_met_on_the_tour(demonstration):
    met = {page.endpoint for page in tour(demonstration) if forms_on(page.html)}
    read, sent = ({rule.endpoint for rule in routes(demonstration, verb)} for verb in ("GET", "POST"))
    # Files in parts are sent by a program that speaks the protocol, not by a form; a yearly review can be
    # closed once every model in it has its result.
    assert (read & sent) - met == {"evidence.move_transfer", "stock.close_review"}


@pytest.mark.parametrize("role", ROLES)
def test_no_form_is_taken_without_its_token(demonstration, role):
    client, taken = signed_in(demonstration, role), {}
    for page in one_of_each(tour(demonstration)):
        if page.role == role and page.is_html:
            for form in forms_on(page.html):
                values = {name: value for name, value in form.fields.items() if name != "csrf_token"}
                answer = client.post(form.action or page.path, data=values)
                if answer.status_code != 400:
                    taken[form.action or page.path] = answer.status_code
    assert taken == {}


def _kind(page, form):
    return page.endpoint, tuple(form.kinds)


def _first_to_meet(pages):
    """{kind of form: the role that met it first}: a form is tried with one of the roles that have it."""
    first = {}
    for page in pages:
        for form in forms_on(page.html):
            first.setdefault(_kind(page, form), page.role)
    return first


def _text_of(form):
    """A field of a form in which people write, that has something written in it."""
    written = [
        name for name in form.names if form.kinds[name] in {"text", "textarea"} and form.fields.get(name)
    ]
    return written[-1] if written else None


@pytest.mark.parametrize("role", ROLES)
def test_a_stale_form_is_answered_with_both_texts(demonstration, role):
    pages = [page for page in one_of_each(tour(demonstration)) if page.role == role and page.is_html]
    bench = Bench(demonstration, role)
    for page in pages:
        for form in forms_on(bench.client.get(page.path).text):
            name = _text_of(form)
            if name and form.fields.get("version"):
                bench.try_stale(page.path, form, name)
    assert bench.wrong == [], "\n".join(bench.wrong)
