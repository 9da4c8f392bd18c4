"""How others would sweep: a row at a time, as most write it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from notifications.notices import ALERT, heading_of
from notifications.sweep import hearers_for
from qa_portal.deadlines.kinds import kind_of
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.plan import Occasion
from qa_portal.outbox.models import Message


def sweep_row_by_row(now: dt.datetime, limit: int) -> int:
    """For each deadline that is due: lock it, find who hears, save it with its history, save a message each.

    The same rows and the same writes as the portal's own sweep, without batches; give how many there were.
    """
    due = Deadline.objects.filter(next_at__lte=now, met_at=None, cancelled_at=None).order_by("next_at")
    number = 0
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            row = Deadline.objects.select_for_update(of=("self",)).select_related("subject").get(pk=pk)
            hearers = hearers_for([row])
            occasion = Occasion.from_json(row.plan[-1])
            row.breached_at, row.breach_handled_at, row.next_at = row.due_at, now, None
            row.save()
            for who in hearers.hear(row, occasion):
                Message.objects.get_or_create(
                    deadline=row,
                    occasion=row.occasion(occasion.name),
                    recipient_id=who.person_pk,
                    defaults={
                        "event": ALERT.event,
                        "urgency": ALERT.urgency,
                        "subject": row.subject,
                        "heading": heading_of(row, kind_of(row.kind), occasion),
                        "text": ALERT.to_others,
                        "url": row.get_absolute_url(),
                    },
                )
        number += 1
    return number
