"""P1 and P3 for a section of forty questions, and what saving one answer of it costs beside a plain save.

`python -m tests.bench audit_pages.fill`, then `audit_pages 200` and `audit_pages.saving 200`, on the database that
`cycle_pages.fill` made. No shipped tool has forty questions on one page; this one has those of the collaborative review
twice.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from django.db import models
from django.urls import reverse

from audits.actions.allocating import allocate_audit
from audits.actions.writing import write_section
from audits.models import Answer, Audit
from qa_portal.children.models import Subject
from qa_portal.frameworks.actions import publish_framework, save_tool
from qa_portal.frameworks.policy import AuditSection
from qa_portal.frameworks.queries import policy_of, published_version
from qa_portal.people.models import User
from tests.factories.audits import answer

from .pages import Page, measure
from .steps import in_a_request
from .timekeeping import counting

TOOL, SECTION, QUESTIONS, AUDITS = "forty_questions", "all_of_them", 40, 10
REVIEWER = "sister.team.manager@ambleford.example"

#: What is written under each grade: some three lines.
WORDS = "The record shows this in the visits of the last three months, each written up within two days. " * 2


def fill() -> Iterator[dict[str, Any]]:
    """A tool with forty questions in one section, and ten audits with it, each written by one reviewer."""
    people = {
        user.email.split("@")[0]: user for user in User.objects.filter(email__endswith="@ambleford.example")
    }
    administrator, insights = people["administrator"], people["insights.manager"]
    version = published_version("merton")
    tool = policy_of(version).tool("collaborative_review")
    judged = [question for question in tool.questions if question.is_judged]
    asked = [
        question.model_copy(update={"id": f"{question.id}_{number}", "comment": True, "action_after": ()})
        for number in range(1 + QUESTIONS // len(judged))
        for question in judged
    ][:QUESTIONS]
    section = AuditSection(key=SECTION, title="Forty questions", questions=tuple(asked))
    forty = tool.model_copy(update={"key": TOOL, "title": "Forty questions", "sections": (section,)})
    version = publish_framework(
        save_tool(version, forty, by=administrator, changes="A long section."), by=administrator
    )
    reviewer = User.objects.get(email=REVIEWER)
    for subject in Subject.objects.filter(audits=None).order_by("-pk")[:AUDITS]:
        audit = allocate_audit(subject, by=insights, framework=version, tool_key=TOOL, reviewer=reviewer)
        given = {q.id: {**answer(audit, q), "words": WORDS} for q in asked}
        write_section(audit, SECTION, by=reviewer, answers=given)
    yield {"what": "forty questions", "audits": AUDITS}


def _audits() -> list[Audit]:
    found = (
        Audit.objects.filter(tool_key=TOOL).select_related("subject", "framework", "reviewer").order_by("pk")
    )
    return list(found)


def pages() -> list[Page]:
    """The section's form, and the page of its audit."""
    keys = [audit.pk for audit in _audits()]
    sections = [reverse("audit_section", args=[pk, SECTION]) for pk in keys]
    whole = [reverse("audit_read", args=[pk]) for pk in keys]
    return [
        Page("section of 40 questions", "form", REVIEWER, sections),
        Page("audit of 40 questions, to read", "detail", REVIEWER, whole),
    ]


def main(pairs: int = 200) -> Iterator[dict[str, Any]]:
    """Each page against the floor page, as the reviewer."""
    for page in pages():
        found = measure(page, pairs)
        found.pop("statements")
        yield found


def saving(rounds: int = 200) -> Iterator[dict[str, Any]]:
    """One answer of forty saved by the action, against a plain save of its row: the same row, without lock, history or
    anything else, as in P7. In turns, in one process."""
    audits = _audits()
    reviewer = User.objects.get(email=REVIEWER)
    question = audits[0].tool.questions[0].id
    rows = {each.audit_id: each for each in Answer.objects.filter(audit__in=audits, question_id=question)}
    times: dict[str, list[float]] = {"save": [], "answer": []}

    def save(audit: Audit, number: int) -> None:
        row = rows[audit.pk]
        row.words = f"{WORDS}{number} plainly."
        models.Model.save_base(row, raw=True, force_update=True)

    def write(audit: Audit, number: int) -> None:
        write_section(audit, SECTION, by=reviewer, answers={question: {"words": f"{WORDS}{number}."}})

    for number in range(-3, rounds):
        audit = audits[number % len(audits)]
        for name, do in (
            (("save", save), ("answer", write)) if number % 2 else (("answer", write), ("save", save))
        ):
            with in_a_request():
                started = perf_counter()
                do(audit, number)
                if number >= 0:
                    times[name].append(perf_counter() - started)
    with in_a_request(), counting() as seen:
        write(audits[0], rounds)
    yield {
        "what": "one answer",
        "ratio": statistics.median(a / b for a, b in zip(times["answer"], times["save"], strict=True)),
        "answer_ms": statistics.median(times["answer"]) * 1000,
        "save_ms": statistics.median(times["save"]) * 1000,
        "queries": len([sql for sql in seen.queries if sql not in ("BEGIN", "COMMIT")]),
        "statements": [sql[:200] for sql in seen.queries],
    }
