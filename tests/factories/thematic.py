"""Thematic reviews that got where they are by the portal's own actions: ``thematic_at("endorsed", council)``."""

from __future__ import annotations

import datetime as dt

from audits.actions.family_letters import record_letter_sent, write_family_letter
from audits.actions.submitting import submit_audit
from audits.models import ThematicReview
from audits.thematic import actions
from qa_portal import clock
from qa_portal.activities import actions as calendar
from qa_portal.deadlines.closures import current_calendar
from qa_portal.frameworks.actions import publish_framework, save_own_version
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.improvement.actions import agree_service_action
from qa_portal.people.models import Post, Team
from qa_portal.people.roles import Role

from .activities import FOUND, activity_at
from .audits import write_all
from .people import Council
from .records import child
from .reports import report_at

#: Where one can be brought, in the order in which it gets there.
PLACES = ("prepared", "under_way", "written", "endorsed", "closed")
#: How many cases a review has here, by a version of the procedure that asks for no more.
CASES = 2


def with_few_cases(council: Council) -> FrameworkVersion:
    """A version of Knowsley's procedure in which a review has two cases, and notice is given the day before."""
    text = FrameworkVersion.objects.filter(key="knowsley").order_by("number").first().text
    assert "fewest_cases: 12" in text
    text = text.replace("fewest_cases: 12", f"fewest_cases: {CASES}").replace(
        "notice_days: 10", "notice_days: 0"
    )
    version = save_own_version(text, by=council.administrator, key="knowsley")
    return publish_framework(version, by=council.administrator)


def thematic_at(place: str, council: Council, team: Team | None = None) -> ThematicReview:
    """A review of the team's work, by a procedure of few cases, as far as ``place`` says: begun today, written by the
    fostering team’s manager with the other team’s; led by the Insights manager."""
    keeps, today = council.insights_member, clock.today()
    activity = activity_at(
        "planned",
        council,
        team=team or council.team,
        kind="thematic_review",
        title="Neglect",
        lead=council.insights_manager,
        begins_on=today,
        ends_on=today,
    )
    review = actions.prepare_review(
        activity,
        by=keeps,
        tool_key=activity.policy.tools[0].key,
        theme_agreed_on=today - dt.timedelta(days=30),
        questions="What did you set out to do? What has changed for the child?",
        questions_agreed_on=today - dt.timedelta(days=20),
    )
    rows = [
        {
            "id": None,
            "reference": child(council).reference,
            "first": council.fostering_team_manager,
            "second": council.other_team_manager,
        }
        for _ in range(CASES)
    ]
    review = actions.choose_cases(review, by=keeps, rows=rows)
    if place == "prepared":
        return review
    review = actions.begin_review(review, by=keeps)
    if place == "under_way":
        return review
    for case in review.cases.select_related("first", "second", "audit"):
        submit_audit(write_all(case.audit, by=case.first), by=case.first)
        actions.complete_as_second(case, by=case.second)
    review = make_ready(review, council)
    if place == "written":
        return review
    review = actions.endorse_review(review, by=council.iro_manager, words="The analysis is sound.")
    if place == "endorsed":
        return review
    for board in review.thematic.boards:
        actions.record_decision(review, by=keeps, examined_on=today, decision=f"{board} accepts the plan.")
    inform(review, council)
    return actions.close_review(review, by=keeps)


def make_ready(review: ThematicReview, council: Council) -> ThematicReview:
    """Everything that is to be there before its report is endorsed: findings, plan, feedback, the published report."""
    keeps, activity, today = council.insights_member, review.activity, clock.today()
    activity = calendar.hold_activity(activity, by=keeps, looked_at=CASES)
    calendar.write_findings(activity, by=keeps, findings=[dict(each) for each in FOUND])
    activity = calendar.agree_findings(activity, by=keeps)
    agree_service_action(
        activity,
        by=keeps,
        what="Each plan is shared within a week.",
        success="In the next quarter no parent waits longer.",
        owner_post=Post.objects.get(role=Role.SERVICE_MANAGER, team=council.service),
        due_on=current_calendar().add_working_days(today, 40),
    )
    review = actions.record_feedback(
        review,
        by=keeps,
        feedback_on=today,
        feedback_with="All workers and managers; the findings were known to them.",
    )
    with clock.standing_at(clock.now() + dt.timedelta(days=1)):
        period = (activity.begins_on, activity.ends_on)
        report_at("published", council, "thematic", team=activity.team, period=period, about=review.pk)
    return review


def inform(review: ThematicReview, council: Council) -> None:
    """Write to each of the families that was heard what was done with it, and say that the letter was sent."""
    for case in review.cases.select_related("audit"):
        for voice in case.audit.voices.filter(recorded_at__isnull=False):
            voice = write_family_letter(
                voice, by=council.insights_member, done_with_it="Plans are shared within a week now."
            )
            record_letter_sent(voice, by=council.insights_member, sent_on=clock.today(), how="By post")
