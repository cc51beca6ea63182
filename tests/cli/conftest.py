"""Running commands inside the test's own installation."""

import pytest


@pytest.fixture
def run(app):
    """`run("users", "create", ...)` gives the finished command: exit_code, stdout, stderr."""

    def command(*arguments, typed=None):
        return app.test_cli_runner().invoke(args=list(arguments), input=typed)

    return command
