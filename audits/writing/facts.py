"""The record’s facts beside an audit: period reviewed, supervision kept or not, legal status, people, last audits."""

from __future__ import annotations

from typing import Any

from audits.models import Audit
from audits.rules import may_read_audit
from qa_portal.children.models import Subject
from qa_portal.deadlines.words import weekday_date
from qa_portal.people.words import in_post
from qa_portal.supervision.frequency import supervision_kept


def facts_of(audit: Audit) -> list[tuple[str, str]]:
    """What a reviewer needs at hand, from the record and never typed again."""
    subject, terms = audit.subject, audit.policy.terms
    facts = [
        ("Period reviewed", f"{weekday_date(audit.period_from)} until {weekday_date(audit.period_to)}"),
        (terms.practitioner, _at_the_time(audit)),
        ("Team", audit.team.name if audit.team else ""),
        ("Kind of case", Subject.CaseKind(subject.case_kind).label if subject.case_kind else ""),
        ("Legal status", _legal_status(subject)),
        (terms.reviewer, in_post(audit.reviewer, audit.reviewer_role)),
    ]
    if audit.cycle_id:
        facts.append((terms.focus, audit.cycle.focus))
    if supervision := supervision_in_words(audit):
        facts.insert(5, ("Supervision", supervision))
    return [(key, value) for key, value in facts if value]


def supervision_in_words(audit: Audit) -> str:
    """Whether the record was supervised as often as its kind of case asks, in the period reviewed (MER-16)."""
    kept = supervision_kept(
        audit.subject,
        policy=audit.policy,
        starts_on=audit.period_from,
        ends_on=audit.period_to,
        read=getattr(audit, "supervision_read", None),
    )
    return kept.words if kept else ""


def others_of(user: Any, audit: Audit) -> list[dict[str, Any]]:
    """The last audits of this record, with their grade where this person may read it."""
    return [
        {
            "audit": other,
            "grade": other.grade_label if other.returned_at and may_read_audit(user, other) else "",
        }
        for other in getattr(audit, "others", [])
    ]


def _at_the_time(audit: Audit) -> str:
    then, now = audit.practitioner, audit.subject.practitioner
    if then is None:
        return "Nobody was allocated"
    if now is not None and now.pk != then.pk:
        return f"{then.name}; today {now.name}"
    return then.name


def _legal_status(subject: Subject) -> str:
    statuses = getattr(subject, "current_legal_statuses", None) or ()
    return ", ".join(str(status) for status in statuses)
