"""Every form: met on the tour, refused without its token, answered with both texts when it is stale."""

import pytest

from tests.make.addresses import routes
from tests.make.bench import Bench
from tests.make.demonstration import ROLES
from tests.make.fields import forms_on, to_try
from tests.make.tour import one_of_each, signed_in, tour


def test_every_form_is_met_on_the_tour(demonstration):
    met = {page.endpoint for page in tour(demonstration) if forms_on(page.html)}
    read, sent = ({rule.endpoint for rule in routes(demonstration, verb)} for verb in ("GET", "POST"))
    # Files in parts are sent by a program that speaks the protocol, not by a form; a yearly review can be
    # closed once every model in it has its result; nobody of the demonstration has set up a second step, or
    # has an e-mail address; no campaign of it is halted.
    second = {"identity.give_code", "identity.renew_spare_codes", "identity.turn_off_second_step"}
    second |= {"admin.reset_second_step", "identity.choose_password", "admin.send_link", "admin.erase_person"}
    assert (read & sent) - met == {
        "evidence.move_transfer", "stock.close_review", "campaigns.lift_halt", *second,
    }  # fmt: skip


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


def _text_of(form):
    """A field of a form in which people write, that has something written in it."""
    written = [
        name for name in form.names if form.kinds[name] in {"text", "textarea"} and form.fields.get(name)
    ]
    return written[-1] if written else None


@pytest.mark.parametrize("role", ROLES)
def test_a_stale_form_is_answered_with_both_texts(demonstration, role):
    bench = Bench(demonstration, role)
    for path, waiting in to_try(one_of_each(tour(demonstration)), role).items():
        for form in forms_on(bench.client.get(path).text):
            name = _text_of(form)
            if tuple(form.kinds) in waiting and name and form.fields.get("version"):
                waiting.remove(tuple(form.kinds))
                bench.try_stale(path, form, name)
    assert bench.wrong == [], "\n".join(bench.wrong)
