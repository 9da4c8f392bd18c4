"""The demonstration's report on disputes: the IRO annual report of the year that is under way."""

from __future__ import annotations

from qa_portal import clock
from qa_portal.demo.story import Story
from qa_portal.people.models import Team
from qa_portal.reporting.actions import draft_report
from qa_portal.reporting.periods import year_of


def reported(story: Story) -> None:
    """The IRO annual report of the year that is under way, begun from what was raised so far."""
    with story.working_days_ago(0):
        first, last = year_of(clock.today(), 4)
        draft_report(
            "iro_annual",
            by=story.person("iro.manager"),
            team=Team.objects.get(kind=Team.Kind.DEPARTMENT),
            first=first,
            last=last,
        )
