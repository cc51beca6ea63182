"""What a server imports. It refuses an installation that must not serve."""

import gc
import os

from registry.app import create_app
from registry.core.db import db
from registry.core.logs import write_lines
from registry.operations.checks import hindrances
from registry.settings import BadSettings

# Files of the installation are nobody else's to read.
os.umask(0o077)
app = create_app()
write_lines(app.extensions["registry.settings"].log_level)
with app.app_context():
    if found := hindrances(app.extensions["registry.settings"]):
        raise BadSettings("this installation must not serve:\n" + "\n".join(found))
    # The server loads this once and divides then: its processes must not share a connection.
    db.session.remove()
    db.engine.dispose()
# What the program itself is made of is looked through no more, and its memory stays common to the processes.
gc.collect()
gc.freeze()
