"""Who may do what on a panel.

A panel is *kept* (planned, convened, called off) by the roles that its framework lets record the grade of a panel. It
is *chaired* by the chair, by their cover, or by another member who could chair it: so that the chair steps out of an
item like anybody else. Its *members* grade, each for themselves: nobody stands in for a judgement. Whoever has a
conflict of interest has stepped out of that audit, and sees nothing of it until it is agreed.
"""

from __future__ import annotations

from typing import Any

import rules

from audits.rules import has_role_of, may_read_audit, may_record_panel
from qa_portal.children.rules import sight_of
from qa_portal.people.directory import directory


def may_plan_panels(user: Any, policy: Any) -> bool:
    """Whether a framework lets this person plan a panel."""
    return policy.moderation is not None and has_role_of(user, policy.moderation.recorded_by)


def may_see_panels(user: Any) -> bool:
    """Finds panels in the menu: the quality assurance team and managers, of whom panels are made."""
    book = directory()
    return book.is_quality_team(user.pk) or bool(book.teams_managed_by(user.pk))


@rules.predicate
def may_keep_panel(user: Any, panel: Any) -> bool:
    """Plans, convenes and calls off a panel: the roles that the framework names."""
    return may_plan_panels(user, panel.policy)


@rules.predicate
def may_chair_panel(user: Any, panel: Any) -> bool:
    """Leads a panel: its chair or their cover, else a member who could chair it."""
    if panel.chair_id in directory().acts_for(user.pk):
        return True
    return may_plan_panels(user, panel.policy) and member_of(user, panel) is not None


def member_of(user: Any, panel: Any) -> Any:
    """This person's seat on a panel; None where they don't sit on it."""
    return next((member for member in panel.members.all() if member.person_id == user.pk), None)


# -- one audit before a panel -----------------------------------------------------------------------------------------


def grade_of(user: Any, moderation: Any) -> Any:
    """This person's own grade of an audit before a panel; None where they aren't asked for one."""
    return next((each for each in moderation.grades.all() if each.member.person_id == user.pk), None)


def has_stepped_out(user: Any, moderation: Any) -> bool:
    """Whether this person has a conflict of interest in this audit."""
    own = grade_of(user, moderation)
    return own is not None and own.has_stepped_out


@rules.predicate
def is_grader(user: Any, grade: Any) -> bool:
    """Grades an audit: the member themselves, while the panel asks and the record opens to them."""
    return (
        grade.member.person_id == user.pk
        and grade.moderation.panel.members_grade
        and not grade.moderation.is_revealed
        and grade.moderation.is_open
        and sight_of(user, grade.moderation.audit.subject).opens
    )


def _may_touch(user: Any, moderation: Any) -> bool:
    """Whether an audit is theirs to deal with: they haven't stepped out, and its record opens to them (LEE-14)."""
    return not has_stepped_out(user, moderation) and sight_of(user, moderation.audit.subject).opens


@rules.predicate
def may_keep_item(user: Any, moderation: Any) -> bool:
    """Takes an audit off the agenda: whoever keeps the panel, unless they stepped out of it or its record is shut to
    them."""
    return may_keep_panel(user, moderation.panel) and _may_touch(user, moderation)


@rules.predicate
def may_lead_item(user: Any, moderation: Any) -> bool:
    """Shows the grades of an audit and carries it over: whoever leads the panel, unless they stepped out of it or its
    record is shut to them. A panel's end carries over what nobody may touch."""
    return may_chair_panel(user, moderation.panel) and _may_touch(user, moderation)


@rules.predicate
def may_agree(user: Any, moderation: Any) -> bool:
    """Records what the panel agreed: whoever leads it and may record a panel's grade of that audit."""
    return may_lead_item(user, moderation) and may_record_panel(user, moderation.audit)


@rules.predicate
def may_feed_back(user: Any, moderation: Any) -> bool:
    """Writes the feedback to whoever audited: the panel's members, unless they stepped out of that audit."""
    return member_of(user, moderation.panel) is not None and _may_touch(user, moderation)


def sits_or_sees_all(user: Any, moderation: Any) -> bool:
    """A member of its panel, or the quality assurance team: those whom the panel's own affairs concern."""
    return member_of(user, moderation.panel) is not None or directory().is_quality_team(user.pk)


def may_see_item(user: Any, moderation: Any) -> bool:
    """Opens the page of an audit before a panel: its members and the quality assurance team, to whom the record opens;
    once it is agreed also whoever may read the audit. Not whoever stepped out of it, before it is agreed."""
    if not sight_of(user, moderation.audit.subject).opens:
        return False
    if has_stepped_out(user, moderation) and not moderation.is_agreed:
        return False
    if sits_or_sees_all(user, moderation):
        return True
    return moderation.is_agreed and may_read_audit(user, moderation.audit)


def may_see_grades(user: Any, moderation: Any) -> bool:
    """Sees what each member gave: members and the quality assurance team, once it is revealed and never before."""
    if not moderation.is_revealed or not may_see_item(user, moderation):
        return False
    return sits_or_sees_all(user, moderation)


def may_see_feedback(user: Any, moderation: Any) -> bool:
    """Reads the feedback on the audit: whoever wrote the audit, members, the quality assurance team."""
    if not sight_of(user, moderation.audit.subject).opens:
        return False
    is_theirs = moderation.audit.reviewer_id in directory().acts_for(user.pk)
    return is_theirs or (may_see_item(user, moderation) and sits_or_sees_all(user, moderation))
