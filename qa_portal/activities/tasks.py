"""Once each morning: what was to be held and isn't written yet. Run twice or late, nobody hears anything twice."""

from __future__ import annotations

from celery.schedules import crontab

from qa_portal import clock
from qa_portal.celery import app, every
from qa_portal.deadlines.closures import current_calendar

from . import notices
from .models import Activity

#: So many working days after its last day whoever leads it is reminded.
AFTER = 5


@app.task(name="qa_portal.activities.tasks.remind")
def remind() -> None:
    """Remind whoever leads an activity whose findings aren't agreed, once for each version of it."""
    ended = current_calendar().add_working_days(clock.today(), -AFTER)
    unwritten = [Activity.State.PLANNED, Activity.State.HELD]
    waiting = Activity.objects.filter(state__in=unwritten, ends_on__lte=ended)
    for activity in waiting.order_by("ends_on", "pk").iterator(chunk_size=200):
        notices.tell_lead(notices.NOT_WRITTEN, activity)


every(crontab(hour=7, minute=10), "qa_portal.activities.tasks.remind")
