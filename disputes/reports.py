"""The papers of QAPs and disputes (LEE-12)."""

from __future__ import annotations


def register_reports() -> None:
    """Make the papers known to the worker."""
