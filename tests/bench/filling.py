"""The databases that are measured: the story told once, then copied to each size."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Any

from qa_portal.demo.filling import copy_story, tell_once


def tell() -> Iterator[dict[str, Any]]:
    """Tell the story into this database."""
    tell_once()
    yield {"what": "told"}


def copy(deadlines: int) -> Iterator[dict[str, Any]]:
    """Copy it until so many deadlines are open."""
    started = perf_counter()
    rows = copy_story(deadlines)
    yield {
        "what": "filled",
        "deadlines": deadlines,
        "rows": sum(rows.values()),
        "seconds": perf_counter() - started,
    }
