"""The `registry` command: Flask's own commands and the registry's."""

import os

from flask.cli import FlaskGroup

from registry.app import create_app

# Files of the installation are nobody else's to read.
os.umask(0o077)
main = FlaskGroup(
    create_app=create_app,
    name="registry",
    help="Run and look after a registry of Dân vận khéo models. INSTANCE names the data folder.",
    add_default_commands=True,
    load_dotenv=False,
)

if __name__ == "__main__":
    main()
