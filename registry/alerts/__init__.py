"""Searches that people keep, and telling them what newly answers."""
