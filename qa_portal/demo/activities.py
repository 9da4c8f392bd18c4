"""The demonstration's other quality assurance: a dip sample whose findings are agreed, observations to be written up, a
practice week to come; requests for support at each place."""

from __future__ import annotations

from qa_portal import clock
from qa_portal.activities import actions
from qa_portal.activities.models import FindingLink
from qa_portal.improvement.actions import agree_service_action
from qa_portal.people.models import Post, Team
from qa_portal.people.roles import Role
from qa_portal.support.actions import answer_support, ask_for_support, take_support_on

from .story import Story

SERVICE = "Demo Fostering Service"
TEAM = "Demo Permanence Team"


def tell(story: Story) -> None:
    """The calendar first, then the queue."""
    dip_sample(story)
    observations(story)
    practice_week(story)
    requests(story)


def dip_sample(story: Story) -> None:
    """A dip sample of two weeks ago: what was found, what it changes, and what the service undertakes."""
    by, lead = story.person("insights"), story.person("permanence.manager")
    team = Team.objects.get(name=SERVICE)
    with story.working_days_ago(20):
        day = story.working_days_ahead(-12)
        activity = actions.plan_activity(
            by=by,
            team=team,
            kind="dip_sample",
            title="Later-life letters",
            purpose="Whether each child who is to be adopted has one, and who helped to write it.",
            begins_on=day,
            ends_on=day,
            place="Committee room 2",
            lead=lead,
            with_whom="Two social workers of each team, and a foster carer.",
        )
    with story.working_days_ago(12, "16:00"):
        activity = actions.hold_activity(
            activity, by=lead, looked_at=14, went="Fourteen records were read in pairs, in one morning."
        )
    with story.working_days_ago(10, "11:00"):
        actions.write_findings(
            activity,
            by=lead,
            findings=[
                {
                    "kind": "to_learn",
                    "words": "Five of fourteen children have no letter yet, and nobody is named to write it.",
                    "changes": ["supervision", "plans"],
                    "to_change": "Supervision asks who writes the letter; the team plan gives it a date.",
                },
                {
                    "kind": "strength",
                    "words": "Where there is a letter, foster carers helped to write it.",
                    "changes": ["training"],
                    "to_change": "Two letters are shown in the induction.",
                },
            ],
        )
    with story.working_days_ago(8):
        activity = actions.agree_findings(activity, by=by)
        agree_service_action(
            activity,
            by=by,
            what="Name for each child who writes the letter, and by when.",
            success="At the end of the next quarter each child who is to be adopted has one.",
            owner_post=Post.objects.get(role=Role.SERVICE_MANAGER, team=team),
            due_on=story.working_days_ahead(40),
        )
    with story.working_days_ago(3):
        link = FindingLink.objects.get(finding__activity=activity, area="training")
        actions.show_change(link, by=by, shown="The induction of this month had both letters in it.")


def observations(story: Story) -> None:
    """Practice observations that were held last week; what they found is still to be written."""
    by, lead = story.person("insights"), story.person("principal")
    with story.working_days_ago(9):
        activity = actions.plan_activity(
            by=by,
            team=Team.objects.get(name=TEAM),
            kind="practice_observation",
            title="First visits to a new home",
            begins_on=story.working_days_ahead(-5),
            ends_on=story.working_days_ahead(-4),
            lead=lead,
        )
    with story.working_days_ago(3):
        actions.hold_activity(
            activity, by=lead, looked_at=4, went="Four visits, each agreed with the family first."
        )


def practice_week(story: Story) -> None:
    """The practice week of the service, next month."""
    with story.working_days_ago(6):
        actions.plan_activity(
            by=story.person("insights.manager"),
            team=Team.objects.get(name=SERVICE),
            kind="practice_week",
            title="Listening to children",
            purpose="To celebrate and share good practice.",
            begins_on=story.working_days_ahead(20),
            ends_on=story.working_days_ahead(24),
            place="All offices",
            lead=story.person("insights.manager"),
            with_whom="All teams, young scrutineers, partners.",
        )


def requests(story: Story) -> None:
    """Three requests for support: answered, taken on, in the queue."""
    insights, team = story.person("insights"), Team.objects.get(name=TEAM)
    with story.working_days_ago(11):
        first = ask_for_support(
            by=story.person("permanence.manager"),
            team=team,
            kind="learning",
            what="Could somebody show the team how the scale is used, with two examples?",
        )
    with story.working_days_ago(9):
        first = take_support_on(first, by=insights)
    with story.working_days_ago(6):
        answer_support(
            first,
            by=insights,
            answer="The team meeting had an hour on it on Monday; both examples are in the library.",
        )
    with story.working_days_ago(4):
        second = ask_for_support(
            by=story.person("permanence.worker"),
            team=team,
            kind="guidance",
            what="How do I record what a brother and a sister said when they said it together?",
            wanted_on=story.working_days_ahead(3),
        )
    with story.working_days_ago(2):
        take_support_on(second, by=insights)
    with story.working_days_ago(1):
        ask_for_support(
            by=story.person("fostering.service"),
            team=Team.objects.get(name=SERVICE),
            kind="figures",
            what="How many of our audits of this year looked at contact with birth parents?",
            wanted_on=max(clock.today(), story.working_days_ahead(5)),
        )
