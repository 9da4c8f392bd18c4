"""Signing in: email and password, two-step codes, lock-out, password reset. Accounts are made by administrators."""
