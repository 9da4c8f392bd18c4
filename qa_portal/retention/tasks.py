"""What the worker does about retention each night; the database says what is due."""

from __future__ import annotations

from celery.schedules import crontab

from qa_portal.celery import app, every

from .papers import make_pending_certificates
from .reviewing import carry_out_what_is_agreed, list_what_is_over


@app.task(name="qa_portal.retention.tasks.review")
def review() -> None:
    """Destroy what two had signed for before today, then list what is over."""
    carry_out_what_is_agreed()
    list_what_is_over()


@app.task(name="qa_portal.retention.tasks.make_certificates")
def make_certificates() -> None:
    """Make the certificates that wait."""
    make_pending_certificates()


every(crontab(hour=4, minute=40), "qa_portal.retention.tasks.review")
every(60, "qa_portal.retention.tasks.make_certificates")
