"""Allocate a single audit of a record, outside any cycle (WAL-04, NEW-04)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from audits.cycles.bars import why_barred
from audits.models import Audit
from audits.rules import may_allocate_on
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.frameworks.policy import CycleTool, Framework
from qa_portal.frameworks.queries import framework_for_subject, policy_of
from qa_portal.people.directory import directory
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotYours, StandsInTheWay

from .allocating import allocate_audit


def tools_for(policy: Framework, subject: Subject) -> list[CycleTool]:
    """The tools of a procedure that are for this kind of case."""
    return [tool for tool in policy.tools if not tool.for_kinds or subject.case_kind in tool.for_kinds]


def allocate_single_audit(
    subject: Subject, *, by: Any, tool_key: str, reviewer: Any, reason: str, period_to: dt.date | None = None
) -> Audit:
    """Allocate an audit of one record under its team's procedure of today; give the audit.

    It belongs to no draw: a draw is never added to by hand. ``period_to`` is the last day that it looks at (today
    unless given). Raises NoFramework, and as ``allocate_audit``; StandsInTheWay without the reason, for a day to come,
    for a tool that is for other kinds of case, for somebody in a role that doesn't audit with it under this procedure,
    and for somebody who is barred from the record.
    """
    version = framework_for_subject(subject)
    policy = policy_of(version)
    if not may_allocate_on(by, subject, policy):
        raise NotYours(f"{policy.terms.audit}s are allocated by others under this procedure.")
    found = []
    if not reason.strip():
        found.append(Blocker("Say why it is audited outside any cycle.", "#id_reason"))
    if policy.tool(tool_key) not in tools_for(policy, subject):
        found.append(Blocker("This tool is for other kinds of case.", "#id_tool_key"))
    if period_to is not None and period_to > clock.today():
        found.append(Blocker("The period ends today, or before.", "#id_period_to"))
    cohort = [str(member.role) for member in policy.cohort_for(tool_key)]
    role = next((each for each in cohort if each in directory().roles_of(reviewer.pk)), "")
    if not role:
        found.append(Blocker(f"{reviewer.name} is in no role that audits with this tool.", "#id_reviewer"))
    elif bars := why_barred(subject, reviewer.pk):
        found.append(Blocker(f"{reviewer.name} can’t audit it: {bars[0]}.", "#id_reviewer"))
    if found:
        raise StandsInTheWay(found)
    with transaction.atomic():
        return allocate_audit(
            subject,
            by=by,
            framework=version,
            tool_key=tool_key,
            reviewer=reviewer,
            reviewer_role=role,
            period_to=period_to,
            reason=reason.strip(),
        )
