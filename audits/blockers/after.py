"""What still stands in the way once an audit was returned to its team (MER-03, MER-08, KNO-11, WAL-27)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from audits.models import Assurance, LevelDispute, LoopEvidence
from qa_portal.people.roles import Role
from qa_portal.workflow.blockers import Blocker

from .climbing import blockers_of_challenges


def blockers_to_finalise(audit: Any) -> list[Blocker]:
    """An audit is finalised once its findings were discussed, safety is assured and nothing of it is in dispute."""
    from audits.loop.following import evidence_of, has_been_discussed

    follow_up = audit.policy.follow_up
    found = []
    if not has_been_discussed(audit):
        who = Role(follow_up.discussed_by).label
        found.append(
            Blocker(
                f"The {who} discusses the findings with the practitioner and records it.",
                reverse("audit_discuss", args=[audit.pk]),
            )
        )
    head = follow_up.head_follows_reaudit if audit.re_audit_of_id else None
    if head and evidence_of(audit, LoopEvidence.Part.HEAD_FOLLOWED) is None:
        found.append(
            Blocker(
                f"The {Role(head).label} records the follow-up of this re-audit.",
                reverse("audit_loop_part", args=[audit.pk, LoopEvidence.Part.HEAD_FOLLOWED.value]),
            )
        )
    for assurance in _assurances_asked_for(audit):
        found.append(Blocker("The assurance of safety isn’t recorded yet.", assurance.get_absolute_url()))
    for dispute in _levels_in_dispute(audit):
        found.append(Blocker("The disputed level of concern isn’t decided yet.", dispute.get_absolute_url()))
    return found


def blockers_to_withdraw(audit: Any) -> list[Blocker]:
    """Nothing about a child's safety ends because of an audit's paperwork (MER-10, MER-11).

    A record that was found inadequate is looked at within 24 hours, whatever becomes of the audit that found it: with
    the audit the question would be gone from everybody's list. A dispute on the level may be one that says that it is
    worse than the grade; whoever decides can say in a sentence why it needn't be decided. So neither is ended: they
    take a day at most, and whoever is asked for them has their clock.
    """
    inadequate, found = audit.policy.inadequate, []
    for assurance in _assurances_asked_for(audit):
        who = Role(inadequate.assured_by).label
        found.append(
            Blocker(
                f"It was found inadequate: withdraw it after the {who} has recorded that everyone is safe.",
                assurance.get_absolute_url(),
            )
        )
    for dispute in _levels_in_dispute(audit):
        who = Role(inadequate.level_decided_by).label
        found.append(
            Blocker(
                f"Its level of concern is in dispute: withdraw it after the {who} has decided.",
                dispute.get_absolute_url(),
            )
        )
    return found


def _assurances_asked_for(audit: Any) -> list[Assurance]:
    return [each for each in audit.assurances.all() if each.state == Assurance.State.ASKED]


def _levels_in_dispute(audit: Any) -> list[LevelDispute]:
    return [each for each in audit.level_disputes.all() if each.state == LevelDispute.State.RAISED]


def blockers_to_close(audit: Any) -> list[Blocker]:
    """The loop is closed once each part has its evidence (MER-08, NEW-02); a grade that isn't tracked needs none."""
    from audits.loop.following import evidence_of, is_tracked

    if not is_tracked(audit):
        return []
    follow_up = audit.policy.follow_up
    found = unfinished_tasks(audit)
    if follow_up.signed_off_by and audit.signed_off_at is None:
        who = Role(follow_up.signed_off_by).label
        found.append(
            Blocker(f"The {who} signs that all tasks are done.", reverse("audit_sign_off", args=[audit.pk]))
        )
    found += _outstanding_reaudit(audit)
    if evidence_of(audit, LoopEvidence.Part.IMPROVED) is None:
        found.append(
            Blocker(
                "Record what shows that the practice has improved.",
                reverse("audit_loop_part", args=[audit.pk, LoopEvidence.Part.IMPROVED.value]),
            )
        )
    if evidence_of(audit, LoopEvidence.Part.SUSTAINED) is None:
        found.append(
            Blocker(
                f"Check {follow_up.sustained_after_months} months later that the improvement has lasted.",
                reverse("audit_loop_part", args=[audit.pk, LoopEvidence.Part.SUSTAINED.value]),
            )
        )
    if not audit.changed_for_child:
        found.append(Blocker("Record what changed for the child.", reverse("audit_changed", args=[audit.pk])))
    return found


def _outstanding_reaudit(audit: Any) -> list[Blocker]:
    """A re-audit that the grade leads to and that isn't back with the team (WAL-16, NEW-02). Of a record that was
    closed meanwhile, or of somebody who has died, there is none any more."""
    from audits.loop.reaudits import calls_for_reaudit, reaudit_of

    again = reaudit_of(audit)
    is_back = again is not None and again.returned_at is not None
    subject = audit.subject
    if not calls_for_reaudit(audit) or is_back or subject.closed_on or subject.died_on:
        return []
    url = again.get_absolute_url() if again else reverse("audit_reaudit", args=[audit.pk])
    return [Blocker(f"Its {audit.policy.terms.reaudit.lower()} isn’t back with the team yet.", url)]


def blockers_to_sign_off(audit: Any) -> list[Blocker]:
    """All identified tasks are done and verified, or dropped with a reason (KNO-11)."""
    return [*blockers_of_challenges(audit), *unfinished_tasks(audit)]


def unfinished_tasks(audit: Any) -> list[Blocker]:
    """The actions that aren't done and verified yet, each with its page; many of them in one sentence."""
    left = [action for action in audit.actions.all() if action.is_unfinished]
    if len(left) >= MANY:
        return [
            Blocker("Its actions aren’t all done and verified yet.", f"{audit.get_absolute_url()}#actions")
        ]
    return [
        Blocker(
            f"“{_short(action.what)}” is {action.get_state_display().lower()}.", action.get_absolute_url()
        )
        for action in left
    ]


#: From how many unfinished actions on they are named together.
MANY = 6


def _short(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:77].rstrip()}…"
