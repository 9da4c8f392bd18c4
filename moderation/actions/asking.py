"""Ask members to grade audits alone: when a panel is convened, and whoever joins it after that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audits.clocks import parties_of
from moderation import notices
from moderation.conflicts import conflict_of
from moderation.models import MemberGrade, Moderation, Panel, PanelMember
from moderation.queries import where
from qa_portal import clock
from qa_portal.deadlines.actions import open_deadline
from qa_portal.deadlines.words import by_when, weekday_time
from qa_portal.requests.actions import send_request
from qa_portal.requests.models import RequestForResponse


def ask_members(
    panel: Panel, members: Sequence[PanelMember], items: Sequence[Moderation], *, by: Any
) -> None:
    """Ask members to grade these audits of a panel, each alone, and tell each once of all of it. Belongs in the
    transaction that convenes the panel or lets them join it."""
    for item in items:
        for member in members:
            ask_member(item, member, by=by)
    notices.tell_people(
        notices.PANEL_MEMBER,
        [member.person_id for member in members],
        about=panel,
        occasion=f"{panel.pk}",
        when=weekday_time(panel.begins_at),
        who=by.name,
        where=where(panel),
        number="One audit is" if len(items) == 1 else f"{len(items)} audits are",
        by_when=by_when(panel.grade_until, clock.now()),
    )


def ask_member(item: Moderation, member: PanelMember, *, by: Any) -> MemberGrade:
    """Ask a member to grade an audit, by a request, which opens the record to them and puts it into their work.

    Who has a conflict of interest that the portal knows of isn't asked, so that no record opens: they have stepped out.
    Belongs in the transaction that asks.
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
