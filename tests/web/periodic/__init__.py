"""Tests of the pages of periodic reports."""
