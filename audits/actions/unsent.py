"""Reminds of a cycle whose allocations are to go out: on the first working day of its month (WAL-03). Time does it."""

from __future__ import annotations

import datetime as dt

from audits.models import Cycle
from qa_portal import clock
from qa_portal.deadlines.words import weekday_date
from qa_portal.outbox.actions import Notice, tell
from qa_portal.outbox.models import Message
from qa_portal.outbox.recipients import in_post
from qa_portal.people.directory import directory

TO_SEND = Notice(
    "cycle_to_send",
    "Its allocations are to go out: {title}",
    "{state} Draw its cases where they aren’t drawn yet, and send them: those who audit have until {until}.",
    Message.Urgency.REMINDER,
)
#: From when on a working day it is reminded of, in London.
MORNING = dt.time(8)
STATES = (Cycle.State.PLANNED, Cycle.State.DRAWN)


def remind_of_unsent_cycles() -> int:
    """Tell whoever opens cycles of each one whose month has begun and whose allocations haven't gone out; of one that
    was opened today from tomorrow on.

    Once each, however often it runs; give how many notices were written. One query where there is nothing to say.
    """
    today, now = clock.today(), clock.now()
    found = Cycle.objects.filter(state__in=STATES, begins_on__lte=today, ends_on__gte=today)
    waiting = {
        f"{TO_SEND.event}:{cycle.pk}": cycle
        for cycle in found.select_related("framework", "team")
        if clock.at_london(cycle.begins_on, MORNING) <= now and clock.london_date(cycle.opened_at) < today
    }
    if not waiting:
        return 0
    said = set(Message.objects.filter(occasion__in=waiting, deadline=None).values_list("occasion", flat=True))
    book, written = directory(), 0
    for occasion in waiting.keys() - said:
        cycle = waiting[occasion]
        holders = [book.who_holds(role, cycle.team_id) for role in cycle.policy.cycles.opened_by]
        written += tell(
            TO_SEND,
            [who for holding in holders for who in in_post(book, holding)],
            about=cycle,
            subject=None,
            occasion=occasion,
            url=cycle.get_absolute_url(),
            title=f"{cycle}, {cycle.team}",
            state=f"It is “{cycle.get_state_display()}”.",
            until=weekday_date(cycle.ends_on),
        )
    return written
