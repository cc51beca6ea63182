"""The API against its own description: whatever schemathesis makes up is answered as described."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.make.tour import signed_in

EXAMPLES, MANY = 40, 400
# That two parameters do not go together is no part of a description: such a question is refused as any other
# wrong one (422).
UNTOLD = [positive_data_acceptance]


@pytest.fixture
def description(demonstration):
    """The description as it is served, bound to the application."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", demonstration)


def _operations(description):
    return [found.ok() for found in description.get_all_operations()]


@pytest.mark.parametrize("examples", [EXAMPLES, pytest.param(MANY, marks=pytest.mark.slow)])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("role", ["public", "registry_staff"])
def test_every_operation_keeps_to_its_description(demonstration, description, mode, role, examples):
    statuses = set()
    # The test transport asks for compressed answers and does not unpack them.
    headers = {"Accept-Encoding": "identity"}
    if (cookie := signed_in(demonstration, role).get_cookie("registry")) is not None:
        headers["Cookie"] = f"registry={cookie.value}"
    for operation in _operations(description):

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def keeps_to_it(case):
            answer = case.call_and_validate(headers=headers, excluded_checks=UNTOLD)
            statuses.add(answer.status_code)

        keeps_to_it()
    assert statuses
    assert max(statuses) < 500


def test_the_description_has_operations(description):
    assert [operation.label for operation in _operations(description)] == [
        "GET /api/v1/search",
        "GET /api/v1/figures",
        "GET /api/v1/figures/standing",
    ]


def test_the_description_is_read_by_everybody(client):
    answer = client.get("/api/v1/openapi.json")

    assert (answer.status_code, answer.json["openapi"]) == (200, "3.1.0")
