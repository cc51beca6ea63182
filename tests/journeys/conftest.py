"""A served installation of its own for each journey, and its people at their browsers."""

import pytest

from tests.make.browser import Visitor, served_copy
from tests.make.demonstration import run_command, run_module
from tests.make.papers import pdf, photo
from tests.make.sharing import made_once, shared_folder


def _stage(instance):
    instance.mkdir()
    run_module(instance, "tests.make.stage")


@pytest.fixture(scope="module")
def server(browser, tmp_path_factory):
    """The registry of a province, served as `make run` does, worker included; one for each file of tests."""
    files = made_once(shared_folder(tmp_path_factory), "stage", _stage)
    with served_copy(files, tmp_path_factory) as running:
        yield running


@pytest.fixture(scope="session")
def demonstration_of_our_own(browser, demonstration_files, tmp_path_factory):
    """The demonstration served for journeys that change it, each another part of it."""
    with served_copy(demonstration_files, tmp_path_factory, REGISTRY_DEMONSTRATION="1") as running:
        yield running


@pytest.fixture
def command(server):
    """Runs `registry ARGUMENTS` on the installation being served and returns what it prints."""
    return lambda *arguments: run_command(server.instance, *arguments).stdout


@pytest.fixture
def at_browser(browser, server):
    """at_browser("can.bo") is that person, signed in, at a browser; None is somebody of the public."""
    people = {}

    def get(username, **how):
        key = (username, *sorted(how.items()))
        if key not in people:
            people[key] = Visitor(browser, server.url, **how)
            if username:
                people[key].sign_in(username)
        return people[key]

    yield get
    for person in people.values():
        person.close()


@pytest.fixture
def papers(tmp_path):
    """Two photos and a PDF on the person's own disk."""
    return [
        photo(tmp_path / "trước khi làm.jpg", "2024", "dimgray"),
        photo(tmp_path / "sau khi làm (1).jpg", "2026", "seagreen"),
        pdf(tmp_path / "biên bản nghiệm thu.pdf", "Bien ban nghiem thu"),
    ]
