"""Periodic reports: what units file month by month, and what the level above makes of it."""
