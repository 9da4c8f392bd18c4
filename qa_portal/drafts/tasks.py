"""Drafts that nobody came back to, once a night."""

import datetime as dt

from celery.schedules import crontab

from qa_portal import clock
from qa_portal.celery import app, every
from qa_portal.drafts.models import Draft

#: A draft tells of a child, and is in no record: it isn't kept for longer than anyone would look for it.
KEPT_FOR = dt.timedelta(days=90)


@app.task(name="drafts.forget_old")
def forget_old() -> None:
    """Delete the drafts that have lain untouched for 90 days."""
    Draft.objects.filter(saved_at__lt=clock.now() - KEPT_FOR).delete()


every(crontab(hour=3, minute=20), "drafts.forget_old")
