"""The figures are counted each minute, those that have grown old. Run twice or late, it does no harm."""

from __future__ import annotations

from qa_portal.celery import app, every

from .actions import count_figures


@app.task(name="figures.count")
def count_figures_task() -> None:
    """Count what is due."""
    count_figures()


every(60, "figures.count")
