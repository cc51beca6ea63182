"""The demonstration: sourced facts as they are, invented workflow on invented units."""
