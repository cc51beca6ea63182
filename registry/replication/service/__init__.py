"""Commands of replication."""
