"""Pages of official papers: drawing them up, their templates, and the public page of each."""

from registry.web.documents.blueprint import bp
from registry.web.documents.views import files, papers, templates, verifying

__all__ = ["bp", "files", "papers", "templates", "verifying"]
