"""What whoever reviews does at the form, and what others do with a review: parts that journeys have in common."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from typing import Any

from qa_portal import clock
from qa_portal.children.models import CaseNote
from qa_portal.deadlines.closures import current_calendar
from qa_portal.demo.models import DemoMail
from qa_portal.documents.models import Document
from qa_portal.documents.reports import make_pending_documents
from tests.browser import axe

from .desk import Desk

#: Whose record it is, wherever nobody may be named.
NAMES = {"first_name": "Rowena", "last_name": "Hazelmere"}

#: An action by the question that it answers ("" for the whole): what is to be done, its priority, its working days.
Actions = Mapping[str, tuple[str, str, int]]


def in_days(days: int) -> str:
    """A day so many working days ahead, as one types it."""
    day = current_calendar().add_working_days(clock.today(), days)
    return f"{day.day}/{day.month}/{day.year}"


def time_passes(somebody: Desk, *steps: str) -> None:
    """The demonstration's clock moves on, and what would have happened happens."""
    for step in steps:
        somebody.go("/demo/clock/")
        somebody.press(step)
        somebody.sees("It is now")


def pick(somebody: Desk, label: str, option: str) -> None:
    """One of a long list, by typing the first of it."""
    with somebody.told(f"pick “{option}” in “{label}”"):
        somebody.page.get_by_role("combobox", name=label).fill(option.split(",")[0])
        somebody.page.get_by_role("option", name=re.compile(re.escape(option))).first.click()


def opened_from_my_work(somebody: Desk, subject: Any, what: str) -> None:
    """What is to be done about a record, from *My work*."""
    somebody.go("/")
    rows = somebody.main.get_by_role("listitem").filter(has_text=subject.reference).filter(has_text=what)
    somebody.follow("", within=rows)


def sections_are_written(reviewer: Desk, audit: Any, grades: Mapping[str, str], actions: Actions) -> None:
    """Every question of every section, from the first on; ``grades`` by the question's id, "" for all others."""
    reviewer.follow(audit.tool.sections[0].title, within=reviewer.main)
    for number, section in enumerate(audit.tool.sections):
        reviewer.sees_heading(section.title)
        for question in reviewer.page.get_by_role("region", name=re.compile("^Question")).all():
            key = (question.get_attribute("id") or "").removeprefix("question-")
            radio = question.get_by_label(grades.get(key, grades[""]), exact=True)
            if radio.count():
                radio.check()
            for box in question.get_by_role("textbox").all():
                if box.is_visible() and not box.input_value():
                    box.fill("The record shows it in the visits of the autumn.")
        texts = [question.text for question in section.questions]
        for text, action in actions.items():
            if text in texts:
                action_is_added(reviewer, action, text)
        if not number:
            axe(reviewer.page)
        reviewer.press("Save")


def action_is_added(reviewer: Desk, action: tuple[str, str, int], question: str = "") -> None:
    """One row of the plan: what, how one will know, how soon, by whom, by when."""
    what, priority, days = action
    reviewer.press("Add action")
    row = reviewer.row("Action 1")
    if question:
        reviewer.select("Which question does it answer?", question, within=row)
    reviewer.write("What is to be done?", what, within=row)
    reviewer.write("How shall we know that it worked?", "She can say what is in it.", within=row)
    reviewer.select("Priority", priority, within=row)
    reviewer.select("Who does it?", "Social worker" if question else "Team Manager", within=row)
    reviewer.write("By when?", in_days(days), within=row)


def whole_is_judged(reviewer: Desk, grade: str, *, despite: str = "", plan: Actions | None = None) -> None:
    """The overall grade with its reason; the form asks why where it sits oddly with the sections (WAL-05)."""
    reviewer.follow("Overall grade and improvement plan")
    reviewer.choose(grade)
    reviewer.write("Why this grade?", "Nobody has acted on what she said in the summer.")
    reviewer.write("What is good about the practice?", "She is listened to.")
    reviewer.write("What needs to improve?", "What she says must change something.")
    for action in (plan or {}).values():
        action_is_added(reviewer, action)
    reviewer.press("Save and go to the overview")
    if despite:
        reviewer.sees("That may be right: say why, or change the grade.")
        reviewer.write("Why does the overall grade differ", despite)
        axe(reviewer.page)
        reviewer.press("Save and go to the overview")
    reviewer.sees("Saved.")


def it_is_signed(reviewer: Desk) -> None:
    """The signature that completes it."""
    reviewer.press("Sign and complete it")
    axe(reviewer.page)
    reviewer.main.get_by_role("checkbox").check()
    reviewer.press("Sign and complete it")
    reviewer.sees("It is completed and signed.")


def papers_of(somebody: Desk, subject: Any, audit: Any) -> list[str]:
    """What the reports of an audit say, the first first, as they are downloaded from the record; spaces left out."""
    while make_pending_documents():
        pass
    papers = list(Document.objects.filter(report_key="audit", about_id=audit.pk).order_by("pk"))
    somebody.go(subject.get_absolute_url())
    somebody.follow("Documents")
    found = []
    for paper in papers:
        assert CaseNote.objects.filter(subject=subject, document=paper).exists()
        with somebody.told(f"download {paper.title}"), somebody.page.expect_download() as download:
            somebody.main.locator(f'a[href="{paper.get_absolute_url()}"]').first.click()
        assert subject.last_name.lower() not in download.value.suggested_filename.lower()
        words = subprocess.run(["pdftotext", download.value.path(), "-"], capture_output=True, check=True)
        found.append(flat(words.stdout.decode()))
    somebody.go(subject.get_absolute_url())
    somebody.follow("Case notes")
    somebody.sees(papers[-1].title)
    return found


def flat(words: str) -> str:
    """Words without their spaces: a line of a paper may break anywhere."""
    return "".join(words.split())


def nobody_is_named(*desks: Desk) -> None:
    """Neither in an address nor in an email, of which there were some."""
    for each in desks:
        assert not [url for url in each.visited if NAMES["last_name"].lower() in url.lower()]
    said = [f"{mail.heading} {mail.text} {mail.html}" for mail in DemoMail.objects.all()]
    assert said
    assert not [words for words in said if NAMES["last_name"] in words or NAMES["first_name"] in words]
