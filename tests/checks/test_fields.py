"""Every field of every form, wrong in turn: an error beside it, everything else kept, never a mishap."""

import pytest

from tests.make.bench import Bench
from tests.make.demonstration import ROLES
from tests.make.fields import forms_on
from tests.make.tour import one_of_each, tour


def _kind(page, form):
    """What makes a form the same as another: where it stands and what it asks."""
    return page.endpoint, tuple(form.kinds)


def _first_to_meet(pages):
    """The role that tries a form: the first that meets it on the tour."""
    found = {}
    for page in pages:
        for form in forms_on(page.html) if page.is_html else []:
            found.setdefault(_kind(page, form), page.role)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_a_wrong_field_is_told_beside_it_and_the_rest_is_kept(demonstration, role):
    pages = one_of_each(tour(demonstration))
    first, bench, tried = _first_to_meet(pages), Bench(demonstration, role), set()
    for page in (one for one in pages if one.role == role and one.is_html):
        for form in forms_on(bench.client.get(page.path).text):
            kind = _kind(page, form)
            if kind not in tried and form.names and first.get(kind, role) == role:
                tried.add(kind)
                bench.try_form(page.path, form)
    assert bench.wrong == [], "\n".join(bench.wrong)
