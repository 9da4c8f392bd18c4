"""How the demonstration's reviewers write: sections, grades, the conversation, the family, through the portal's actions
alone."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any

from audits.actions.allocating import allocate_audit
from audits.actions.checking import accept_audit
from audits.actions.conversation import record_conversation
from audits.actions.family import record_voices
from audits.actions.returning import return_audit
from audits.actions.submitting import submit_audit
from audits.actions.writing import write_overall, write_section
from audits.models import Audit, FamilyVoice
from audits.writing.rules import is_grading_again
from qa_portal import clock
from qa_portal.demo.story import Story
from qa_portal.frameworks.policy import Question
from qa_portal.frameworks.queries import framework_for_subject, policy_of
from qa_portal.frameworks.vocabulary import AnswerKind, Practice

#: Draws of the demonstration are rehearsed: each time it is told they come out the same.
SEED = "0123456789abcdef"

#: What a reviewer found, in turns: said of nobody in particular.
FOUND = (
    "The record shows this in the visits of the last three months, each written up within two days.",
    "The plan says what is to change and by when. Two of its dates have passed without a word on what came of them.",
    "Their own words are in the assessment, and the plan follows from them.",
    "The risk was known, and the response to it is on the record the same day.",
    "Others were asked and their views are written down, the school’s and the health visitor’s among them.",
    "Supervision looked at this in September and asked for it to be done; the record doesn’t show that it was.",
)


@contextlib.contextmanager
def standing(
    story: Story, days: int, at: str = "10:00", not_before: dt.datetime | None = None
) -> Iterator[None]:
    """Stand so many working days before today, or at ``not_before`` where that is later."""
    with story.working_days_ago(days, at):
        moment = clock.now()
    with clock.standing_at(max(moment, not_before) if not_before else moment):
        yield


def allocated(story: Story, reference: str, *, reviewer: Any, tool: str = "", **given: Any) -> Audit:
    """An audit of a record, allocated by Insights outside any cycle, with the procedure's usual tool."""
    subject = story.record(reference)
    version = framework_for_subject(subject)
    tools = policy_of(version).tools
    usual = next(each.key for each in tools if each.overall)
    return allocate_audit(
        subject,
        by=story.person("insights"),
        framework=version,
        tool_key=tool or usual,
        reviewer=reviewer,
        **given,
    )


def written(
    audit: Audit, grade: str, *, half: bool = False, plan: list[dict[str, Any]] | None = None
) -> Audit:
    """Write an audit, or the first half of its sections, as its reviewer; every judgement is ``grade``."""
    audit, by, turn = _fresh(audit), audit.reviewer, 0
    sections = audit.tool.sections
    for section in sections[: len(sections) // 2] if half else sections:
        rows = [
            action(what="Write the plan anew with them, and give them a copy.", finding=question.id)
            for question in section.questions
            if question.is_judged and grade in question.action_after
        ]
        answers = {}
        for question in section.questions:
            answers[question.id] = _answer(audit, question, grade, FOUND[turn % len(FOUND)])
            turn += 1
        audit = write_section(audit, section.key, by=by, answers=answers, actions=rows)
    if half:
        return audit
    if audit.tool.overall and audit.policy.audit_steps.grades_twice:
        audit = write_overall(audit, by=by, written=_overall(audit, grade, "_before"))
    audit = _talked_over(audit, by)
    for section in sections if is_grading_again(audit) else ():
        again = {q.id: _judged(audit, q, grade, "_after") for q in section.questions if q.is_judged}
        audit = write_section(audit, section.key, by=by, answers=again)
    themes = audit.policy.themes
    said: dict[str, Any] = {
        "strengths": "They are known well, and seen often. What they want is written in their own words.",
        "to_improve": "The plan is behind what is done. Visits are written up late when the team is short.",
        "themes": {themes[0].key: "strength", themes[1].key: "risk"},
    }
    if audit.tool.overall:
        said |= {**_overall(audit, grade), "grade_reason": "This is what the record shows in most respects."}
    return _fresh(
        write_overall(audit, by=by, written=said, actions=plan if plan is not None else _plan(audit, grade))
    )


def completed(audit: Audit, grade: str, **given: Any) -> Audit:
    """Write an audit and complete it."""
    return submit_audit(written(audit, grade, **given), by=audit.reviewer)


def accepted(story: Story, audit: Audit) -> Audit:
    """The check accepts it, where there is one and it isn't accepted already."""
    if audit.state == Audit.State.SUBMITTED:
        return accept_audit(audit, by=story.person("insights"), says="Clear, and each grade has its reason.")
    return audit


def returned(story: Story, audit: Audit) -> Audit:
    """It goes back to its team."""
    return return_audit(accepted(story, audit), by=story.person("insights"))


def action(
    what: str, *, finding: str = "", days: int = 20, priority: str = "medium", **more: Any
) -> dict[str, Any]:
    """A row of actions, due so many days from the moment at which it is written."""
    return {
        "id": None,
        "finding": finding,
        "what": what,
        "success": "It is on the record, and they say that they know it.",
        "priority": priority,
        "owner": "practitioner",
        "due_on": clock.today() + dt.timedelta(days=days),
        **more,
    }


def _plan(audit: Audit, grade: str) -> list[dict[str, Any]]:
    if grade not in audit.tool.improvement_plan_after:
        return []
    return [
        action("Hold a planning meeting with them and those who matter to them.", days=6, priority="high"),
        action("Go through the record in supervision until the plan is up to date.", owner="team_manager"),
    ]


def _talked_over(audit: Audit, by: Any) -> Audit:
    steps = audit.policy.audit_steps
    if steps.conversation != Practice.NONE:
        audit = record_conversation(
            audit,
            by=by,
            held_on=clock.today(),
            with_whom=audit.practitioner.name if audit.practitioner else "The Team Manager",
            notes="What they set out to do, what came of it, and what they would do otherwise today.",
            added="More visits took place than the record says. They are written up now.",
        )
    if steps.family != Practice.NONE:
        row = {
            "id": None,
            "speaker": FamilyVoice.Speaker.MOTHER,
            "way": FamilyVoice.Way.TELEPHONE,
            "words": "She listens to us, and comes when she says that she will. I would like a copy of the plan.",
            "helped": 7,
            "said_on": clock.today(),
            "wants_answer": True,
        }
        audit = record_voices(audit, by=by, rows=[row])
    return audit


def _answer(audit: Audit, question: Question, grade: str, words: str) -> dict[str, Any]:
    if question.answer == AnswerKind.TEXT:
        return {"words": words}
    if question.answer == AnswerKind.DATE:
        return {"value": clock.today().isoformat()}
    if not question.is_judged:
        return {"value": "yes", "words": ""}
    return {**_judged(audit, question, grade), "words": words if question.comment else ""}


def _judged(audit: Audit, question: Question, grade: str, suffix: str = "") -> dict[str, Any]:
    point = audit.policy.scale.band(grade).lowest if question.answer == AnswerKind.SCALED else None
    return {f"value{suffix}": grade, f"point{suffix}": point}


def _overall(audit: Audit, grade: str, suffix: str = "") -> dict[str, Any]:
    scale = audit.policy.scale
    point = scale.band(grade).lowest if scale.overall_in_points else None
    return {f"grade{suffix}": grade, f"point{suffix}": point}


def _fresh(audit: Audit) -> Audit:
    return Audit.objects.select_related("framework", "subject", "reviewer", "practitioner").get(pk=audit.pk)
