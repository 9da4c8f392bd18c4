"""Who supervises on a record, who notes a management decision, and who agrees to longer times between."""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.children.rules import sight_of
from qa_portal.frameworks.queries import NoFramework, framework_for_subject, policy_of
from qa_portal.people.directory import directory
from qa_portal.people.roles import QUALITY_TEAM, Role

#: Managers of the quality assurance team: they may note a management decision on any record (MER-17).
QUALITY_MANAGERS = QUALITY_TEAM - {Role.INSIGHTS_MEMBER}


@rules.predicate
def may_supervise(user: Any, subject: Any) -> bool:
    """Records a case supervision: the managers of the record's team, cover and vacancies included (MER-15)."""
    return subject.team_id in directory().teams_managed_by(user.pk) and sight_of(user, subject).opens


@rules.predicate
def may_note_decision(user: Any, subject: Any) -> bool:
    """Records a management-oversight note: any supervisor or manager to whom the record opens (MER-17)."""
    book = directory()
    is_manager = bool(book.teams_managed_by(user.pk)) or bool(book.roles_of(user.pk) & QUALITY_MANAGERS)
    return is_manager and sight_of(user, subject).opens


@rules.predicate
def may_extend_supervision(user: Any, subject: Any) -> bool:
    """Agrees to longer times between supervisions: the role that the framework names, for the record (MER-16)."""
    wanted = extension_policy(subject)
    if wanted is None or wanted.extended_by is None:
        return False
    holding = directory().who_holds(wanted.extended_by, subject.team_id)
    if holding.fell_to_quality_team:
        return False
    return any(person.pk == user.pk for person in holding.people) and sight_of(user, subject).opens


def extension_policy(subject: Any) -> Any:
    """What the record's procedure says of its kind of case; None where it says nothing."""
    policy = policy_for(subject)
    return policy.supervision_of(subject.case_kind) if policy else None


def policy_for(subject: Any) -> Any:
    """The procedure that the record's team works by, asked once for each object; None without one."""
    if "_policy_for" not in subject.__dict__:
        try:
            subject._policy_for = policy_of(framework_for_subject(subject))
        except NoFramework:
            subject._policy_for = None
    return subject._policy_for
