"""People, their accounts, their roles and their signed-in devices."""
