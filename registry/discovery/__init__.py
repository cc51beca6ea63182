"""What is searchable, who may see what of it, and how it reaches the index."""
