"""People who are named or pictured in a model, and what they agreed to."""
