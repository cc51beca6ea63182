"""Official papers: their templates, what they say, their numbers, and whether one that is shown is real."""
