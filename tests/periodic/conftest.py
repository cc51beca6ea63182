"""The scene of periodic reports, on a fixed day."""

import pytest
import time_machine

from tests.make.reports import DAY, Reporting


@pytest.fixture
def monday():
    with time_machine.travel(DAY, tick=False):
        yield


@pytest.fixture
def scene(monday, make):
    return Reporting(make)
