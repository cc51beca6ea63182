"""Commands of the catalogue, one module per activity."""
