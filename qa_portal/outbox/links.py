"""A page's address as what leaves the portal gives it: from PUBLIC_URL, never from a request's Host header."""

from __future__ import annotations

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of a path in the portal."""
    return f"{settings.PUBLIC_URL}{path or '/'}"
