"""What a server imports. It refuses an installation that must not serve."""

import os

from registry.app import create_app
from registry.operations.checks import hindrances
from registry.settings import BadSettings

# Files of the installation are nobody else's to read.
os.umask(0o077)
app = create_app()
with app.app_context():
    if found := hindrances(app.extensions["registry.settings"]):
        raise BadSettings("this installation must not serve:\n" + "\n".join(found))
