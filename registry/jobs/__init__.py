"""Work done after the commit: the jobs table, the outbox of the search index, and the worker."""
