"""Pages: fetch, fill, call a service, answer. Nothing is decided here."""
