"""People: accounts, roles, permissions and sign-in."""
