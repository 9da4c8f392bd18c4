"""Family support: a cycle that is drawn and not sent yet, an audit that waits for the line manager's signature, and
what it asked of another agency."""

from __future__ import annotations

import datetime as dt

from audits.actions.cycles import draw_cycle, open_cycle
from audits.actions.outside import prepare_outside_issue, send_outside_issue
from audits.demo import writing
from qa_portal import clock
from qa_portal.demo.story import Story
from qa_portal.frameworks.queries import framework_for, policy_of
from qa_portal.people.models import Team

SERVICE = "Demo Family Support Service"


def tell(story: Story) -> None:
    """The audit, then the draw."""
    to_sign(story)
    drawn(story)


def to_sign(story: Story) -> None:
    """C-4001: with its team; the report goes on the record once the line manager has signed that all tasks are done.
    The health visitors were written to, and haven't replied yet."""
    with writing.standing(story, 15):
        audit = writing.allocated(story, "C-4001", reviewer=story.person("hill.manager"))
    with writing.standing(story, 8):
        audit = writing.completed(audit, "requires_improvement")
    with writing.standing(story, 7):
        audit = writing.returned(story, audit)
    with writing.standing(story, 4):
        issue = prepare_outside_issue(
            audit,
            by=story.person("insights"),
            agency="Demo Health Visiting Service",
            post="Named Nurse for Safeguarding Children",
            issue="The two-year review took place in the summer. It reached us when we asked for it.",
            asked="Tell us how reviews reach us from now on, and who we can ask.",
        )
        send_outside_issue(issue, by=story.person("insights"), sent_how="By secure email")


def drawn(story: Story) -> None:
    """A cycle of the coming month, drawn this morning: its allocations go out on the first working day."""
    team, insights = Team.objects.get(name=SERVICE), story.person("insights")
    policy = policy_of(framework_for(team))
    with writing.standing(story, 1, "09:30"):
        month = clock.today().replace(day=1)
        while True:
            month = (month + dt.timedelta(days=32)).replace(day=1)
            if month.month in policy.cycles.months:
                break
        cycle = open_cycle(
            by=insights,
            team=team,
            tool_key=next(tool.key for tool in policy.tools if tool.overall),
            month=month,
            focus="What children say, and what came of it",
            agreed_by=policy.cycles.schedule_agreed_by or "",
            agreed_on=clock.today() if policy.cycles.schedule_agreed_by else None,
            size=4,
        )
        draw_cycle(cycle, by=insights, seed=writing.SEED)
