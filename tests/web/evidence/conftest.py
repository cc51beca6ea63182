"""A model, somebody of its unit who is signed in, and what sends files in parts for them."""

import pytest

from tests.make.tus_client import Tus


@pytest.fixture
def exemplar(make):
    return make.exemplar()


@pytest.fixture
def tus(exemplar, make, client):
    client.sign_in(make.member(exemplar.lead_unit))
    return Tus(client, exemplar)


@pytest.fixture
def parts(app):
    return app.extensions["registry.parts"]
