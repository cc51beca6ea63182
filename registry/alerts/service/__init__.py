"""Commands on kept searches."""
