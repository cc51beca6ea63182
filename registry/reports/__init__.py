"""Figures over all subjects: what is counted, by which rule, for whom."""
