"""The reads of audits. What is seen of one is what is seen of its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from audits.models import Audit, CarePlanningAudit
from qa_portal.children.meetings import MeetingPart
from qa_portal.children.models import Meeting
from qa_portal.children.queries import visible_to as visible_records
from qa_portal.children.rules import Asker
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import AuditTool
from qa_portal.frameworks.queries import NoFramework, framework_for_subject, policy_of
from qa_portal.workflow.blockers import Blocker

ANSWERS = {"yes": "Yes", "partly": "Partly", "no": "No"}

#: The states that are for the reviewer and the quality assurance team to know: for everybody else it is under way.
OPEN_STATES = [
    Audit.State.ALLOCATED,
    Audit.State.BEGUN,
    Audit.State.SUBMITTED,
    Audit.State.SENT_BACK,
    Audit.State.NOT_ACCEPTED,
    Audit.State.TO_MODERATE,
    Audit.State.ACCEPTED,
]


def visible_to(user: Any) -> QuerySet[Audit]:
    """The audits on records that open to this person; what is written in them is another question (``readable_by``)."""
    return Audit.objects.filter(subject__in=visible_records(user))


def readable_by(who: Asker, path: str = "") -> Q:
    """Of these, the audits whose words this person reads: as ``may_read_audit`` says, for a query (MER-04).

    ``path`` leads from the rows that are asked for to the audit: "audit__".
    """
    if who.sees_all:
        return Q()
    return Q(**{f"{path}returned_at__isnull": False}) | Q(**{f"{path}reviewer__in": who.acts_for})


def is_read_by(who: Asker, audit: Audit) -> bool:
    """As ``readable_by``, of an audit that is there, on a record that opens to this person."""
    return who.sees_all or audit.returned_at is not None or audit.reviewer_id in who.acts_for


def standing_of(audit: Audit, reads: bool) -> str:
    """Where an audit stands, as who ``reads`` its words may know it; for others it is under way until it is returned:
    that it waits for a panel would tell its grade (MER-04)."""
    return audit.get_state_display() if reads or audit.state not in OPEN_STATES else "Under way"


def audit_of(meeting: Meeting) -> CarePlanningAudit | None:
    """The audit of a review, once it has been begun."""
    return (
        CarePlanningAudit.objects.select_related("framework", "completed_by").filter(meeting=meeting).first()
    )


def framework_with_tool(meeting: Meeting) -> FrameworkVersion | None:
    """The version that an audit of this review starts under; None where the council's procedure has no such audit, or
    the meeting isn't a looked-after review."""
    if meeting.kind != Meeting.Kind.LOOKED_AFTER_REVIEW:
        return None
    try:
        version = framework_for_subject(meeting.subject)
    except NoFramework:
        return None
    return version if policy_of(version).iro_audit else None


def planning_audit_of(meeting: Meeting) -> MeetingPart | None:
    """The audit as a part of its review (MOS-23); None for a meeting that carries none."""
    audit = audit_of(meeting)
    version = audit.framework if audit else framework_with_tool(meeting)
    if version is None:
        return None
    policy, answers = policy_of(version), audit.answers if audit else {}
    assert policy.iro_audit is not None
    missing = unanswered(policy.iro_audit, answers, meeting.pk)
    count = sum(1 for question in policy.iro_audit.questions if _answer(answers, question.id))
    page = "planning_audit" if meeting.is_completed else "planning_audit_edit"
    return MeetingPart(
        label=policy.iro_audit.title,
        state=f"{count} of {len(policy.iro_audit.questions)} questions answered",
        url=reverse(page, args=[meeting.pk]),
        is_complete=not missing,
        is_started=audit is not None,
        blockers=_together(policy.iro_audit.title, missing),
    )


#: From how many missing answers on a review says their number instead of each question.
MANY = 4


def _together(title: str, missing: list[Blocker]) -> tuple[Blocker, ...]:
    """What the review says of its audit: each missing answer, or one sentence for many."""
    if len(missing) < MANY:
        return tuple(missing)
    return (Blocker(f"Answer the {len(missing)} open questions of “{title}”.", missing[0].url),)


def unanswered(tool: AuditTool, answers: dict[str, Any], meeting_pk: int) -> list[Blocker]:
    """The mandatory questions without an answer, each with its place in the form (LEE-04)."""
    form = reverse("planning_audit_edit", args=[meeting_pk])
    return [
        Blocker(
            f"Answer the audit’s question “{question.text}”",
            f"{form}#id_{question.id}{'_0' if question.answer == 'yes_partly_no' else ''}",
        )
        for question in tool.questions
        if question.mandatory and not _answer(answers, question.id)
    ]


@dataclass(frozen=True)
class Answered:
    """One question with its answer in words, as a page shows it."""

    id: str
    text: str
    answer: str
    words: str
    comment: str


@dataclass(frozen=True)
class AnsweredSection:
    """A section of the tool with its answers."""

    title: str
    answers: tuple[Answered, ...]


def answered_sections(audit: CarePlanningAudit) -> list[AnsweredSection]:
    """Every question of an audit, answered or not, under the version that it started with."""
    return [
        AnsweredSection(
            section.title,
            tuple(
                Answered(
                    question.id,
                    question.text,
                    answer := _answer(audit.answers, question.id),
                    ANSWERS.get(answer, answer) if question.answer == "yes_partly_no" else answer,
                    audit.answers.get(question.id, {}).get("comment", ""),
                )
                for question in section.questions
            ),
        )
        for section in audit.tool.sections
    ]


def concerns_of(audit: CarePlanningAudit) -> list[Answered]:
    """What was answered with No or Partly: where a QAP starts."""
    found = [answer for section in answered_sections(audit) for answer in section.answers]
    return sorted((a for a in found if a.answer in ("no", "partly")), key=lambda a: a.answer != "no")


def _answer(answers: dict[str, Any], question_id: str) -> str:
    return answers.get(question_id, {}).get("answer", "")
