"""Who writes an audit, and how much of it each person sees. The rest of who may what is in ``rules``."""

from __future__ import annotations

from typing import Any

import rules

from audits.rules import is_practitioner_of, is_reviewer_of, manages_team_of, may_read_audit
from qa_portal.children.rules import sight_of


@rules.predicate
def may_write_audit(user: Any, audit: Any) -> bool:
    """Writes it: its reviewer or their cover, until it is completed and again while it is sent back."""
    return audit.is_writable and is_reviewer_of(user, audit)


@rules.predicate
def may_end_link(user: Any, audit: Any) -> bool:
    """Ends a family's link: its reviewer or their cover, until the audit is over and no link can be used."""
    return not audit.is_over and is_reviewer_of(user, audit)


@rules.predicate
def may_see_conversation(user: Any, audit: Any) -> bool:
    """Knows when and where the conversation is: whoever takes part in it, and who reads the audit."""
    takes_part = is_practitioner_of(user, audit) or manages_team_of(user, audit)
    return (takes_part and sight_of(user, audit.subject).opens) or may_read_audit(user, audit)


def is_second_reaudit(audit: Any) -> bool:
    """Whether it repeats an audit that repeated one already (WAL-07)."""
    return audit.re_audit_of_id is not None and audit.re_audit_of.re_audit_of_id is not None


def needs_manager(audit: Any) -> bool:
    """Whether the Team Manager joins the conversation (WAL-07)."""
    reaudit = audit.policy.reaudit
    return reaudit is not None and reaudit.second_with_manager and is_second_reaudit(audit)


def is_grading_again(audit: Any) -> bool:
    """Whether grades are due again: the procedure asks for it, and the conversation has been held (WAL-06)."""
    return audit.policy.audit_steps.grades_twice and audit.conversation_held_on is not None
