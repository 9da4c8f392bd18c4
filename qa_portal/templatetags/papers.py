"""What the templates of papers need: ``{% load papers %}``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import template

register = template.Library()

#: The rows of one table on paper: the renderer's time grows faster than a table does.
MOST_ROWS = 250


@register.filter
def in_parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The rows of a long table as several tables one under another."""
    return (rows[start : start + MOST_ROWS] for start in range(0, len(rows), MOST_ROWS))
