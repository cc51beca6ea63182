"""Replication: which unit copies which model, what it changed, and what came of it."""
