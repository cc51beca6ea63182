"""The scene of periodic reports, on a fixed day."""

from tests.periodic.conftest import monday, scene

__all__ = ["monday", "scene"]
