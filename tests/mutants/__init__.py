"""Planted defects: each takes one safeguard away, and the tests of its abuse case must notice."""
