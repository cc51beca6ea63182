"""How each kind of figure is counted from the books."""
