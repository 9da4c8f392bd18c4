"""Reminders and alerts of requests for support, once each morning. Run twice or late, nobody hears anything twice."""

from __future__ import annotations

from celery.schedules import crontab

from qa_portal import clock
from qa_portal.celery import app, every
from qa_portal.deadlines.closures import current_calendar

from . import notices
from .models import SupportRequest
from .queries import WAITING

#: So many working days before its day those who are to answer are reminded.
AHEAD = 2


@app.task(name="qa_portal.support.tasks.remind")
def remind() -> None:
    """Tell those who are to answer what is due soon, and what is overdue."""
    today = clock.today()
    soon = current_calendar().add_working_days(today, AHEAD)
    waiting = SupportRequest.objects.filter(state__in=WAITING, due_on__lte=soon)
    for request in waiting.order_by("due_on", "pk").iterator(chunk_size=200):
        notice = notices.DUE_SOON if request.due_on >= today else notices.OVERDUE
        notices.tell_those_who_answer(notice, request)


every(crontab(hour=7, minute=15), "qa_portal.support.tasks.remind")
