"""What a server imports."""

from registry.app import create_app

app = create_app()
