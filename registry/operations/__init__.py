"""Looking after an installation: whether it may serve, and whether it is fit for real use."""
