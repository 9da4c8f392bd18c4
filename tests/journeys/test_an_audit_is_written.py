"""A reviewer at the form of a section: by keyboard alone, drafts kept while they type; and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from audits.models import Answer
from qa_portal.plan.models import Action
from tests.browser import axe
from tests.factories.audits import audit_at
from tests.factories.people import council
from tests.factories.records import child


@pytest.fixture
def audit(transactional_db):
    c = council("merton")
    return audit_at("allocated", c, child(c))


@pytest.mark.rule("MER-01")
def test_a_section_is_graded_by_keyboard_and_kept_as_it_is_typed(desk, audit):
    reviewer = desk(audit.reviewer).sign_in()
    section = audit.tool.sections[0]
    first = section.questions[0]
    reviewer.go(f"/audits/{audit.pk}/")
    reviewer.press(f"Begin with “{section.title}”")
    question = reviewer.page.locator(f"#question-{first.id}")
    question.get_by_label("0, Inadequate", exact=True).focus()
    for _ in range(7):
        reviewer.page.keyboard.press("ArrowRight")
    expect(question.get_by_label("7, Good", exact=True)).to_be_checked()
    expect(question.get_by_label("7, Good", exact=True)).to_be_focused()
    reviewer.write("Why this grade?", "She says so herself.", within=question)
    reviewer.sees("Draft saved")
    reviewer.go(f"/audits/{audit.pk}/section/{section.key}/")
    reviewer.sees("You typed this on")
    expect(question.get_by_label("7, Good", exact=True)).to_be_checked()
    reviewer.press("Save and go on to")
    expect(reviewer.page.get_by_role("heading", level=1)).to_have_text(audit.tool.sections[1].title)
    answer = Answer.objects.get(audit=audit, question_id=first.id)
    assert (answer.point, answer.value, answer.words) == (7, "good", "She says so herself.")


@pytest.mark.rule("WAL-11")
@pytest.mark.parametrize("scripts", [True, False])
def test_what_each_grade_takes_is_shown_beside_the_question_and_gives_the_focus_back(desk, audit, scripts):
    reviewer = desk(audit.reviewer, java_script_enabled=scripts).sign_in()
    section = audit.tool.sections[0]
    asked = next(q for q in section.questions if q.is_judged and not q.descriptors)
    reviewer.go(f"/audits/{audit.pk}/section/{section.key}/")
    question = reviewer.page.locator(f"#question-{asked.id}")
    button = question.get_by_role("button", name="What each grade takes")
    takes = reviewer.page.get_by_role("dialog", name="What each grade takes")
    expect(takes).to_be_hidden()
    button.press("Enter")
    expect(takes).to_be_focused()
    expect(takes).to_contain_text(" ".join(audit.policy.scale.bands[0].descriptor.split()))
    if scripts:
        axe(reviewer.page)
    reviewer.page.keyboard.press("Escape")
    expect(takes).to_be_hidden()
    expect(button).to_be_focused()
    button.press("Enter")
    reviewer.choose("7, Good", within=question)
    expect(question.get_by_label("7, Good", exact=True)).to_be_checked()
    expect(takes).to_be_hidden()


def test_a_section_is_written_with_its_actions_without_javascript(desk, audit):
    reviewer = desk(audit.reviewer, java_script_enabled=False).sign_in()
    section = audit.tool.sections[0]
    first = section.questions[0]
    reviewer.go(f"/audits/{audit.pk}/section/{section.key}/")
    question = reviewer.page.locator(f"#question-{first.id}")
    reviewer.choose("4, Requires Improvement", within=question)
    reviewer.write("Why this grade?", "Her wishes are old.", within=question)
    reviewer.press("Add action")
    expect(question.get_by_label("4, Requires Improvement", exact=True)).to_be_checked()
    row = reviewer.row("Action 1")
    reviewer.select("Which question does it answer?", first.text, within=row)
    reviewer.write("What is to be done?", "Ask her again.", within=row)
    reviewer.select("Priority", "High", within=row)
    reviewer.select("Who does it?", "Social worker", within=row)
    reviewer.press("Save and go to the overview")
    reviewer.sees("Saved.")
    assert Answer.objects.get(audit=audit, question_id=first.id).point == 4
    assert Action.objects.get(about_id=audit.pk).what == "Ask her again."
