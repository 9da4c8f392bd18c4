"""The period that an audit covers: so many months before its date, or since involvement began (WAL-04)."""

from __future__ import annotations

import calendar
import datetime as dt

from qa_portal.children.models import Allocation, Subject


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many calendar months earlier; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def period_reviewed(subject: Subject, *, months: int, until: dt.date) -> tuple[dt.date, dt.date]:
    """From when until when an audit dated ``until`` looks at a record (WAL-04)."""
    first = months_before(until, months)
    began = involved_since(subject, until)
    return (max(first, began) if began else first), until


def involved_since(subject: Subject, until: dt.date) -> dt.date | None:
    """The day since which the service has worked with a record without a break; None where nobody is allocated.

    A change of practitioner or team is no break: the day after one allocation ends the next begins.
    """
    since: dt.date | None = None
    runs = subject.allocations.filter(relation=Allocation.Relation.PRACTITIONER, starts_on__lte=until)
    for allocation in runs.order_by("-starts_on", "-pk"):
        reaches = allocation.ends_on is None or allocation.ends_on >= until
        joins = since is not None and (
            allocation.ends_on is None or allocation.ends_on >= since - dt.timedelta(days=1)
        )
        if not (reaches or joins):
            break
        since = allocation.starts_on
    return since
