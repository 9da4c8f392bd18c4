"""Who may do what in audits.

The *reviewer* is whoever the audit is allocated to, or their cover. *Insights* are the roles that the framework names
for opening cycles, checking, finalising. Whoever holds a role *for the record* (the Service Manager who assures, the
rung of a challenge) is found by the directory, vacancies climbing; authority never falls to the quality assurance
team. Nobody checks, moderates or decides on their own audit.
"""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.children.meeting_rules import may_keep_meeting
from qa_portal.children.rules import sight_of
from qa_portal.frameworks.vocabulary import Grade, Relation
from qa_portal.people.directory import directory
from qa_portal.people.roles import QUALITY_TEAM, Role, line_above


@rules.predicate
def may_keep_planning_audit(user: Any, audit: Any) -> bool:
    """Whoever keeps the review answers its audit of care planning, until the review is completed."""
    return may_keep_meeting(user, audit.meeting) and not audit.meeting.is_completed


# -- who stands where -------------------------------------------------------------------------------------------------


def has_role_of(user: Any, roles: Any) -> bool:
    """Whether a person holds or covers one of these roles today, anywhere."""
    return bool(directory().roles_of(user.pk) & {str(role) for role in roles})


def holds_for(
    user: Any, role: str | None, team_pk: int | None, without: frozenset[int] = frozenset()
) -> bool:
    """Whether a role's work for a team reaches this person today: a vacancy climbs, and so does what would be one of
    ``without``'s; authority never falls to the quality assurance team, unless the role is one of its own. A role that a
    framework leaves out (None) is nobody's."""
    holding = directory().who_holds(role, team_pk, without=without)
    if holding.fell_to_quality_team and role not in QUALITY_TEAM:
        return False
    return any(person.pk == user.pk for person in holding.people)


def manages_team_of(user: Any, audit: Any) -> bool:
    """Whether a person manages the team whose work is audited, or the team that has the record today."""
    return bool({audit.team_id, audit.subject.team_id} & directory().teams_managed_by(user.pk))


def is_practitioner_of(user: Any, audit: Any) -> bool:
    """Whether it is this person's work that is audited, or their case today; cover included."""
    return bool({audit.practitioner_id, audit.subject.practitioner_id} & directory().acts_for(user.pk))


# -- cycles -----------------------------------------------------------------------------------------------------------


@rules.predicate
def may_keep_cycle(user: Any, cycle: Any) -> bool:
    """Opens, draws, sends and closes cycles: the roles that the framework names."""
    return has_role_of(user, cycle.policy.cycles.opened_by)


def may_open_cycles(user: Any, policy: Any) -> bool:
    """Whether a framework lets this person open a cycle."""
    return policy.has_audits and has_role_of(user, policy.cycles.opened_by)


def may_allocate_on(user: Any, subject: Any, policy: Any) -> bool:
    """Allocates a single audit of a record, outside any cycle: the roles that open cycles, while the record is open."""
    return may_open_cycles(user, policy) and subject.closed_on is None and sight_of(user, subject).opens


def may_see_cycles(user: Any) -> bool:
    """Reads cycles as a whole: the quality assurance team, and managers for the cases of their teams."""
    book = directory()
    return book.is_quality_team(user.pk) or bool(book.teams_managed_by(user.pk))


# -- one audit --------------------------------------------------------------------------------------------------------


@rules.predicate
def is_reviewer_of(user: Any, audit: Any) -> bool:
    """Whoever the audit is allocated to, or their cover, while the record opens to them."""
    return audit.reviewer_id in directory().acts_for(user.pk) and sight_of(user, audit.subject).opens


@rules.predicate
def may_allocate_audit(user: Any, audit: Any) -> bool:
    """Allocates and withdraws audits: the roles that open cycles."""
    return has_role_of(user, audit.policy.cycles.opened_by) and sight_of(user, audit.subject).opens


@rules.predicate
def may_replace_reviewer(user: Any, audit: Any) -> bool:
    """Names another reviewer: who allocates, or a manager over the team of whoever can't (WAL-14)."""
    if not audit.is_writable:
        return False
    book = directory()
    theirs = {post.team_pk for post in book.posts_of(audit.reviewer_id)}
    is_over_them = bool(theirs & book.teams_managed_by(user.pk)) and user.pk != audit.reviewer_id
    return may_allocate_audit(user, audit) or (is_over_them and sight_of(user, audit.subject).opens)


@rules.predicate
def may_read_audit(user: Any, audit: Any) -> bool:
    """Reads what was written: reviewer and quality assurance team always, everybody who sees the record once it was
    returned to the team (MER-04: not before it was moderated)."""
    if not sight_of(user, audit.subject).opens:
        return False
    return (
        audit.returned_at is not None
        or audit.reviewer_id in directory().acts_for(user.pk)
        or directory().is_quality_team(user.pk)
    )


@rules.predicate
def may_check_audit(user: Any, audit: Any) -> bool:
    """Checks a completed audit: the roles that the framework names, never its own reviewer (WAL-08)."""
    check = audit.policy.check
    return check is not None and has_role_of(user, check.by) and _is_anothers(user, audit)


@rules.predicate
def may_record_panel(user: Any, audit: Any) -> bool:
    """Records the grade of a panel: the roles that the framework names, never its own reviewer (MER-04)."""
    moderation = audit.policy.moderation
    return moderation is not None and has_role_of(user, moderation.recorded_by) and _is_anothers(user, audit)


@rules.predicate
def may_return_audit(user: Any, audit: Any) -> bool:
    """Returns an accepted audit to its team: its reviewer, or who allocates (MER-03, WAL-09)."""
    return is_reviewer_of(user, audit) or may_allocate_audit(user, audit)


@rules.predicate
def may_finalise_audit(user: Any, audit: Any) -> bool:
    """Finalises an audit and closes its loop: the roles that the framework names (MER-03, MER-08)."""
    return has_role_of(user, audit.policy.follow_up.finalised_by) and sight_of(user, audit.subject).opens


@rules.predicate
def may_sign_off(user: Any, audit: Any) -> bool:
    """Signs that all identified tasks are done: the role that the framework names, for the record (KNO-11)."""
    role = audit.policy.follow_up.signed_off_by
    return holds_for(user, role, audit.subject.team_id) and _opens(user, audit)


@rules.predicate
def may_discuss(user: Any, audit: Any) -> bool:
    """Records the discussion of the findings as supervision: the role that the framework names, for the record."""
    return holds_for(user, audit.policy.follow_up.discussed_by, audit.subject.team_id) and _opens(user, audit)


@rules.predicate
def may_follow_reaudit(user: Any, audit: Any) -> bool:
    """Records the follow-up of a re-audit: the role that the framework names (WAL-27)."""
    role = audit.policy.follow_up.head_follows_reaudit
    return holds_for(user, role, audit.subject.team_id) and _opens(user, audit)


def may_see_reaudits(user: Any) -> bool:
    """Sees which re-audits are to be allocated: the quality assurance team (WAL-16)."""
    return directory().is_quality_team(user.pk)


# -- inadequate -------------------------------------------------------------------------------------------------------


@rules.predicate
def may_assure(user: Any, assurance: Any) -> bool:
    """Assures safety within 24 hours: the role that the framework names, for the record (MER-10)."""
    audit = assurance.audit
    inadequate = audit.policy.inadequate
    role = inadequate.assured_by if inadequate else None
    return holds_for(user, role, audit.subject.team_id) and _opens(user, audit)


@rules.predicate
def may_dispute_level(user: Any, audit: Any) -> bool:
    """Disputes the level of concern: its reviewer, the quality assurance team, and the managers of the team from when
    they know the grade: it was found inadequate, or is returned to them (MER-04, MER-11)."""
    inadequate = audit.policy.inadequate
    if inadequate is None or inadequate.level_decided_by is None or not _opens(user, audit):
        return False
    if is_reviewer_of(user, audit) or directory().is_quality_team(user.pk):
        return True
    return manages_team_of(user, audit) and (audit.returned_at is not None or _was_found_inadequate(audit))


def _was_found_inadequate(audit: Any) -> bool:
    """Whether its team was told so: the grade as it stands once it is completed, or an assurance that was asked for."""
    is_now = audit.grade == Grade.INADEQUATE and audit.submitted_at is not None
    return is_now or bool(audit.assurances.all())


@rules.predicate
def may_decide_level(user: Any, dispute: Any) -> bool:
    """Decides on the level of concern: the role that the framework names (MER-11)."""
    audit = dispute.audit
    inadequate = audit.policy.inadequate
    role = inadequate.level_decided_by if inadequate else None
    return holds_for(user, role, audit.subject.team_id) and _opens(user, audit)


# -- challenges -------------------------------------------------------------------------------------------------------


@rules.predicate
def may_challenge(user: Any, audit: Any) -> bool:
    """Challenges a grade: who the framework names, practitioner or managers of the team (WAL-12)."""
    challenge = audit.policy.challenge
    if challenge is None or not _opens(user, audit):
        return False
    for word in challenge.by:
        if word == Relation.PRACTITIONER and is_practitioner_of(user, audit):
            return True
        if word in Role.values and holds_for(user, word, audit.subject.team_id):
            return True
    return False


@rules.predicate
def is_party_to_challenge(user: Any, challenge: Any) -> bool:
    """Goes on to the formal process: whoever may challenge the grade."""
    return may_challenge(user, challenge.audit)


@rules.predicate
def may_settle_informally(user: Any, challenge: Any) -> bool:
    """Records that it is resolved informally: the auditor, who amends the report, or a manager of the team."""
    audit = challenge.audit
    return is_reviewer_of(user, audit) or (manages_team_of(user, audit) and _opens(user, audit))


@rules.predicate
def holds_rung_of_challenge(user: Any, challenge: Any) -> bool:
    """Decides or takes it on: whoever holds the rung it stands on; never the audit's own reviewer, whose rung goes to
    the one above (WAL-13)."""
    rung = challenge.rung_policy
    if rung is None or not _is_anothers(user, challenge.audit):
        return False
    return holds_for(user, rung.held_by, challenge.audit.subject.team_id, challenge.judged)


# -- safety alerts ----------------------------------------------------------------------------------------------------


@rules.predicate
def may_raise_alert(user: Any, subject: Any) -> bool:
    """Raises a concern for somebody's safety: everybody to whom the record opens, at any time (WAL-19)."""
    return sight_of(user, subject).opens


@rules.predicate
def holds_rung_of_alert(user: Any, alert: Any) -> bool:
    """Answers an alert: whoever holds the rung it stands on, or anyone above them in the line."""
    held = str(alert.rungs[max(alert.rung, 1) - 1].held_by)
    return (
        holds_for(user, held, alert.subject.team_id) or _stands_above(user, held, alert.subject.team_id)
    ) and sight_of(user, alert.subject).opens


def _stands_above(user: Any, role: str, team_pk: int | None) -> bool:
    """Whether somebody manages a team in a role above another one in its line."""
    book = directory()
    above = {str(rung) for rung in line_above(role)}
    return team_pk in book.teams_managed_by(user.pk) and bool(above & book.roles_of(user.pk))


@rules.predicate
def may_climb_alert(user: Any, alert: Any) -> bool:
    """Takes an alert to its next rung: the roles that the framework names (WAL-19)."""
    return has_role_of(user, alert.policy.safety_alerts.escalated_by) and sight_of(user, alert.subject).opens


def _opens(user: Any, audit: Any) -> bool:
    return sight_of(user, audit.subject).opens


def _is_anothers(user: Any, audit: Any) -> bool:
    """Nobody judges their own audit, or the audit of their own work."""
    mine = {audit.reviewer_id, audit.practitioner_id} & directory().acts_for(user.pk)
    return not mine and sight_of(user, audit.subject).opens
