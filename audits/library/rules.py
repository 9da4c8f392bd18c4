"""Who proposes, rewrites, reads, publishes and withdraws an example of good practice (MER-18)."""

from __future__ import annotations

from typing import Any

import rules

from audits.rules import is_reviewer_of, may_read_audit
from qa_portal.people.directory import directory


@rules.predicate
def may_propose_example(user: Any, audit: Any) -> bool:
    """Proposes good practice for the library: the audit's reviewer and the quality assurance team (MER-18)."""
    return may_read_audit(user, audit) and (
        is_reviewer_of(user, audit) or directory().is_quality_team(user.pk)
    )


@rules.predicate
def may_keep_library(user: Any, example: Any) -> bool:
    """Keeps the library: the quality assurance team."""
    return directory().is_quality_team(user.pk)


@rules.predicate
def may_rewrite_example(user: Any, example: Any) -> bool:
    """Rewrites a proposal: whoever may propose one from its audit (MER-18)."""
    return may_propose_example(user, example.audit)


@rules.predicate
def may_read_example(user: Any, example: Any) -> bool:
    """Reads an example: everybody once it is published; before and after that, who may propose one from its audit."""
    return example.is_published or may_propose_example(user, example.audit)


@rules.predicate
def may_publish_example(user: Any, example: Any) -> bool:
    """Publishes or declines an example: the quality assurance team, never whoever proposed it (MER-18)."""
    is_anothers = user.pk != example.proposed_by_id
    return is_anothers and may_keep_library(user, example) and may_read_audit(user, example.audit)
