"""Commands of the figures: booking what happened, and reminding of what waits."""
