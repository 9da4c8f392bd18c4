"""What the records say today of a period whose figures were published: a late correction is shown as such.

Nothing published is changed: the difference is kept beside it, with the moment at which it was looked at.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from qa_portal import clock
from qa_portal.outbox.incidents import Trouble, open_incidents
from qa_portal.outbox.models import Incident

from .actions import digest_of
from .figures import every_number
from .gathering import gather_parts
from .models import Report

#: For how long after its publication a report is compared by itself, night by night.
COMPARED_FOR = dt.timedelta(days=400)
#: How many differences are kept; where there are more, another edition is due.
MOST = 200


def compare_report(report: Report) -> list[dict[str, Any]]:
    """Gather the figures of a published report's period as they are today; keep and give where they differ."""
    published = every_number(report.figures)
    today = every_number(gather_parts(report.kind, report.scope))
    differences = [
        {"what": what, "published": published.get(what), "today": today.get(what)}
        for what in dict.fromkeys([*published, *today])
        if (published.get(what) or 0) != (today.get(what) or 0)
    ][:MOST]
    report.differences, report.compared_at = differences, clock.now()
    Report.objects.filter(pk=report.pk).update(differences=differences, compared_at=report.compared_at)
    return differences


def compare_published() -> int:
    """Compare every report that was published lately, and look at its seal; give how many. Safe to run twice.

    One whose figures, texts or rows aren't those that were published opens an incident.
    """
    since = clock.now() - COMPARED_FOR
    found = Report.objects.filter(state=Report.State.PUBLISHED, published_at__gte=since)
    done = 0
    for report in found.select_related("framework").order_by("pk").iterator(chunk_size=20):
        compare_report(report)
        if digest_of(report) != report.digest:
            open_incidents([_broken(report)])
        done += 1
    return done


def _broken(report: Report) -> Trouble:
    return Trouble(
        Incident.Kind.CHECK,
        f"report:{report.pk}",
        f"Report {report.pk} isn’t as it was published: its figures, texts or rows were changed in the database. "
        "Its PDF is as it was. Compare with the backup of the day.",
    )
