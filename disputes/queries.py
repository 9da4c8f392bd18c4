"""The reads of disputes. What a person may see of them follows from the record: a dispute opens where it does."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from disputes.models import CafcassReferral, Dispute, DisputeStage, Qap
from disputes.rules import answered_below
from qa_portal.children.models import Subject
from qa_portal.children.queries import visible_to as records_visible_to
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import weekday_time
from qa_portal.outbox.models import Message
from qa_portal.people.holding import Holding
from qa_portal.requests.actions import holder_for
from qa_portal.requests.models import RequestForResponse

# -- disputes -------------------------------------------------------------------------------------


def open_disputes_on(subject: Subject) -> QuerySet[Dispute]:
    """The disputes on a record that haven't been closed."""
    return Dispute.objects.filter(subject=subject).exclude(state=Dispute.State.CLOSED)


def stages_visible_to(user: Any) -> QuerySet[DisputeStage]:
    """The stages of disputes on records that open to this person today."""
    return DisputeStage.objects.filter(dispute__subject__in=records_visible_to(user))


# -- what stands now ------------------------------------------------------------------------------


def open_stage_of(dispute: Dispute) -> DisputeStage | None:
    """The stage that hasn't come to its end; at most one."""
    return next((stage for stage in dispute.stages.all() if not stage.is_over), None)


def last_stage_of(dispute: Dispute) -> DisputeStage | None:
    """The stage that was opened last."""
    return max(dispute.stages.all(), key=lambda stage: stage.number, default=None)


def standing_referrals(dispute: Dispute) -> list[CafcassReferral]:
    """The referrals that weren't withdrawn, newest first."""
    return [r for r in dispute.referrals.all() if r.state != CafcassReferral.State.WITHDRAWN]


def referral_in_preparation(dispute: Dispute) -> CafcassReferral | None:
    """The referral that is being prepared; at most one."""
    prepared = CafcassReferral.State.PREPARED
    return next((r for r in dispute.referrals.all() if r.state == prepared), None)


def clock_of_stage(stage: DisputeStage | None) -> Deadline | None:
    """The clock that a stage's pages show: the answer's while it runs, else what is due next, else the answer's."""
    if stage is None:
        return None
    own = list(stage.deadlines.all())
    running = [d for d in own if d.is_open]
    answers = [d for d in own if d.kind == "stage_answer"]
    return (
        next((d for d in answers if d.is_open), None)
        or min(running, key=lambda d: d.due_at, default=None)
        or (answers[-1] if answers else None)
    )


def other_clocks_of_stage(stage: DisputeStage | None) -> list[Deadline]:
    """The running clocks of a stage beside the one that its pages show."""
    if stage is None:
        return []
    shown = clock_of_stage(stage)
    return [d for d in stage.deadlines.all() if d.is_open and d.pk != (shown.pk if shown else None)]


def cap_of(dispute: Dispute) -> Deadline | None:
    """The clock over all stages together, running or stopped; the newest where there are several."""
    return max(
        (d for d in dispute.deadlines.all() if d.kind == "dispute_cap"), key=lambda d: d.pk, default=None
    )


def reminders_of(stage: DisputeStage) -> list[dict[str, str]]:
    """Every reminder and alert that was sent about a stage's answer: when, to whom, what it said."""
    sent = (
        Message.objects.filter(
            deadline__in=Deadline.objects.filter(
                kind="stage_answer", about_id=stage.pk, about_type__model="disputestage"
            )
        )
        .select_related("recipient")
        .order_by("created_at", "pk")
    )
    return [
        {
            "at": weekday_time(m.created_at),
            "to": m.recipient.name,
            "what": m.heading,
            "kind": m.get_urgency_display(),
        }
        for m in sent
    ]


def holder_of(stage: DisputeStage) -> Holding:
    """Who would be asked to answer this stage today (MOS-12)."""
    return holder_for(
        str(stage.level_policy.answered_by), stage.dispute.subject, without=answered_below(stage)
    )


# -- QAPs -----------------------------------------------------------------------------------------


def qaps_visible_to(user: Any) -> QuerySet[Qap]:
    """The QAPs on records that open to this person today."""
    return Qap.objects.filter(subject__in=records_visible_to(user))


def clock_of_qap(qap: Qap) -> Deadline | None:
    """The clock of a QAP that its page shows: what somebody must do next; None when nothing runs."""
    running = [d for d in qap.deadlines.all() if d.is_open]
    first = {"qap_answer": 0, "qap_consider": 0, "qap_opens": 0}
    return min(running, key=lambda d: (first.get(d.kind, 1), d.due_at), default=None)


def mandatory_request_of(qap: Qap) -> RequestForResponse | None:
    """The last request that the QAP can't go on without; None before it was sent (MOS-06)."""
    return next((request for request in qap.requests.all() if request.is_mandatory), None)


def qap_holder(qap: Qap) -> Holding:
    """Who would be asked to answer this QAP today (MOS-06)."""
    return holder_for(str(qap.policy.qap.request_to[0]), qap.subject)
