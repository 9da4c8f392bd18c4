"""An audit that is sent back, amended, challenged, amended again and repeated, by those whose work it is, in browsers.

Under Waltham Forest's framework, which has what Merton's doesn't: the check, the challenge, the re-audit.
"""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from audits.models import Audit
from qa_portal import clock
from qa_portal.deadlines.words import weekday_date
from tests.browser import axe
from tests.factories.cycles import record
from tests.factories.people import council

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
    whole_is_judged,
)

pytestmark = pytest.mark.usefixtures("january")


@pytest.mark.rule("WAL-05", "WAL-06", "WAL-08", "WAL-09", "WAL-12", "WAL-16", "WAL-25")
def test_an_audit_is_sent_back_amended_challenged_and_audited_again(desk):
    c = council("waltham-forest")
    person = record(c, **NAMES)
    insights = desk(c.insights_member).sign_in()
    audit = audit_is_allocated(insights, c, person)
    auditor = desk(c.sister_team_manager).sign_in()
    auditor.go(audit.get_absolute_url())
    grades = {"": "Requires Improvement"}
    sections_are_written(auditor, audit, grades, {})
    plan = {"": ("Write up every visit within two days.", "Medium", 20)}
    whole_is_judged(auditor, "Inadequate", despite="Recording alone puts her at risk.", plan=plan)
    auditor.follow("Conversation with the practitioner: booked and held")
    auditor.follow("It has been held, or won’t be")
    auditor.choose("Yes")
    auditor.write("When?", in_days(0))
    auditor.write("What was it about?", "Her visits, and why they weren’t written up.")
    auditor.write("What did it add", "She visits more often than the record says.")
    auditor.press("Save")
    sections_are_written(auditor, audit, grades, {})
    whole_is_judged(auditor, "Inadequate")
    it_is_signed(auditor)

    audit_is_sent_back(insights, person)
    auditor.go(audit.get_absolute_url())
    auditor.sees("asks for amendments")
    auditor.follow("Recording")
    auditor.sees("Which visits did you read?")
    auditor.write("Why this grade?", "The visits of March to May have no entry at all.")
    auditor.press("Save and go to the overview")
    it_is_signed(auditor)
    audit_is_accepted_and_returned(insights, audit)
    [first] = papers_of(insights, person, audit)
    assert flat("have no entry at all") in first

    worker = desk(c.social_worker).sign_in()
    grade_is_challenged(worker, person)
    insights.go(audit.get_absolute_url())
    insights.sees("neither final nor counted")
    challenge_is_settled(auditor, person)
    [before, amended] = papers_of(worker, person, audit)
    assert before == first
    assert flat("The visits were made") in amended
    assert flat("version 2") in amended
    audited_again_a_month_later(insights, c, audit)
    nobody_is_named(insights, auditor, worker)


def audit_is_allocated(insights: Desk, c, person) -> Audit:
    """One audit of a record, from its start menu."""
    insights.write("Search by name or reference", person.last_name)
    insights.page.keyboard.press("Enter")
    insights.follow(person.full_name)
    insights.follow("Allocate an audit", within=insights.main)
    insights.select("Tool", "Practice audit")
    pick(insights, "Who audits it?", c.sister_team_manager.name)
    insights.write("Why is it audited outside any cycle?", "Her advocate asked for it.")
    axe(insights.page)
    insights.press("Allocate it")
    insights.sees("It is allocated")
    return Audit.objects.get()


def audit_is_sent_back(insights: Desk, person) -> None:
    """The check, with a comment at a question (WAL-08)."""
    opened_from_my_work(insights, person, "Check the audit")
    insights.press("Check it")
    recording = insights.page.get_by_role("region", name="Recording", exact=True)
    recording.get_by_text("Comment on this").click()
    insights.write("Comment on: Is the recording", "Which visits did you read?", within=recording)
    insights.choose("Send it back with comments")
    axe(insights.page)
    insights.press("Record the check")
    insights.sees("It was sent back to")


def audit_is_accepted_and_returned(insights: Desk, audit: Audit) -> None:
    """Accepted, then returned: its report is filed at once (WAL-09)."""
    insights.go(audit.get_absolute_url())
    insights.press("Check it")
    insights.choose("Accept it")
    insights.press("Record the check")
    insights.sees("It was accepted.")
    insights.press("Return it to the team")
    insights.sees("Its report goes on the record at once.")
    insights.press("Return it to the team")
    insights.sees("It was returned to the team.")


def audited_again_a_month_later(insights: Desk, c, audit: Audit) -> None:
    """No sooner than a month after it was completed, by a senior manager (WAL-16)."""
    audit.refresh_from_db()
    day = clock.london_date(audit.submitted_at).replace(month=2)
    day += dt.timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
    insights.go("/re-audits/")
    insights.sees(f"From {weekday_date(day)}")
    expect(insights.main.get_by_role("link", name="Allocate it")).to_have_count(0)
    insights.go("/demo/clock/")
    insights.write("Day", f"{day.day}/{day.month}/{day.year}")
    insights.write("Time", "9am")
    insights.press("Move the clock")
    insights.go("/re-audits/")
    axe(insights.page)
    insights.follow("Allocate it")
    pick(insights, "Senior manager", c.other_service_manager.name)
    insights.press("Allocate it")
    insights.sees("It is allocated")
    insights.sees_heading("Re-audit: Practice audit")


def challenge_is_settled(auditor: Desk, person) -> None:
    """They meet, and the grade is amended (WAL-12)."""
    opened_from_my_work(auditor, person, "Meet about the challenge")
    auditor.press("Record the meeting")
    auditor.write("When did auditor, practitioner and manager meet?", in_days(0))
    auditor.press("Record the meeting")
    auditor.press("Record that it is resolved")
    auditor.write("Summary of the discussion", "We read the case notes together.")
    auditor.choose("Requires Improvement")
    auditor.write("The outcome and its reason", "The visits were made. They are in the case notes.")
    axe(auditor.page)
    auditor.press("Record the outcome")
    auditor.sees("The outcome is recorded")


def grade_is_challenged(worker: Desk, person) -> None:
    """In writing, with criteria and evidence (WAL-12)."""
    worker.go(Audit.objects.get().get_absolute_url())
    worker.follow("Challenge the grade")
    worker.write("What do you disagree with", "I visited every fortnight.")
    worker.write("Which grading criteria", "“Only partial evidence of good practice.”")
    worker.write("What is the evidence of the work?", "The case notes of March to May.")
    axe(worker.page)
    worker.press("Send the challenge")
    worker.sees("The challenge is made.")
