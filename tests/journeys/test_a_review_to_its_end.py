"""A collaborative review that finds a record inadequate, from the draw to the record, by those whose work it is."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from audits.models import Assurance, Audit
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Message
from tests.browser import axe
from tests.factories.cycles import record
from tests.factories.people import council
from tests.factories.records import legal_status

from .desk import Desk
from .reviewing import (
    NAMES,
    flat,
    in_days,
    it_is_signed,
    nobody_is_named,
    opened_from_my_work,
    papers_of,
    pick,
    sections_are_written,
    time_passes,
    whole_is_judged,
)

MOTHER_SAYS = "She listens, but nothing has happened since the summer."
SAFETY_PLAN = "Write the safety plan with her and her mother."
SAFE = "How well do we keep this child or young person safe?"
IMPACT = "What difference does the intervention make for the child and the family?"


@pytest.mark.rule("MER-02", "MER-03", "MER-04", "MER-05", "MER-09", "MER-10", "MER-14", "MER-15", "MER-20")
@pytest.mark.rule("NEW-04", "NEW-09", "KNO-04", "LEE-02", "LEE-12", "WAL-03", "WAL-26")
def test_an_inadequate_review_goes_from_the_draw_to_the_record(desk, c, child):
    insights = desk(c.insights_member).sign_in()
    audit = cycle_is_opened_drawn_and_sent(insights, child)
    reviewer = desk(audit.reviewer).sign_in()
    conversation_is_booked(reviewer, child)
    time_passes(insights, "One working day")
    conversation_is_held(reviewer, audit)
    mother_is_heard(reviewer, desk(c.social_worker))
    reviewer.go(audit.get_absolute_url())
    actions = {SAFE: (SAFETY_PLAN, "Urgent", 2), IMPACT: ("Review the plan with her.", "Medium", 30)}
    grades = {"": "4, Requires Improvement", "child_safe": "2, Inadequate"}
    sections_are_written(reviewer, audit, grades, actions)
    whole_is_judged(reviewer, "2, Inadequate")
    it_is_signed(reviewer)

    six_are_told_and_24_hours_run(c)
    worker = desk(c.social_worker).sign_in()
    worker.go(audit.get_absolute_url())
    worker.sees("once it is returned to the team")
    expect(worker.main.get_by_text("Inadequate")).to_have_count(0)
    safety_is_assured(desk(c.service_manager).sign_in(), child)
    panel_is_recorded_and_it_is_returned(desk(c.insights_manager).sign_in(), child)
    findings_are_discussed(desk(c.team_manager).sign_in(), child)
    it_is_finalised(insights, audit)

    time_passes(insights, "Five working days", "One working day")
    [report] = papers_of(worker, child, audit)
    for words in ("Inadequate (2)", "The panel agrees with the reviewer.", MOTHER_SAYS, SAFETY_PLAN):
        assert flat(words) in report
    action_has_climbed(to=[c.social_worker, c.team_manager], not_yet=[c.service_manager])
    time_passes(insights, "Five working days")
    action_has_climbed(to=[c.service_manager, c.insights_member], not_yet=[c.head_of_service])
    opened_from_my_work(worker, child, "Complete the action")
    worker.sees(SAFETY_PLAN)
    worker.sees("working days overdue")
    axe(worker.page)
    nobody_is_named(insights, reviewer, worker)


@pytest.fixture
def c(january):
    return council("merton")


@pytest.fixture
def child(c):
    """The one record of the service, so that it is the one that is drawn."""
    subject = record(c, **NAMES)
    legal_status(subject)
    return subject


# -- the Insights team ------------------------------------------------------------------------------------------------


def cycle_is_opened_drawn_and_sent(insights: Desk, child) -> Audit:
    """A month and its area of focus, a draw that explains itself, allocations with their letters (MER-02, NEW-04)."""
    insights.go("/cycles/")
    insights.press("Open a cycle")
    if insights.page.get_by_role("combobox", name="Which service or team?").count():
        pick(insights, "Which service or team?", "Children's Services")
        insights.press("Go on")
    insights.page.get_by_label("Month").select_option(index=1)
    insights.write("Area of focus", "Keeping children safe")
    insights.write("How many cases?", "1")
    axe(insights.page)
    insights.press("Open the cycle")
    insights.press("Draw the cases")
    insights.press("Draw the cases")
    insights.sees(child.reference)
    insights.follow("Why each case")
    insights.sees(child.reference)
    axe(insights.page)
    insights.follow("How fair it was")
    insights.sees("Care Planning North")
    cycle = insights.page.get_by_label("Breadcrumb").get_by_role("link").last
    cycle.click()
    insights.press("Send the allocations")
    insights.press("Send them")
    insights.sees("The allocations have been sent.")
    axe(insights.page)
    return Audit.objects.get()


def panel_is_recorded_and_it_is_returned(insights: Desk, child) -> None:
    """Held for the panel, whose grade is recorded as it was given elsewhere (MER-04, MER-05)."""
    opened_from_my_work(insights, child, "Moderate the audit")
    insights.press("Record the panel’s grade")
    insights.select("Which point on the scale?", "2: Inadequate")
    insights.write("The panel’s reasons", "The panel agrees with the reviewer.")
    axe(insights.page)
    insights.press("Record the panel’s grade")
    insights.press("Return it to the team")
    insights.sees("offered a reflective conversation")
    insights.press("Return it to the team")
    insights.sees("It was returned to the team.")


def it_is_finalised(insights: Desk, audit: Audit) -> None:
    """With the Team Manager's assurance (MER-03)."""
    insights.go(audit.get_absolute_url())
    insights.press("Finalise it")
    insights.main.get_by_role("checkbox").check()
    insights.write("What does the Team Manager assure?", "She was seen today; the plan is being written.")
    insights.press("Finalise it")
    insights.sees("It is finalised.")
    insights.follow("From finding to change")
    insights.sees("It is tracked until each part below has its evidence.")
    axe(insights.page)


# -- whoever reviews, and the family ----------------------------------------------------------------------------------


def conversation_is_booked(reviewer: Desk, child) -> None:
    """The request came in; the conversation is booked first, with its calendar file (WAL-26)."""
    opened_from_my_work(reviewer, child, "Complete the audit")
    axe(reviewer.page)
    reviewer.follow("Learning conversation: booked and held")
    reviewer.write("Date", in_days(1))
    reviewer.write("Time", "10am")
    reviewer.write("Where?", "Teams")
    axe(reviewer.page)
    reviewer.press("Book it and send the calendar file")
    with reviewer.told("download the calendar file"), reviewer.page.expect_download() as download:
        reviewer.main.get_by_role("link", name="Calendar file").click()
    assert "VEVENT" in download.value.path().read_text()


def conversation_is_held(reviewer: Desk, audit: Audit) -> None:
    """A day later: the form knows with whom and when."""
    reviewer.go(audit.get_absolute_url())
    reviewer.follow("Learning conversation: booked and held")
    reviewer.choose("Yes")
    reviewer.write("What was it about?", "What she set out to do, and what came of it.")
    reviewer.press("Save")
    reviewer.sees("Held on")


def mother_is_heard(reviewer: Desk, mother: Desk) -> None:
    """A link that needs no account, names nobody and works once (NEW-09); ``mother`` is a browser, not signed in."""
    reviewer.follow("What child and family say")
    reviewer.follow("Ask somebody with a one-time link")
    reviewer.choose("Mother")
    reviewer.press("Make the link")
    axe(reviewer.page)
    link = urlsplit(reviewer.page.locator("code").inner_text())
    mother.go(f"{link.path}?{link.query}")
    assert NAMES["last_name"] not in mother.page.content()
    mother.write("What would you like to tell us?", MOTHER_SAYS)
    mother.choose("3")
    axe(mother.page)
    mother.press("Send")
    mother.sees_heading("Thank you")
    mother.go(f"{link.path}?{link.query}")
    expect(mother.page.get_by_label("What would you like to tell us?")).to_have_count(0)
    reviewer.follow("Back to what child and family say")
    reviewer.sees(MOTHER_SAYS)


# -- the team ---------------------------------------------------------------------------------------------------------


def safety_is_assured(manager: Desk, child) -> None:
    """Within 24 hours, by the Service Manager (MER-10)."""
    opened_from_my_work(manager, child, "Review the record and assure safety")
    axe(manager.page)
    manager.press("Record the assurance")
    manager.write("Is everyone whom it relates to safe?", "She was seen today, and is safe with her aunt.")
    manager.write("How good is the work?", "The plan is old. It is written this week.")
    manager.press("Record the assurance")
    manager.sees("The assurance is recorded.")
    manager.leave()


def findings_are_discussed(manager: Desk, child) -> None:
    """Recorded as supervision, on the record (MER-15)."""
    opened_from_my_work(manager, child, "Discuss the findings")
    manager.follow("Record the discussion of the findings")
    manager.write("What did you reflect on?", "What safety means to her, and what we missed.")
    manager.write("What was decided", "Wendy visits each week.")
    axe(manager.page)
    manager.press("Record the discussion")
    manager.sees("The discussion is recorded")
    manager.go(child.get_absolute_url())
    manager.follow("Case notes")
    manager.sees("upervision", within=manager.main)


# -- who was told -----------------------------------------------------------------------------------------------------


def six_are_told_and_24_hours_run(c) -> None:
    """At once, each by an alert of their own; the clock counts hours and not working days (MER-09, MER-10)."""
    told = Message.objects.filter(event="audit_found_inadequate")
    parts = ("team_manager", "service_manager", "head_of_service")
    ours = ("insights_manager", "insights_service_manager", "insights_head")
    assert sorted(message.recipient.email for message in told) == sorted(
        c.people[part].email for part in parts + ours
    )
    assert all(message.is_alert for message in told)
    lasts = Deadline.objects.get(kind="audit_assure").due_at - Assurance.objects.get().asked_at
    assert round(lasts.total_seconds()) == 24 * 60 * 60


def action_has_climbed(*, to, not_yet) -> None:
    """Who was alerted of the action that is late, and who isn't yet (LEE-02, KNO-04)."""
    told = Message.objects.filter(deadline__kind="action_done", urgency=Message.Urgency.ALERT)
    emails = {message.recipient.email for message in told}
    assert emails >= {person.email for person in to}
    assert not emails & {person.email for person in not_yet}
