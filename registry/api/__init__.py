"""The interface for other programs."""

from flask import Flask


def init(app: Flask) -> None:
    """Register the API on the application."""
