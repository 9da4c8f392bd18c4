"""Reports that came about by the portal's own actions: ``report_at("published", council)``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from qa_portal import clock
from qa_portal.reporting import actions
from qa_portal.reporting.making import make_pending_files
from qa_portal.reporting.models import Report
from qa_portal.reporting.periods import month_of

from .people import Council

#: What is written where nothing else is said; it names nobody.
WORDS = "Visits are written up sooner than a year ago. Supervision looks at it in every team."

#: Where a report can be brought.
PLACES = ("drafted", "written", "published", "withdrawn", "superseded", "discarded")


def report_at(
    place: str,
    council: Council,
    kind: str = "monthly",
    *,
    period: tuple[dt.date, dt.date] | None = None,
    **given: Any,
) -> Report:
    """A report of the council's department, as far as ``place`` says: by default the monthly one of last month.

    ``given`` goes to ``draft_report``: ``team``, ``about``.
    """
    by, publisher = council.insights_member, council.insights_manager
    first, last = period or month_of(clock.today().replace(day=1) - dt.timedelta(days=1))
    team = given.pop("team", council.department)
    report = actions.draft_report(kind, by=by, team=team, first=first, last=last, **given)
    if place == "discarded":
        return actions.discard_report(report, by=by, reason="It was drafted for the wrong service.")
    if place == "drafted":
        return report
    report = written(report, by=by)
    if place == "written":
        return report
    report = actions.publish_report(report, by=publisher)
    if place == "withdrawn":
        return actions.withdraw_report(report, by=publisher, reason="It went to the wrong meeting.")
    if place == "superseded":
        later = actions.draft_next_edition(report, by=publisher, reason="A grade was entered wrongly.")
        actions.publish_report(later, by=publisher)
        return Report.objects.get(pk=report.pk)
    return report


def written(report: Report, *, by: Any, words: str = WORDS) -> Report:
    """Every text of a draft, written."""
    keys = [narrative.key for narrative in report.report_kind.narratives]
    return actions.write_texts(report, by=by, words=dict.fromkeys(keys, words))


def make_files() -> int:
    """The worker comes by; how many files it made."""
    return make_pending_files()
