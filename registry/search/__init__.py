"""Search engines: they know documents, words and facets, and nothing of the registry's subjects."""
