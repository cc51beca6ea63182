"""Units over time: what a unit was called, where it stood, what became of it."""
