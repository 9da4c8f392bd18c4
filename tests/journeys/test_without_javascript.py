"""The key forms with JavaScript off: all of it works, a page at a time."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from disputes.models import Dispute
from qa_portal import clock
from tests.factories.disputes import dispute_at
from tests.factories.people import council
from tests.factories.qaps import qap_at
from tests.factories.records import child


@pytest.fixture
def c(transactional_db):
    return council()


def test_a_dispute_is_raised(desk, c):
    record = child(c)
    iro = desk(c.iro, java_script_enabled=False).sign_in()
    iro.write("Search by name or reference", record.reference)
    iro.press("Search")
    iro.follow(record.full_name)
    iro.follow("Raise a dispute")
    iro.press("Raise")
    iro.sees("These need to be mended")
    iro.page.get_by_label("What is it about?").select_option(index=1)
    iro.write("The concern in a few sentences", "She has had no plan since the move.")
    iro.choose("Yes")
    iro.write("When was it taken up?", f"{clock.today():%d/%m/%Y}")
    iro.write("With whom?", "The social worker")
    iro.write("What came of it?", "Nothing has changed.")
    iro.choose("Stage 1")
    iro.choose("Now")
    iro.press("Raise")
    iro.sees("She has had no plan since the move.")
    assert Dispute.objects.get(subject=record).stages.get().level == 1


@pytest.mark.rule("MOS-05")
def test_rows_of_a_qap_are_added_and_removed_after_a_question(desk, c):
    qap = qap_at("drafted", c, child(c))
    iro = desk(c.iro, java_script_enabled=False).sign_in()
    iro.go(f"/qap/{qap.pk}/issues/")
    if not iro.row("Issue 1").count():
        iro.press("Add issue")
    for number, concern in enumerate(("No plan", "No school place", "Entered by mistake"), 1):
        if number > 1:
            iro.press("Add another issue")
        row = iro.row(f"Issue {number}")
        row.get_by_label("Theme").select_option(index=number)
        iro.write("What is the issue?", concern, within=row)
    iro.press("Remove issue 3", within=iro.row("Issue 3"))
    iro.sees("Remove issue 3, “Entered by mistake”?")
    iro.press("Keep it")
    expect(iro.row("Issue 3").get_by_label("What is the issue?")).to_have_value("Entered by mistake")
    iro.press("Remove issue 3", within=iro.row("Issue 3"))
    iro.press("Remove issue 3", within=iro.row("Issue 3").get_by_role("alert"))
    expect(iro.row("Issue 3")).to_have_count(0)
    expect(iro.row("Issue 1").get_by_label("What is the issue?")).to_have_value("No plan")
    iro.press("Save for later")
    iro.sees("The issues are saved.")
    assert [issue.concern for issue in qap.issues.all()] == ["No plan", "No school place"]


def test_a_manager_answers_a_stage(desk, c):
    stage = dispute_at("sent", council=c).stages.get()
    manager = desk(c.team_manager, java_script_enabled=False).sign_in()
    manager.go(f"/stage/{stage.pk}/answer/")
    manager.write("Your answer", "The plan is written.", within=manager.row("Action 1"))
    manager.write("Your answer", "She was told today.", within=manager.row("Action 2"))
    manager.press("Save and go on")
    manager.sees("The plan is written.")
    manager.press("Complete the request")
    manager.sees("The request is completed")
    stage.refresh_from_db()
    assert stage.state == "answered"


def test_an_outcome_is_signed(desk, c):
    qap = qap_at("decided", c, child(c))
    iro = desk(c.iro, java_script_enabled=False).sign_in()
    iro.go(f"/qap/{qap.pk}/sign/")
    iro.press("Sign the outcome")
    iro.sees("Tick the box to sign.")
    iro.main.get_by_role("checkbox").check()
    iro.press("Sign the outcome")
    iro.sees("The outcome is signed.")
    assert qap.signatures.get().signed_by == c.iro
