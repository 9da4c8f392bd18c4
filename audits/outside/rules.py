"""Who escalates an issue to another service or agency, and who sees the list of them (KNO-20)."""

from __future__ import annotations

from typing import Any

import rules

from audits.rules import holds_for, is_practitioner_of, is_reviewer_of, may_read_audit
from qa_portal.frameworks.vocabulary import Relation
from qa_portal.people.directory import directory
from qa_portal.people.roles import Role


def may_write_outside(user: Any, audit: Any) -> bool:
    """Writes such an issue of an audit: those whom the framework names, once they read the audit."""
    policy = audit.policy.other_agencies
    if policy is None or not may_read_audit(user, audit):
        return False
    return any(_is_meant(user, audit, str(word)) for word in policy.escalated_by)


def _is_meant(user: Any, audit: Any, word: str) -> bool:
    if word == Relation.REVIEWER:
        return is_reviewer_of(user, audit)
    if word == Relation.PRACTITIONER:
        return is_practitioner_of(user, audit)
    if word == Relation.QA_TEAM:
        return directory().is_quality_team(user.pk)
    return word in Role.values and holds_for(user, word, audit.subject.team_id)


def takes_place(audit: Any) -> bool:
    """Whether an audit is one that can find anything: it isn't withdrawn."""
    return not audit.withdrawn_because


@rules.predicate
def may_escalate_outside(user: Any, issue: Any) -> bool:
    """Sends it, chases it, records the reply: whoever may write one of its audit."""
    return may_write_outside(user, issue.audit)


def sees_outside_issues(user: Any) -> bool:
    """Whether the list of them is somebody's: the quality assurance team and managers, for the records they see."""
    book = directory()
    return book.is_quality_team(user.pk) or bool(book.teams_managed_by(user.pk))
