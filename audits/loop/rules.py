"""Who may what once an audit is completed, beyond what the steps of its state machine ask (see ``rules``)."""

from __future__ import annotations

from typing import Any

import rules

from audits.rules import (
    is_practitioner_of,
    is_reviewer_of,
    manages_team_of,
    may_decide_level,
    may_dispute_level,
    may_finalise_audit,
)
from qa_portal.children.rules import sight_of
from qa_portal.people.directory import directory


def opens(user: Any, audit: Any) -> bool:
    """Whether the audit's record opens to a person."""
    return sight_of(user, audit.subject).opens


@rules.predicate
def may_read_assurance(user: Any, assurance: Any) -> bool:
    """Reads an assurance: the managers of the team, the quality assurance team, and the audit's reviewer."""
    audit = assurance.audit
    is_party = manages_team_of(user, audit) or directory().is_quality_team(user.pk)
    return (is_party and opens(user, audit)) or is_reviewer_of(user, audit)


@rules.predicate
def may_read_level_dispute(user: Any, dispute: Any) -> bool:
    """Reads a dispute on the level of concern: whoever may raise one, who raised it, and whoever decides."""
    raised_it = dispute.raised_by_id == user.pk and opens(user, dispute.audit)
    return raised_it or may_dispute_level(user, dispute.audit) or may_decide_level(user, dispute)


@rules.predicate
def may_keep_loop(user: Any, audit: Any) -> bool:
    """Records that an improvement is assured, that it has lasted and what changed for the child: the managers of the
    team and whoever finalises (MER-08)."""
    return (manages_team_of(user, audit) and opens(user, audit)) or may_finalise_audit(user, audit)


@rules.predicate
def may_record_reflection(user: Any, audit: Any) -> bool:
    """Records whether the reflective conversation took place: those to whom it was offered, the practitioner and the
    managers of the team (MER-03)."""
    if not audit.policy.audit_steps.reflective_offer or not opens(user, audit):
        return False
    return is_practitioner_of(user, audit) or manages_team_of(user, audit)


@rules.predicate
def may_write_to_family(user: Any, audit: Any) -> bool:
    """Writes to a family what was done with what they said: the reviewer, the managers of the team, the quality
    assurance team (KNO-08)."""
    is_party = manages_team_of(user, audit) or directory().is_quality_team(user.pk)
    return (is_party and opens(user, audit)) or is_reviewer_of(user, audit)
