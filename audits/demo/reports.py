"""The demonstration's reports: the adults' service's of last month, published and given out; family support's begun."""

from __future__ import annotations

import datetime as dt

from audits.demo import adults
from qa_portal import clock
from qa_portal.demo.story import Story
from qa_portal.improvement.actions import agree_service_action
from qa_portal.people.models import Post, Team
from qa_portal.people.roles import Role
from qa_portal.reporting import actions
from qa_portal.reporting.periods import month_of

#: What Insights has learnt of the month.
LEARNT = (
    "Strengths: recording is prompt, and people’s own words are in their assessments.\n\n"
    "Risks: dates of plans pass without a word on what came of them. Each supervision now looks at the dates "
    "of every plan, and the practice forum works through two examples."
)

FAMILY_SUPPORT = "Demo Family Support Service"


def tell(story: Story) -> None:
    """Both, on the last working day; nothing of them can be given out before its period is over."""
    with story.working_days_ago(0):
        last_month = month_of(clock.today().replace(day=1) - dt.timedelta(days=1))
        by, publisher = story.person("insights"), story.person("insights.manager")
        report = actions.draft_report(
            "monthly",
            by=by,
            team=Team.objects.get(name=adults.SERVICE),
            first=last_month[0],
            last=last_month[1],
        )
        actions.write_texts(report, by=by, words={"learning": LEARNT})
        report = actions.publish_report(report, by=publisher)
        actions.record_given(
            report.recipients.first(), by=by, on=clock.today(), how="At the Heads of Service meeting"
        )
        agree_service_action(
            report,
            by=by,
            what="Each supervision looks at the dates of every plan, and says what came of those that have passed.",
            success="In the next quarter’s audits no date of a plan has passed without a word.",
            owner_post=Post.objects.get(role=Role.SERVICE_MANAGER, team=report.team),
            due_on=story.working_days_ahead(30),
        )
        first, last = month_of(clock.today())
        actions.draft_report(
            "monthly", by=by, team=Team.objects.get(name=FAMILY_SUPPORT), first=first, last=last
        )
