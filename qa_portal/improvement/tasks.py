"""Reminders and alerts of improvement actions, once each morning. Run twice or late, nobody hears anything twice."""

from __future__ import annotations

from celery.schedules import crontab

from qa_portal import clock
from qa_portal.celery import app, every
from qa_portal.deadlines.closures import current_calendar

from . import notices
from .models import ServiceAction

#: A reminder comes so many working days before its day, an alert to the quality assurance team so many after it.
AHEAD, AFTER = 5, 5


@app.task(name="qa_portal.improvement.tasks.remind")
def remind() -> None:
    """Tell owners of what is due soon or overdue, and the quality assurance team of what stays overdue."""
    today, calendar = clock.today(), current_calendar()
    soon = calendar.add_working_days(today, AHEAD)
    late = calendar.add_working_days(today, -AFTER)
    waiting = ServiceAction.objects.filter(state=ServiceAction.State.OPEN, due_on__lte=soon)
    for action in waiting.order_by("due_on", "pk").iterator(chunk_size=200):
        if action.due_on >= today:
            notices.tell_owner(notices.DUE_SOON, action)
            continue
        notices.tell_owner(notices.OVERDUE, action)
        if action.due_on <= late:
            notices.tell_quality_team(notices.OVERDUE, action)


every(crontab(hour=7, minute=5), "qa_portal.improvement.tasks.remind")
