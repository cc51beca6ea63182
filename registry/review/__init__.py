"""Review: nominations on their way through the stages, to a decision and a recognition."""
