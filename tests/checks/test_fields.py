"""Every field of every form, wrong in turn: an error beside it, everything else kept, never a mishap."""

import pytest

from tests.make.bench import Bench
from tests.make.demonstration import ROLES
from tests.make.fields import forms_on, to_try
from tests.make.tour import one_of_each, tour


@pytest.mark.parametrize("role", ROLES)
def test_a_wrong_field_is_told_beside_it_and_the_rest_is_kept(demonstration, role):
    assert _wrong(demonstration, role) == []


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_a_field_wrong_in_every_way_is_told_beside_it(demonstration, role):
    assert _wrong(demonstration, role, in_every_way=True) == []


def _wrong(demonstration, role, **ways):
    bench = Bench(demonstration, role)
    for path, waiting in to_try(one_of_each(tour(demonstration)), role).items():
        for form in forms_on(bench.client.get(path).text):
            if tuple(form.kinds) in waiting and form.names:
                waiting.remove(tuple(form.kinds))
                bench.try_form(path, form, **ways)
    return bench.wrong
