"""Commands about official papers, one module per activity."""
