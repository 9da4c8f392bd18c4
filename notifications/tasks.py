"""The beats, by the queue. Each looks into the database for what is due: run twice or late, it does no harm."""

from celery.schedules import crontab

from qa_portal.celery import app, every

from .beat import keep_house, run_beat
from .models import INTERVAL
from .sender import send_mail


@app.task(name="notifications.sweep")
def sweep_task() -> None:
    """Sweep the deadlines and run the regular checks."""
    run_beat()


@app.task(name="notifications.send_mail")
def send_mail_task() -> None:
    """Send what waits in the outbox."""
    send_mail()


@app.task(name="notifications.keep_house")
def keep_house_task() -> None:
    """The daily housekeeping."""
    keep_house()


every(INTERVAL.total_seconds(), "notifications.sweep")
# This finds the daily emails too, which become due at half past seven on working days.
every(15, "notifications.send_mail")
every(crontab(hour=3, minute=40), "notifications.keep_house")
every(INTERVAL.total_seconds(), "qa_portal.documents.tasks.make_documents")
