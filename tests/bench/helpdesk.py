"""The escalation sweep of django-helpdesk, beside the portal's: in an environment of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def main() -> Iterator[dict[str, Any]]:
    """Not yet."""
    yield {"what": "django-helpdesk", "why": "not measured"}
