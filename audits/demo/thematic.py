"""The demonstration's thematic review: family support's of next month, being prepared, with some of its cases."""

from __future__ import annotations

from audits.demo.support import SERVICE
from audits.thematic.actions import choose_cases, prepare_review
from qa_portal import clock
from qa_portal.activities.actions import plan_activity
from qa_portal.demo.story import Story
from qa_portal.people.models import Team

#: Its records, each with the pair that looks at it: nobody at their own team’s.
CASES = (
    ("C-4001", "hill.manager", "permanence.manager"),
    ("C-4002", "hill.manager", "team.manager"),
    ("C-4003", "river.manager", "south.manager"),
    ("C-4004", "river.manager", "permanence.manager"),
    ("C-4005", "hill.manager", "south.manager"),
)
QUESTIONS = (
    "What did you set out to do for this child, and why?\n"
    "What has changed for the child, and how do you know?\n"
    "What would have helped you to do it sooner?"
)


def tell(story: Story) -> None:
    """Theme and questions are agreed; seven more cases are to be chosen before it can begin."""
    by = story.person("insights")
    with story.working_days_ago(5, "11:00"):
        first = story.working_days_ahead(25)
        activity = plan_activity(
            by=by,
            team=Team.objects.get(name=SERVICE),
            kind="thematic_review",
            title="Neglect: from the first sign to the plan",
            purpose="Whether neglect is named early, and whether plans change what a day is like for the child.",
            begins_on=first,
            ends_on=story.working_days_ahead(26),
            place="Committee room 1",
            lead=story.person("insights.manager"),
            with_whom="Team Managers of three services, in pairs.",
        )
        review = prepare_review(
            activity,
            by=by,
            tool_key=activity.policy.tools[0].key,
            theme_agreed_on=clock.today(),
            questions=QUESTIONS,
            questions_agreed_on=clock.today(),
        )
    with story.working_days_ago(4, "11:00"):
        choose_cases(
            review,
            by=by,
            rows=[
                {"id": None, "reference": each, "first": story.person(one), "second": story.person(two)}
                for each, one, two in CASES
            ],
        )
