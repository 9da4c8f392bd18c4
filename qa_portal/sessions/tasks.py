"""Sweeping up after sign-in, once a night."""

from celery.schedules import crontab
from django.core.management import call_command

from qa_portal.celery import app, every


@app.task(name="sessions.clear_ended")
def clear_ended() -> None:
    """Delete the rows of sessions that have ended."""
    call_command("clearsessions")


every(crontab(hour=3, minute=10), "sessions.clear_ended")
