"""Whose the clocks of a relation are: kept true where two things happened at once."""

from __future__ import annotations

import datetime as dt

from django.db.models import OuterRef, Subquery

from qa_portal import clock
from qa_portal.children.models import Allocation, Subject
from qa_portal.deadlines.models import Deadline

#: How far back a look goes: longer than any transaction, and than the pause between two looks.
LATELY = dt.timedelta(minutes=15)


def mend_with_whom() -> int:
    """Give the clocks of records that lately went to somebody else to that person; give how many were looked at.

    An allocation hands over the clocks that it sees. One that a step was opening in that very moment, in a transaction
    of its own, it doesn't see: without this, *my work* of the new person would leave it out. (Reminders and alerts ask
    the record itself, and need no mending.)
    """
    since = clock.now() - LATELY
    moved = set(Allocation.history.filter(history_date__gte=since).values_list("subject_id", flat=True))
    if not moved:
        return 0
    looked_at = 0
    for relation in Allocation.Relation.values:
        stands = Subject.objects.filter(pk=OuterRef("subject_id")).values(relation)[:1]
        theirs = Deadline.objects.filter(subject__in=moved, owner=relation, met_at=None, cancelled_at=None)
        looked_at += theirs.update(with_person=Subquery(stands))
    return looked_at
