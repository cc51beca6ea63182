"""Where files live: an interface, and its adapter for a local folder."""
