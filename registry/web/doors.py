"""What every request passes before its view, in this order."""

from flask import Flask
from flask_wtf import CSRFProtect

from registry.web import crossing, pausing


def init(app: Flask) -> None:
    """Maintenance is looked at first; what is sent must come from our pages and carry their token."""
    pausing.begin(app)
    crossing.init(app)
    CSRFProtect(app)
    pausing.refuse(app)
