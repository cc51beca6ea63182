"""Copies of an installation, kept elsewhere: made while people write, proved, and put back."""
