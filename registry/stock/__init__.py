"""The yearly review of stock: which recognised models go on, and what becomes of each."""
