"""A concern from a looked-after review to the closed dispute and its papers, by those whose work it is, in browsers."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from playwright.sync_api import expect

from qa_portal import clock
from qa_portal.children.models import CaseNote
from qa_portal.deadlines.closures import current_calendar
from qa_portal.documents.models import Document
from qa_portal.documents.reports import make_pending_documents
from qa_portal.outbox.models import Message
from tests.browser import axe
from tests.data.files import pdf
from tests.factories.people import council
from tests.factories.records import child, legal_status

from .desk import Desk

PLAN = "There has been no care plan since the move."
FAMILY_TIME = "She has not seen her brother since August."


@pytest.fixture
def c(demonstration):
    return council()


@pytest.fixture
def record(c):
    subject = child(c, first_name="Rowena", last_name="Hazelmere")
    legal_status(subject)
    return subject


def in_days(days: int) -> str:
    """A day so many working days ahead, as one types it."""
    day = current_calendar().add_working_days(clock.today(), days)
    return f"{day.day}/{day.month}/{day.year}"


@pytest.mark.rule("MOS-01", "MOS-03", "MOS-05", "MOS-06", "MOS-08", "MOS-09", "MOS-12", "MOS-13", "MOS-14")
@pytest.mark.rule(
    "MOS-16", "MOS-17", "MOS-20", "MOS-22", "MOS-23", "LAW-03", "LAW-04", "LEE-01", "LEE-02", "LEE-12"
)
def test_a_concern_goes_from_the_review_to_the_closed_dispute_and_its_papers(desk, c, record):
    iro, manager = desk(c.iro).sign_in(), desk(c.team_manager).sign_in()

    review_is_completed(iro, record)
    qap_is_asked(iro, c, record)
    manager_answers_the_qap(manager, iro, record)
    stage_one_is_sent(iro, c)
    stage_one_page = iro.page.url

    time_passes(iro, "Five working days", "One working day")
    everyone_heard_of_the_silence(iro, manager, desk(c.service_manager).sign_in(), c, record)
    non_response_is_recorded(iro, stage_one_page)
    confirmed(desk(c.iro_manager).sign_in(), record, "Agreed. This is too slow for her.")

    stage_two_is_sent(iro, c, record)
    stage_two_page = iro.page.url
    referral_is_made(iro, stage_two_page)
    service_manager_answers(desk(c.service_manager).sign_in(), record)
    stage_two_is_concluded(iro, stage_two_page)
    confirmed(desk(c.iro_manager).sign_in(), record, "A good result for her.")
    iro.go(stage_two_page)
    iro.follow("Dispute", within=iro.page.get_by_label("Breadcrumb"))
    iro.sees("Closed")
    axe(iro.page)

    papers_are_on_the_record(iro, record)
    for somebody in (iro, manager):
        assert not [url for url in somebody.visited if re.search("rowena|hazelmere", url, re.IGNORECASE)]


def review_is_completed(iro: Desk, record) -> None:
    """A looked-after review with its audit (MOS-23)."""
    iro.write("Search by name or reference", record.last_name)
    iro.page.keyboard.press("Enter")
    iro.follow(record.full_name)
    iro.follow("Start a looked-after review", within=iro.main)
    iro.press("Start the looked-after review")
    iro.choose("Attended and spoke for themselves")
    iro.write("What did the child say?", "I want to see my brother.")
    iro.write("Summary", "She is settled with her carers.")
    iro.write("Decisions", "The plan is to be written within a week.")
    iro.write("Date of the next review", in_days(120))
    iro.press("Save")
    iro.sees("Before you can complete the review")
    axe(iro.page)
    iro.follow("audit")
    for group in iro.main.get_by_role("group").all():
        if group.get_by_role("radio", name="Yes", exact=True).count():
            group.get_by_role("radio", name="Yes", exact=True).check()
    for box in iro.main.get_by_role("textbox").all():
        if box.is_visible():
            box.fill("As it should be.")
    iro.press("Save")
    iro.go(record.get_absolute_url())
    iro.follow("Looked-after review", within=iro.main)
    iro.press("Complete")
    iro.press("Complete")
    iro.sees("Completed by")


def qap_is_asked(iro: Desk, c, record) -> None:
    """Starting from the review (MOS-01), rows added and removed (MOS-05), the request (MOS-06)."""
    iro.press("Proceed to IRO quality assurance (QAP)")
    iro.press("Start the QAP")
    iro.sees("The QAP has started")
    qap = iro.page.url
    axe(iro.page)
    iro.go("/")
    iro.sees(record.reference, within=iro.main.get_by_role("listitem").filter(has_text="QAP"))
    iro.go(record.get_absolute_url())
    iro.sees("QAP", within=iro.main.get_by_role("region", name="Current work"))
    iro.go(qap)
    iro.follow("Issues", within=iro.main)
    if not iro.row("Issue 1").count():
        iro.press("Add issue")
    an_issue(iro, "Issue 1", PLAN, "Write the plan with her.")
    iro.press("Add another issue")
    an_issue(iro, "Issue 2", FAMILY_TIME, "Agree when they meet.")
    iro.press("Add another issue")
    an_issue(iro, "Issue 3", "Entered by mistake", "")
    iro.press("Remove issue 3", within=iro.row("Issue 3"))
    iro.sees("Remove issue 3, “Entered by mistake”?")
    iro.press("Remove issue 3", within=iro.row("Issue 3").get_by_role("alert"))
    expect(iro.row("Issue 3")).to_have_count(0)
    iro.write("When will the actions be reviewed?", in_days(20))
    iro.press("Save")
    iro.go(qap)
    iro.press("Send")
    iro.sees(f"{c.team_manager.name}")
    iro.write("Note", "Before the placement meeting, please.")
    iro.press(f"Send to {c.team_manager.name}, Team Manager")
    iro.sees(f"The request has gone to {c.team_manager.name}")


def an_issue(iro: Desk, name: str, concern: str, action: str) -> None:
    """One row."""
    row = iro.row(name)
    expect(row).to_be_visible()
    theme = row.get_by_label("Theme")
    theme.select_option(index=1)
    iro.write("What is the issue?", concern, within=row)
    iro.write("What needs to be done?", action, within=row)


def manager_answers_the_qap(manager: Desk, iro: Desk, record) -> None:
    """It stands among incoming requests (MOS-20); an update on each issue (MOS-08)."""
    qap = iro.page.url
    manager.go("/")
    manager.sees_heading("Incoming requests")
    axe(manager.page)
    what_came_in(manager, record)
    manager.sees("Before the placement meeting, please.")
    manager.write("Update", "The plan is being drafted.", within=manager.row("Issue 1"))
    manager.write("Update", "Her brother's carers have been asked.", within=manager.row("Issue 2"))
    manager.press("Save and complete the request")
    iro.go("/")
    iro.go(qap)
    iro.sees("The plan is being drafted.")


def stage_one_is_sent(iro: Desk, c) -> None:
    """Decisions (MOS-08), outcome and signature (MOS-09), next action with its confirmation (MOS-10, MOS-22)."""
    qap = iro.page.url
    iro.go(qap + "decisions/")
    for name in ("Issue 1", "Issue 2"):
        iro.choose("Not resolved", within=iro.row(name))
        iro.write("Reason", "Nothing has changed for her.", within=iro.row(name))
    iro.press("Save")
    iro.go(qap + "outcome/")
    iro.write("Summary and conclusion", "She still has no plan and has not seen her brother.")
    iro.main.get_by_role("radio", name="Not resolved").check()
    iro.press("Save")
    iro.go(qap + "sign/")
    axe(iro.page)
    iro.main.get_by_role("checkbox").check()
    iro.press("Sign the outcome")
    iro.sees("The outcome is signed.")
    iro.choose("Proceed to a formal stage")
    iro.main.get_by_role("radio", name=re.compile("^Stage 1")).check()
    iro.press("Continue")
    iro.sees("A dispute starts now")
    iro.press("End it and proceed")
    iro.sees("the dispute has started")
    stage_is_written_and_sent(iro, f"Send to {c.team_manager.name}, Team Manager")


def stage_is_written_and_sent(iro: Desk, button: str) -> None:
    """What was carried over stands there already (MOS-11, MOS-17); the request goes to who holds the post (MOS-12)."""
    iro.press("Write the stage")
    expect(iro.row("Action 1")).to_be_visible()
    iro.write("Desired outcomes", "She has a plan that she knows.")
    if not iro.page.get_by_label("Summary of the issues").input_value():
        iro.write("Summary of the issues", PLAN)
    iro.press("Save")
    axe(iro.page)
    iro.press(button)
    iro.press(button)
    iro.sees("was sent to")
    iro.sees("in 5 working days")


def time_passes(somebody: Desk, *steps: str) -> None:
    """The demonstration's clock moves on, and what would have happened happens."""
    for step in steps:
        somebody.go("/demo/clock/")
        somebody.press(step)
        somebody.sees("It is now")
    axe(somebody.page)


def everyone_heard_of_the_silence(iro: Desk, manager: Desk, above: Desk, c, record) -> None:
    """A reminder before, an alert after, to the manager and the next rung (LEE-01, LEE-02)."""
    for somebody in (manager, above, iro):
        somebody.go("/notices/")
        axe(somebody.page)
        somebody.sees("Alert", within=somebody.main)
    for recipient, kinds in ((c.team_manager, {True, False}), (c.service_manager, {True})):
        told = Message.objects.filter(recipient=recipient, subject=record, about_type__model="disputestage")
        assert {message.is_alert for message in told} >= kinds
    manager.go(f"/demo/mailbox/?to={c.team_manager.email}")
    manager.sees("was due by", within=manager.main)
    above.leave()


def what_came_in(somebody: Desk, record) -> None:
    """From *My work* to what waits under *Incoming requests* about this record (MOS-20)."""
    incoming = somebody.main.get_by_role("region", name="Incoming requests")
    somebody.follow("", within=incoming.get_by_role("listitem").filter(has_text=record.reference))


def non_response_is_recorded(iro: Desk, page: str) -> None:
    """Silence is an outcome of its own, with each reminder (LAW-04); the child is told (LAW-08); then the signature."""
    iro.go(page)
    iro.press("Record the non-response")
    iro.sees("What happens then")
    iro.press("Record the non-response")
    iro.press("Save and go on")
    if not iro.page.url.endswith("/sign/"):
        iro.sees("Before you can sign")
        iro.follow("", within=iro.main.get_by_role("region", name="Before you can sign"))
        iro.write("When was the child told?", in_days(-1))
        iro.write("When was an advocate offered?", in_days(-1))
        iro.press("Save")
        iro.go(page + "sign/")
    axe(iro.page)
    iro.main.get_by_role("checkbox").check()
    iro.press("Sign and send")
    iro.sees("Signed.")


def confirmed(somebody: Desk, record, comment: str) -> None:
    """The IRO Manager reads, comments and signs; only then the next action takes effect (MOS-16)."""
    what_came_in(somebody, record)
    if not somebody.page.get_by_label("Your comment").count():
        somebody.press("Confirm")
    axe(somebody.page)
    somebody.write("Your comment", comment)
    somebody.main.get_by_role("checkbox").check()
    somebody.press("Sign to confirm")
    somebody.sees("Confirmed.")
    somebody.leave()


def stage_two_is_sent(iro: Desk, c, record) -> None:
    """It opened by the confirmation, with everything in it (MOS-17), for the Service Manager (MOS-12)."""
    iro.go("/")
    iro.follow(
        "",
        within=iro.main.get_by_role("listitem").filter(has_text=record.reference).filter(has_text="Stage 2"),
    )
    iro.sees("Carried over")
    iro.sees(PLAN)
    stage_is_written_and_sent(iro, f"Send to {c.service_manager.name}, Service Manager")


def referral_is_made(iro: Desk, page: str) -> None:
    """Beside the open dispute (LAW-03): prepared, its document attached, recorded as made."""
    iro.go(page)
    iro.press("Refer to Cafcass")
    iro.write("Why is it referred?", "Two months without a plan.")
    iro.press("Prepare the referral")
    iro.sees("Before it can be recorded as made")
    iro.write("When was it referred?", in_days(0))
    iro.write("To whom at Cafcass?", "Cafcass duty desk")
    iro.page.get_by_label("Attach the referral document").set_input_files(
        {"name": "referral.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    iro.press("Save")
    axe(iro.page)
    iro.press("Record the referral as made")
    iro.press("Record the referral as made")
    iro.sees("The referral to Cafcass is recorded as made.")
    assert "/dispute/" in iro.page.url  # it goes on beside the referral
    iro.go(page)
    iro.sees("With the manager")


def service_manager_answers(manager: Desk, record) -> None:
    """On each action (MOS-13)."""
    what_came_in(manager, record)
    if not manager.row("Action 1").count():
        manager.press("Answer on each action")
    axe(manager.page)
    for number in (1, 2):
        manager.write("Your answer", "Done; she has a copy.", within=manager.row(f"Action {number}"))
    manager.press("Save and go on")
    manager.press("Complete the request")
    manager.sees("The request is completed")
    manager.leave()


def stage_two_is_concluded(iro: Desk, page: str) -> None:
    """Summary, outcome, signature (MOS-14); completing is the next action that follows (MOS-24)."""
    iro.go(page)
    iro.press("Record progress and outcome")
    iro.write("Overall summary of progress", "She has the plan and has seen her brother.")
    iro.main.get_by_role("radio", name="Resolved", exact=True).check()
    iro.main.get_by_role("radio", name=re.compile("complete", re.IGNORECASE)).check()
    iro.press("Save and go on")
    iro.main.get_by_role("checkbox").check()
    iro.press("Sign and send")
    iro.sees("Signed.")


def papers_are_on_the_record(iro: Desk, record) -> None:
    """Each paper is made, lies on the record with a case note, and is tagged, titled and in English (LEE-12)."""
    while make_pending_documents():
        pass
    papers = list(Document.objects.filter(subject=record).exclude(report_key=""))
    kinds = {paper.report_key for paper in papers}
    assert kinds == {"qap", "stage", "dispute", "stage_request", "stage_outcome", "cafcass_referral"}
    iro.go(record.get_absolute_url())
    iro.follow("Documents")
    axe(iro.page)
    for paper in papers:
        assert paper.state == Document.State.STORED
        assert CaseNote.objects.filter(subject=record, document=paper, title=paper.title[:100]).exists()
        with iro.told(f"download {paper.title}"), iro.page.expect_download() as download:
            iro.main.locator(f'a[href="{paper.get_absolute_url()}"]').first.click()
        assert not re.search("rowena|hazelmere", download.value.suggested_filename, re.IGNORECASE)
        reads_well(download.value.path().read_bytes())
    iro.go(record.get_absolute_url())
    iro.follow("Case notes")
    for paper in papers[:1]:
        iro.sees(paper.title)


def reads_well(data: bytes) -> None:
    """A PDF that a screen reader can read."""
    assert data.startswith(b"%PDF")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.open_metadata()["dc:title"])
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
