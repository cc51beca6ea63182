"""A draft, its unit lead, and the pages of its sections as scripts send them."""

import pytest

from registry.catalogue.states import ExemplarState
from registry.web.catalogue.labels import SLUGS
from tests.make.browser_client import form_of

TAB = "0a1b2c3d"


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def exemplar(make, unit):
    return make.exemplar(unit=unit, state=ExemplarState.DRAFT)


@pytest.fixture
def lead(make, unit, client):
    person = make.lead(unit, name="Lò Thị Mai")
    client.sign_in(person)
    return person


@pytest.fixture
def page(lead, exemplar):
    return lambda section: f"/mo-hinh/{exemplar.reference}/sua/{SLUGS[section]}"


@pytest.fixture
def opened(client, page):
    """The form of a section as it was opened, as an open page of its own would send it."""

    def get(section, tab=TAB):
        fields, _action = form_of(client.get(page(section)).text)
        return {**fields, "tab": tab, "turn": "1"}

    return get


@pytest.fixture
def autosave(client, page):
    return lambda section, fields: client.post(f"{page(section)}/tu-luu", data=fields)
