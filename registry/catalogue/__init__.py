"""The catalogue: exemplary models (in code: exemplars), their versions and their results."""
