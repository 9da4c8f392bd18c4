"""The scene's reports: one at each place, on the work of the team that has audits."""

from __future__ import annotations

from typing import Any

from qa_portal import clock
from qa_portal.people.models import Team
from qa_portal.reporting.periods import month_of, months_after
from tests.factories.reports import PLACES, make_files, report_at


def tell_of_reports(c: Any, keys: dict[str, int]) -> None:
    """Each of a month of its own, the published one of last month with its files and its list."""
    team = Team.objects.get(pk=keys["team with audits"])
    this_month = clock.today().replace(day=1)
    for back, place in enumerate(("published", *(each for each in PLACES if each != "published")), 1):
        report = report_at(place, c, team=team, period=month_of(months_after(this_month, -back)))
        keys[f"report {place}"] = report.pk
        if place == "published":
            make_files()
            keys["file stored"] = report.files.get(sort="paper").pk
            keys["sheet stored"] = report.files.get(sort="spreadsheet").pk
            keys["given published"] = report.recipients.first().pk
        if place == "drafted":
            keys["given drafted"] = report.recipients.first().pk
    month = month_of(months_after(this_month, -1))
    keys["report pack"] = report_at("published", c, "inspection", team=team, period=month).pk
