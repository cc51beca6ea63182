"""The `registry` command: Flask's own commands and the registry's."""

import os
import sys

from flask import Flask
from flask.cli import FlaskGroup

from registry.app import create_app
from registry.settings import BadSettings


def application() -> Flask:
    """The application a command works on; settings that cannot be used end any command with one line."""
    try:
        return create_app()
    except BadSettings as refusal:
        sys.exit(f"Error: {refusal}")


# Files of the installation are nobody else's to read.
os.umask(0o077)
main = FlaskGroup(
    create_app=application,
    name="registry",
    help="Run and look after a registry of Dân vận khéo models. INSTANCE names the data folder.",
    add_default_commands=True,
    load_dotenv=False,
)

if __name__ == "__main__":
    main()
