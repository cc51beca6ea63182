"""What a server imports. It refuses an installation that must not serve."""

import gc
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
# What the program itself is made of is never garbage, and rows by the thousand are no reason to look for any.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
