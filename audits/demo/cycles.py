"""A cycle of the demonstration: opened, drawn and sent on the first working morning of its month."""

from __future__ import annotations

import datetime as dt

from audits.actions.cycles import draw_cycle, open_cycle, send_cycle
from audits.clocks import first_working_day
from audits.demo import writing
from audits.models import Audit
from qa_portal import clock
from qa_portal.demo.story import Story
from qa_portal.frameworks.queries import framework_for, policy_of
from qa_portal.people.models import Team


def sent(story: Story, service: str, *, focus: str, size: int) -> tuple[list[Audit], dt.datetime]:
    """A service's cycle of this month, or of the last that has one and whose first morning has come: its audits, and
    from when on they can be written."""
    team, insights = Team.objects.get(name=service), story.person("insights")
    policy = policy_of(framework_for(team))
    month = _latest_month(story, policy.cycles.months)
    sent_at = clock.at_london(first_working_day(month), dt.time(9, 0))
    with clock.standing_at(sent_at):
        cycle = open_cycle(
            by=insights,
            team=team,
            tool_key=next(tool.key for tool in policy.tools if tool.overall),
            month=month,
            focus=focus,
            size=size,
        )
        draw_cycle(cycle, by=insights, seed=writing.SEED)
        audits = send_cycle(cycle, by=insights)
    return audits, sent_at + dt.timedelta(minutes=30)


def _latest_month(story: Story, months: tuple[int, ...]) -> dt.date:
    day = clock.london_date(story.now).replace(day=1)
    while day.month not in months or clock.at_london(first_working_day(day), dt.time(10)) > story.now:
        day = (day - dt.timedelta(days=1)).replace(day=1)
    return day
