"""Commands of taking over what was kept elsewhere."""
