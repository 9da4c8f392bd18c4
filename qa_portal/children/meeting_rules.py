"""Who may start, keep and reopen a review or conference."""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.people.directory import directory
from qa_portal.people.roles import Role

from .rules import may_see_record


@rules.predicate
def may_keep_meeting(user: Any, meeting: Any) -> bool:
    """Writes and completes it: who chaired it, or the record's reviewing officer or chair of today, or their cover.

    A child-protection conference is its chair's; a review the reviewing officer's.
    """
    acts_for = directory().acts_for(user.pk)
    own = meeting.subject.cp_chair_id if meeting.kind == "cp_conference" else meeting.subject.iro_id
    return _sees(user, meeting) and (meeting.chair_id in acts_for or own in acts_for)


@rules.predicate
def may_reopen_meeting(user: Any, meeting: Any) -> bool:
    """Opens a completed one again: the IRO Manager, where the record opens to them (MOS-22)."""
    return Role.IRO_MANAGER in directory().roles_of(user.pk) and _sees(user, meeting)


def meeting_kinds_for(user: Any, subject: Any) -> list[str]:
    """What a person may chair for a record: by their role, and by being its reviewing officer or chair (MER-23)."""
    book = directory()
    roles_held, acts_for = book.roles_of(user.pk), book.acts_for(user.pk)
    is_iro = subject.iro_id in acts_for
    if subject.kind == "foster_carer":
        return ["foster_review"] if is_iro or Role.FOSTERING_IRO in roles_held else []
    if subject.kind != "child":
        return []
    kinds = []
    if subject.is_looked_after and (is_iro or Role.IRO in roles_held):
        kinds.append("looked_after_review")
    if subject.cp_chair_id in acts_for or Role.CP_CHAIR in roles_held:
        kinds.append("cp_conference")
    return kinds


@rules.predicate
def may_start_meeting(user: Any, subject: Any) -> bool:
    """Starts a review or conference on a record that opens to them: a reviewer whose kind it is."""
    return may_see_record(user, subject) and bool(meeting_kinds_for(user, subject))


def _sees(user: Any, meeting: Any) -> bool:
    return may_see_record(user, meeting.subject)
