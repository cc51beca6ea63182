"""Campaigns: calls for nominations with their stages, dates, rubric and thresholds."""
