"""Builders that store all they make in one transaction: the commands they call join it."""

from functools import wraps

from registry.core.transaction import transaction


def at_once(build):
    """A builder whose commands are stored together, with one commit in place of a dozen."""

    @wraps(build)
    def built(*values, **named):
        with transaction():
            return build(*values, **named)

    return built
