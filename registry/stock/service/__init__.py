"""What is done in a yearly review of stock."""
