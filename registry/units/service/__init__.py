"""Commands on units."""
