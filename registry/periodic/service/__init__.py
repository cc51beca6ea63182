"""What is done with periodic reports."""
