"""Addresses of pages by name, of which a page holds up to a hundred: worked out once for each name."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

#: Stands in an address where the key of a thing comes.
_ANY_KEY = "8888888888888888"


def address(url_name: str, key: int | None = None) -> str:
    """What ``reverse`` gives for a page that takes one key, or none. Raises NoReverseMatch as it does."""
    where = (settings.ROOT_URLCONF, get_script_prefix())
    if key is None:
        return _address(url_name, False, *where)
    return _address(url_name, True, *where).replace(_ANY_KEY, str(key))


@cache
def _address(url_name: str, takes_key: bool, urlconf: str, prefix: str) -> str:
    return reverse(url_name, args=[int(_ANY_KEY)] if takes_key else [])
