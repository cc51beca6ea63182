"""The registry of Dân vận khéo models: from registration to proven replication."""

import gc

__version__ = "0.1.0"

# What is loaded is never garbage, and rows by the thousand are no reason to look for any: looking took an
# eighth of every start and a quarter of every page that lists much.
gc.set_threshold(50_000, 20, 20)
