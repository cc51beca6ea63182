"""Pages of official papers: drawing them up, their templates, and the public page of each."""

from registry.web.documents.blueprint import bp
from registry.web.documents.views import archive, bags, files, leaflets, papers, templates, verifying

__all__ = ["archive", "bags", "bp", "files", "leaflets", "papers", "templates", "verifying"]
