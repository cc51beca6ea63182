"""Views of the catalogue, one module per kind of visitor."""
