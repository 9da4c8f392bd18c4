"""What the worker does about subject access requests; the database says what is due. Run twice or late, no harm."""

from __future__ import annotations

from celery.schedules import crontab

from qa_portal import clock
from qa_portal.celery import app, every
from qa_portal.deadlines.closures import current_calendar

from . import notices
from .archiving import make_pending_archives
from .gathering import gather_pending
from .models import AccessRequest

#: So many working days before its day it is said that one is due.
AHEAD = 5


@app.task(name="qa_portal.disclosure.tasks.answer_requests")
def answer_requests() -> None:
    """Gather what waits to be gathered, make the archives that wait."""
    gather_pending()
    make_pending_archives()


@app.task(name="qa_portal.disclosure.tasks.remind")
def remind() -> None:
    """Tell of those that are due soon, and of those that are late."""
    today = clock.today()
    soon = current_calendar().add_working_days(today, AHEAD)
    waiting = AccessRequest.objects.filter(state__in=["gathering", "review"], due_on__lte=soon)
    for request in waiting.select_related("subject").order_by("due_on", "pk").iterator(chunk_size=200):
        notices.tell_of(notices.OVERDUE if request.due_on < today else notices.DUE_SOON, request)


every(60, "qa_portal.disclosure.tasks.answer_requests")
every(crontab(hour=7, minute=10), "qa_portal.disclosure.tasks.remind")
