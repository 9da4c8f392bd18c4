"""The verbs of a dispute as a whole."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from disputes import notices
from disputes.clocks import run_dispute_clock
from disputes.models import Dispute, DisputeStage
from qa_portal import clock
from qa_portal.deadlines.actions import cancel_deadlines, change_due_date, meet_deadlines
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import by_when
from qa_portal.documents.reports import request_report
from qa_portal.outbox.actions import Recipient, tell
from qa_portal.outbox.recipients import people_for
from qa_portal.people.directory import directory
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotYours, StandsInTheWay, take_step

from .stage_opening import open_stage


def settle_informally(dispute: Dispute, *, by: Any, summary: str) -> Dispute:
    """Record that the concern was put right without a stage (MER-12)."""
    if not summary.strip():
        raise StandsInTheWay([Blocker("Say how it was resolved.", "#id_summary")])
    with transaction.atomic():
        dispute = take_step(dispute, "settle_informally", by=by, summary=summary.strip())
        meet_deadlines(dispute, "informal_limit")
        request_report("dispute", about=dispute, subject=dispute.subject, by=by)
    return dispute


def close_dispute(dispute: Dispute, *, by: Any, outcome: str, summary: str) -> Dispute:
    """Close a dispute once its last stage says so, and put the whole of it on the record.

    Raises NotYours when the framework doesn't let this person bring a dispute to its end.
    """
    with transaction.atomic():
        dispute = take_step(dispute, "close", by=by, outcome=outcome, summary=summary)
        meet_deadlines(dispute, "dispute_cap")
        cancel_deadlines(dispute)
        request_report("dispute", about=dispute, subject=dispute.subject, by=by)
        label = dispute.policy.disputes.outcome(outcome).label if outcome else "Closed"
        levels = {str(stage.level_policy.answered_by) for stage in dispute.stages.all()}
        notices.tell_about(
            notices.DISPUTE_CLOSED,
            dispute,
            [dispute.keeper_relation, "practitioner", *sorted(levels)],
            occasion=f"{dispute.pk}:{dispute.version}",
            but_not=by,
            outcome=label,
        )
    return dispute


def reopen_dispute(dispute: Dispute, *, by: Any, reason: str, level: int | None = None) -> DisputeStage:
    """Reopen a closed dispute with a reason, at the level it ended at or another (MOS-22).

    The cap goes on from the first formal request: reopening resets nothing (LAW-02).
    """
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why it is reopened.", "#id_reason")])
    with transaction.atomic():
        dispute = take_step(dispute, "reopen", by=by, reason=reason)
        last = dispute.stages.order_by("-number").first()
        stage = open_stage(
            dispute, level=level or (last.level if last else 1), by=by, skip_reason=reason, after=last
        )
        if dispute.first_sent_at and dispute.policy.disputes.cap:
            run_dispute_clock(dispute, "dispute_cap", starts_at=dispute.first_sent_at)
        notices.tell_about(
            notices.DISPUTE_REOPENED,
            dispute,
            dispute.keeper_relation,
            occasion=f"{dispute.pk}:{dispute.version}",
            but_not=by,
            who=by.name,
            reason=reason,
        )
    return stage


def change_due_date_of(deadline: Deadline, *, to: Any, reason: str, by: Any) -> Deadline:
    """Change one due date with a reason, if the framework lets this person, and tell its owner (LAW-06)."""
    from disputes.rules import may_change_due_date

    if not may_change_due_date(by, deadline):
        raise NotYours("This procedure doesn't let you change that date.")
    with transaction.atomic():
        deadline = change_due_date(deadline, to=to, reason=reason, by=by)
        tell(
            notices.DUE_DATE_CHANGED,
            [who for who in _owners_of(deadline) if who.person_pk != by.pk],
            about=deadline.about,
            subject=deadline.subject,
            occasion=f"due_date_changed:{deadline.changes.count()}:{deadline.pk}",
            url=deadline.get_absolute_url(),
            label=deadline.label,
            by_when=f"by {by_when(deadline.due_at, clock.now())}",
            who=by.name,
            reason=reason,
        )
    return deadline


def _owners_of(deadline: Deadline) -> list[Recipient]:
    if deadline.owner_post_id:
        post = directory().posts[deadline.owner_post_id]
        holding = directory().who_holds(post.role, post.team_pk)
        return [Recipient(p.pk, holding.says) for p in holding.people]
    return people_for(deadline.owner, deadline.subject)
