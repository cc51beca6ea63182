"""The pages, divided by what is taken over."""

from registry.web.imports.views import accounts, lists, merging, papers, running

__all__ = ["accounts", "lists", "merging", "papers", "running"]
