"""The review's pages, divided by who is at the page."""
