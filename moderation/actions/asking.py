"""Ask a member to grade an audit alone."""

from __future__ import annotations

from typing import Any

from audits.clocks import parties_of
from moderation.conflicts import conflict_of
from moderation.models import MemberGrade, Moderation, PanelMember
from qa_portal import clock
from qa_portal.deadlines.actions import open_deadline
from qa_portal.requests.actions import send_request
from qa_portal.requests.models import RequestForResponse


def ask_member(item: Moderation, member: PanelMember, *, by: Any) -> MemberGrade:
    """Ask a member to grade an audit, by a request, which opens the record to them and puts it into their work.

    Who has a conflict of interest that the portal knows of isn't asked, so that no record opens: they have stepped out.
    Belongs in the transaction that convenes the panel.
    """
    if conflict := conflict_of(member.person, item.audit):
        out = MemberGrade.State.STEPPED_OUT
        return MemberGrade.objects.create(moderation=item, member=member, state=out, out_because=conflict)
    grade = MemberGrade.objects.create(moderation=item, member=member)
    send_request(
        kind=RequestForResponse.Kind.MODERATION,
        about=grade,
        subject=item.audit.subject,
        to_role=member.role,
        to_person=member.person,
        note="Read the audit and grade it alone.",
        by=by,
    )
    ask_until(grade)
    return grade


def ask_until(grade: MemberGrade) -> None:
    """Let the clock of a member's grade run, where the procedure has one."""
    panel = grade.moderation.panel
    if "panel_grade" not in panel.policy.clocks:
        return
    audit = grade.moderation.audit
    open_deadline(
        "panel_grade",
        about=grade,
        subject=audit.subject,
        framework=panel.framework,
        owner=grade.member.role,
        owner_person=grade.member.person,
        due_at=max(panel.grade_until, clock.now()),
        parties=parties_of(audit),
    )
