"""Allocate the re-audit of what was below the required grade, to a senior manager, never before its day (WAL-16)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audits.cycles.bars import why_barred
from audits.loop.reaudits import CLOCK, not_yet
from audits.models import Audit
from audits.rules import may_allocate_audit
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.queries import framework_for_subject, policy_of
from qa_portal.people.directory import directory
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotYours, StandsInTheWay, lock

from .allocating import allocate_audit


def allocate_reaudit(audit: Audit, *, by: Any, reviewer: Any) -> Audit:
    """Allocate the re-audit of a returned audit to a senior manager; give the re-audit (WAL-16).

    It is written with the tool of the audit before, as the procedure of today has it. Raises as ``allocate_audit``, and
    StandsInTheWay before its day, in a month of moderation, for somebody who isn't in a role that re-audits, and for
    somebody who is barred from the record.
    """
    with transaction.atomic():
        audit = lock(audit)
        if not may_allocate_audit(by, audit):
            raise NotYours(f"{audit.policy.terms.reaudit}s are allocated by others under this procedure.")
        if found := not_yet(audit):
            raise StandsInTheWay(found)
        version = _version_for(audit)
        roles = {str(role) for role in (policy_of(version).reaudit or audit.policy.reaudit).by}
        held = directory().roles_of(reviewer.pk) & roles
        if not held:
            sentence = f"{reviewer.name} isn’t a senior manager who re-audits under this procedure."
            raise StandsInTheWay([Blocker(sentence, "#id_reviewer")])
        if bars := why_barred(audit.subject, reviewer.pk):
            raise StandsInTheWay([Blocker(f"{reviewer.name} can’t audit it: {bars[0]}.", "#id_reviewer")])
        found = allocate_audit(
            audit.subject,
            by=by,
            framework=version,
            tool_key=audit.tool_key,
            reviewer=reviewer,
            reviewer_role=sorted(held)[0],
            re_audit_of=audit,
        )
        meet_deadlines(audit, CLOCK)
    return found


def _version_for(audit: Audit) -> FrameworkVersion:
    """Today's version of the record's procedure where it still has the tool, else the one of the audit before."""
    version = framework_for_subject(audit.subject)
    has_it = any(tool.key == audit.tool_key for tool in policy_of(version).tools)
    return version if has_it else audit.framework
