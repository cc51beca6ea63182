"""Commands on accounts, roles and sign-in."""
