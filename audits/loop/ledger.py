"""The loop ledger: finding, action, evidence, verified, re-audit, and what changed for the child (MER-08, NEW-02)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from audits.loop.following import discussed, evidence_of, reflection_of, sustained_from
from audits.loop.rules import may_keep_loop, may_record_reflection
from audits.models import Audit, LoopEvidence, OutsideIssue
from audits.queries import standing_of
from audits.rules import may_discuss, may_follow_reaudit, may_sign_off
from qa_portal.deadlines.words import weekday_date
from qa_portal.documents.models import Document
from qa_portal.people.roles import Role
from qa_portal.plan.models import Action

DONE, STARTED, TO_DO, BLOCKED = "done", "started", "to do", "blocked"


@dataclass(frozen=True)
class LedgerLine:
    """One part of the loop: how it stands, what shows it, and where it is recorded by this person."""

    title: str
    state: str
    words: str = ""
    evidence: str = ""
    url: str = ""
    do: str = ""
    document: Document | None = None


def ledger_of(user: Any, audit: Audit) -> list[LedgerLine]:
    """Each part of an audit's loop in order; where this person records it, with its page."""
    follow_up = audit.policy.follow_up
    lines = [_discussion(user, audit), _actions(audit), *map(_outside, audit.outside_issues.all())]
    if audit.policy.audit_steps.reflective_offer:
        lines.append(_reflection(user, audit))
    if follow_up.signed_off_by:
        lines.append(_sign_off(user, audit))
    if audit.re_audit_of_id and follow_up.head_follows_reaudit:
        lines.append(_part(user, audit, LoopEvidence.Part.HEAD_FOLLOWED, may_follow_reaudit))
    if audit.grade in follow_up.loop_after:
        if audit.policy.reaudit is not None:
            lines.append(_re_audit(audit))
        lines += [
            _part(user, audit, LoopEvidence.Part.IMPROVED, may_keep_loop),
            _sustained(user, audit),
            _changed(user, audit),
        ]
    return lines


def _discussion(user: Any, audit: Audit) -> LedgerLine:
    last = next(iter(discussed(audit)), None)
    may = not audit.is_over and may_discuss(user, audit)
    url = reverse("audit_discuss", args=[audit.pk]) if may else ""
    title = "The findings are discussed with the practitioner"
    if last is None:
        who = Role(audit.policy.follow_up.discussed_by).label
        return LedgerLine(title, TO_DO, f"By the {who}.", url=url, do="Record the discussion")
    words = f"{last.get_kind_display()} of {weekday_date(last.held_on)}, recorded by {last.recorded_by.name}."
    return LedgerLine(title, DONE, words, last.reflection, url, "Record another")


def _actions(audit: Audit) -> LedgerLine:
    states = [action.state for action in audit.actions.all() if action.state != Action.State.DROPPED]
    verified = states.count(Action.State.VERIFIED)
    title = "The actions are done and verified"
    if not states:
        return LedgerLine(title, DONE, "No action came of it.")
    words = f"{verified} of {len(states)} verified."
    state = DONE if verified == len(states) else STARTED if verified else TO_DO
    return LedgerLine(title, state, words)


def _reflection(user: Any, audit: Audit) -> LedgerLine:
    found = reflection_of(audit)
    may = not audit.is_over and may_record_reflection(user, audit)
    url = reverse("audit_reflection", args=[audit.pk]) if may else ""
    title = "The reflective conversation that was offered"
    if found is None:
        who = "Practitioner and managers say whether it took place; nothing waits for it."
        return LedgerLine(title, TO_DO, who, url=url, do="Record what became of it")
    what = f"Held on {weekday_date(found.held_on)}" if found.held_on else "Not taken up"
    words = f"{what}. Recorded by {found.recorded_by.name} on {weekday_date(found.recorded_at)}."
    return LedgerLine(title, DONE, words, found.words, url, "Change it")


def _outside(issue: OutsideIssue) -> LedgerLine:
    """An issue with another agency: sent to whom, and what they replied (KNO-20)."""
    sent = f"Sent to {issue.post} on {weekday_date(issue.sent_at)}." if issue.sent_at else ""
    states = {issue.State.PREPARED: TO_DO, issue.State.SENT: STARTED}
    words, shown = sent, ""
    if issue.state == issue.State.ANSWERED:
        words, shown = f"{sent} {issue.replier} replied on {weekday_date(issue.replied_on)}.", issue.reply
    elif issue.state == issue.State.ENDED:
        words, shown = f"{sent} {issue.get_state_display()}.".strip(), issue.ended_because
    return LedgerLine(
        f"{issue}, escalated",
        states.get(issue.state, DONE),
        words,
        shown,
        issue.get_absolute_url(),
        "Open it",
    )


def _sign_off(user: Any, audit: Audit) -> LedgerLine:
    role = audit.policy.follow_up.signed_off_by
    title = f"The {Role(role).label} signs that all tasks are done"
    if audit.signed_off_at is not None:
        words = f"Signed by {audit.signed_off_by.name} on {weekday_date(audit.signed_off_at)}."
        return LedgerLine(title, DONE, words)
    url = reverse("audit_sign_off", args=[audit.pk]) if may_sign_off(user, audit) else ""
    return LedgerLine(title, TO_DO, url=url, do="Sign")


def _part(user: Any, audit: Audit, part: LoopEvidence.Part, may: Any) -> LedgerLine:
    shown = evidence_of(audit, part)
    url = (
        reverse("audit_loop_part", args=[audit.pk, part.value])
        if not audit.is_over and may(user, audit)
        else ""
    )
    if shown is None:
        return LedgerLine(part.label, TO_DO, url=url, do="Record what shows it")
    words = f"Recorded by {shown.recorded_by.name} on {weekday_date(shown.recorded_at)}."
    return LedgerLine(part.label, DONE, words, shown.evidence, url, "Record more", shown.document)


def _sustained(user: Any, audit: Audit) -> LedgerLine:
    line = _part(user, audit, LoopEvidence.Part.SUSTAINED, may_keep_loop)
    if line.state == DONE:
        return line
    from_on = sustained_from(audit)
    months = audit.policy.follow_up.sustained_after_months
    if from_on is None:
        return LedgerLine(line.title, BLOCKED, f"Asked {months} months after the improvement is assured.")
    return LedgerLine(line.title, TO_DO, f"Asked from {weekday_date(from_on)}.", url=line.url, do=line.do)


def _changed(user: Any, audit: Audit) -> LedgerLine:
    may = not audit.is_over and may_keep_loop(user, audit)
    url = reverse("audit_changed", args=[audit.pk]) if may else ""
    title = "What changed for the child"
    if not audit.changed_for_child:
        return LedgerLine(title, TO_DO, url=url, do="Record it")
    return LedgerLine(title, DONE, evidence=audit.changed_for_child, url=url, do="Change it")


def _re_audit(audit: Audit) -> LedgerLine:
    again = max(audit.re_audits.all(), key=lambda each: each.pk, default=None)
    title = audit.policy.terms.reaudit
    if again is None:
        wanted = audit.grade in audit.policy.reaudit.after
        words = "It is allocated once its time has come." if wanted else "This grade asks for none."
        return LedgerLine(title, TO_DO if wanted else DONE, words)
    if again.returned_at is None:
        return LedgerLine(title, STARTED, standing_of(again, reads=False))
    return LedgerLine(title, DONE, f"{again.grade_label}, returned on {weekday_date(again.returned_at)}.")
