"""A model with somebody of its unit. Refusals are read in English here, as they are written in the code."""

import pytest
from flask_babel import force_locale


@pytest.fixture(autouse=True)
def _english(app):
    with force_locale("en"):
        yield


@pytest.fixture
def storage(app):
    return app.extensions["registry.storage"]


@pytest.fixture
def exemplar(make):
    return make.exemplar()


@pytest.fixture
def member(make, exemplar):
    return make.member(exemplar.lead_unit)
