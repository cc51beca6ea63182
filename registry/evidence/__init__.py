"""Evidence: files attached to a version of a model, and who may see them."""
