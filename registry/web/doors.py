"""What every request passes before its view, in this order."""

from flask import Flask
from flask_wtf import CSRFProtect

from registry.web import access, crossing, metering, pausing


def init(app: Flask) -> None:
    """Each is logged and counted. Maintenance is looked at first; what is sent must come from our pages."""
    access.init(app)
    metering.init(app)
    pausing.begin(app)
    crossing.init(app)
    CSRFProtect(app)
    pausing.refuse(app)
