"""Audits that got where they are by the portal's own actions: ``audit_at("submitted", council, child)``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.actions.allocating import allocate_audit
from audits.actions.conversation import book_conversation, record_conversation
from audits.actions.family import record_voices
from audits.actions.submitting import submit_audit
from audits.actions.writing import write_overall, write_section
from audits.models import Audit, FamilyVoice
from audits.writing.rules import is_grading_again, needs_manager
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.closures import current_calendar
from qa_portal.frameworks.policy import AuditSection, Question
from qa_portal.frameworks.queries import framework_for_subject, policy_of
from qa_portal.frameworks.vocabulary import AnswerKind, Grade, Practice
from qa_portal.people.models import User

from .people import Council
from .records import child

#: Where an audit can be brought, in the order in which it gets there.
PLACES = ("allocated", "begun", "booked", "written", "submitted")


def audit_at(
    place: str,
    council: Council,
    subject: Subject | None = None,
    *,
    reviewer: User | None = None,
    tool: str = "",
    grade: str = Grade.GOOD,
    grade_before: str = "",
    urgent: bool = False,
    **allocation: Any,
) -> Audit:
    """An audit of the council's team's work at one of ``PLACES``, written by the sister team's manager.

    ``grade`` is given to every question and to the whole; ``grade_before`` is the overall one after reading the record,
    where that differs. ``urgent`` adds an urgent action. Anything else goes to the allocation.
    """
    audit = allocated(council, subject, reviewer=reviewer, tool=tool, **allocation)
    if place == "allocated":
        return audit
    by = audit.reviewer
    first = audit.tool.sections[0]
    audit = answer_section(audit, first, by=by, grade=grade_before or grade, urgent=urgent)
    if place == "begun":
        return fresh(audit)
    steps = audit.policy.audit_steps
    if steps.conversation != Practice.NONE:
        book_conversation(audit, by=by, at=soon(), place="Teams")
    if place == "booked":
        return fresh(audit)
    audit = write_all(audit, by=by, grade=grade, grade_before=grade_before, urgent=urgent)
    if place == "written":
        return audit
    submit_audit(audit, by=by)
    return fresh(audit)


def allocated(
    council: Council,
    subject: Subject | None = None,
    *,
    reviewer: User | None = None,
    tool: str = "",
    **allocation: Any,
) -> Audit:
    """An audit that has just been allocated by the quality assurance team."""
    subject = subject or child(council)
    version = framework_for_subject(subject)
    tools = policy_of(version).tools
    usual = next((each for each in tools if each.overall), tools[0])
    return allocate_audit(
        subject,
        by=council.insights_manager,
        framework=version,
        tool_key=tool or usual.key,
        reviewer=reviewer or council.sister_team_manager,
        **allocation,
    )


def write_all(
    audit: Audit,
    *,
    by: User,
    grade: str = Grade.GOOD,
    grade_before: str = "",
    urgent: bool = False,
) -> Audit:
    """Everything that an audit asks for before it can be completed: read, talked over, judged again and as a whole."""
    audit = fresh(audit)
    steps = audit.policy.audit_steps
    for section in audit.tool.sections:
        audit = answer_section(audit, section, by=by, grade=grade_before or grade, urgent=urgent)
    if audit.tool.overall and steps.grades_twice:
        audit = write_overall(audit, by=by, written=overall(audit, grade_before or grade, "_before"))
    if steps.conversation != Practice.NONE:
        audit = hold_conversation(audit, by=by)
    if steps.family != Practice.NONE:
        audit = hear_mother(audit, by=by)
    for section in audit.tool.sections if is_grading_again(audit) else ():
        audit = write_section(audit, section.key, by=by, answers=again(audit, section, grade))
    written = {"strengths": "She is at the centre of it.", "to_improve": "Visits are written up late."}
    if audit.tool.overall:
        written |= {**overall(audit, grade), "grade_reason": "The record shows it in most respects."}
    plan = [action()] if grade in audit.tool.improvement_plan_after else []
    return fresh(write_overall(audit, by=by, written=written, actions=plan))


def answer_section(
    audit: Audit, section: AuditSection, *, by: User, grade: str = Grade.GOOD, urgent: bool = False
) -> Audit:
    """Answer every question of a section, with the actions that it asks for."""
    rows = [
        action(question.id)
        for question in section.questions
        if question.is_judged and grade in question.action_after
    ]
    is_first = section.key == audit.tool.sections[0].key
    if urgent and is_first and not audit.actions.filter(priority="urgent").exists():
        rows.append(action(section.questions[0].id, priority="urgent"))
    answers = {question.id: answer(audit, question, grade) for question in section.questions}
    return write_section(audit, section.key, by=by, answers=answers, actions=rows)


def answer(audit: Audit, question: Question, grade: str = Grade.GOOD) -> dict[str, Any]:
    """A good answer to a question, as ``write_section`` takes it."""
    if question.answer == AnswerKind.TEXT:
        return {"words": "It is written up in the visits of March."}
    if question.answer == AnswerKind.DATE:
        return {"value": clock.today().isoformat()}
    if not question.is_judged:
        return {"value": "yes", "words": ""}
    return {
        **judged(audit, question, grade),
        "words": "The assessment shows it, and she says so herself." if question.comment else "",
    }


def again(audit: Audit, section: AuditSection, grade: str) -> dict[str, dict[str, Any]]:
    """The grades of a section after the conversation."""
    return {q.id: judged(audit, q, grade, "_after") for q in section.questions if q.is_judged}


def judged(audit: Audit, question: Question, grade: str, suffix: str = "") -> dict[str, Any]:
    """A grade, with the lowest point of its band where the question is scaled."""
    scaled = question.answer == AnswerKind.SCALED
    point = audit.policy.scale.band(grade).lowest if scaled else None
    return {f"value{suffix}": str(grade), f"point{suffix}": point}


def overall(audit: Audit, grade: str, suffix: str = "") -> dict[str, Any]:
    """The overall grade, as ``write_overall`` takes it."""
    scale = audit.policy.scale
    point = scale.band(grade).lowest if scale.overall_in_points else None
    return {f"grade{suffix}": str(grade), f"point{suffix}": point}


def action(finding: str = "", **given: Any) -> dict[str, Any]:
    """A row of actions; ``given`` takes others of its values."""
    return {
        "id": None,
        "finding": finding,
        "what": "Write up each visit within two days.",
        "success": "The next audit finds every visit written up in time.",
        "priority": "medium",
        "owner": "practitioner",
        "due_on": clock.today() + dt.timedelta(days=28),
        **given,
    }


def hold_conversation(audit: Audit, *, by: User) -> Audit:
    """The conversation, held today; with the Team Manager where they join."""
    return record_conversation(
        audit,
        by=by,
        held_on=clock.today(),
        with_whom="Wendy Worker",
        notes="What she set out to do, and what came of it.",
        added="She sees him more often than the record says.",
        with_manager=needs_manager(audit),
    )


def hear_mother(audit: Audit, *, by: User) -> Audit:
    """What the mother said by telephone, recorded for her."""
    row = {
        "id": None,
        "speaker": FamilyVoice.Speaker.MOTHER,
        "way": FamilyVoice.Way.TELEPHONE,
        "words": "She listens to us, and she comes when she says she will.",
        "helped": 8,
        "said_on": clock.today(),
        "wants_answer": True,
    }
    return record_voices(audit, by=by, rows=[row])


def soon() -> dt.datetime:
    """Ten in the morning of the next working day."""
    return clock.at_london(current_calendar().add_working_days(clock.today(), 1), dt.time(10))


def fresh(audit: Audit) -> Audit:
    """The audit as the database has it."""
    return Audit.objects.select_related("framework", "subject", "reviewer").get(pk=audit.pk)
