"""What happened, by whom, in an order nobody can rewrite unnoticed."""
