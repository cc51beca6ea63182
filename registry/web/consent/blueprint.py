"""The blueprint of the pages of consent."""

from flask import Blueprint

bp = Blueprint("consent", __name__)
