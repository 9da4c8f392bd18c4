"""The reads of disputes. What a person may see of them follows from the record: a dispute opens where it does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from disputes.models import CafcassReferral, Commendation, Dispute, DisputeStage, Qap, QapIssue
from disputes.rules import answered_below
from disputes.trail import Row, rows_of_qap
from qa_portal.children.models import Subject
from qa_portal.children.queries import visible_to as records_visible_to
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import weekday_time
from qa_portal.outbox.models import Message
from qa_portal.people.holding import Holding
from qa_portal.requests.actions import holder_for
from qa_portal.requests.models import RequestForResponse
from qa_portal.signatures.models import Signature

# -- disputes -------------------------------------------------------------------------------------


def disputes_visible_to(user: Any) -> QuerySet[Dispute]:
    """The disputes on records that open to this person today."""
    return Dispute.objects.filter(subject__in=records_visible_to(user))


def open_disputes_on(subject: Subject) -> QuerySet[Dispute]:
    """The disputes on a record that haven't been closed."""
    return Dispute.objects.filter(subject=subject).exclude(state=Dispute.State.CLOSED)


def stages_visible_to(user: Any) -> QuerySet[DisputeStage]:
    """The stages of disputes on records that open to this person today."""
    return DisputeStage.objects.filter(dispute__subject__in=records_visible_to(user))


def commendations_visible_to(user: Any) -> QuerySet[Commendation]:
    """The commendations on records that open to this person today."""
    return Commendation.objects.filter(subject__in=records_visible_to(user))


def dispute_for_page(**found_by: Any) -> Dispute | None:
    """One dispute with its framework and people; None when there is none. Says nothing of who may see it.

    ``found_by`` is its own key (``pk``) or that of a part of it (``stages__pk``, ``referrals__pk``).
    """
    people = ("raised_by", "closed_by", "framework", "qap", "subject")
    return Dispute.objects.select_related(*people).filter(**found_by).first()


def read_whole(dispute: Dispute) -> Dispute:
    """Read all that a page shows of a dispute into it, in a constant number of queries, and give it.

    Afterwards ``stages``, each with its actions, requests and deadlines, ``referrals`` and ``deadlines`` answer
    without asking the database, so that rules and clocks don't either. Signatures are read where they are shown.
    """
    people = ("opened_by", "answered_by", "concluded_by", "confirmed_by")
    stages = list(
        DisputeStage.objects.filter(dispute=dispute).select_related(*people).prefetch_related("actions")
    )
    referrals = list(CafcassReferral.objects.filter(dispute=dispute).select_related("document", "made_by"))
    for part in (*stages, *referrals):
        part.dispute = dispute
    _give(dispute, "stages", stages)
    _give(dispute, "referrals", referrals)
    _give_generic(Deadline, "deadlines", [dispute, *stages, *referrals], subject=dispute.subject_id)
    for part in (dispute, *stages, *referrals):
        for deadline in part.deadlines.all():
            deadline.subject = dispute.subject
            if deadline.framework_id == dispute.framework_id:
                deadline.framework = dispute.framework
    _give_generic(RequestForResponse, "requests", stages, "sent_by", "completed_by", "returned_by")
    return dispute


def _give_generic(model: type[Model], name: str, things: list[Any], *related: str, **narrower: Any) -> None:
    """Read what points to several things of several kinds in one query, and hand each its own."""
    about = Q(pk__in=[])
    keys: dict[int, list[int]] = {}
    for thing in things:
        keys.setdefault(ContentType.objects.get_for_model(thing).pk, []).append(thing.pk)
    for type_pk, pks in keys.items():
        about |= Q(about_type=type_pk, about_id__in=pks)
    rows: dict[tuple[int, int], list[Any]] = {}
    if keys:
        for row in (
            model._base_manager.filter(about, **narrower)
            .select_related(*related)
            .order_by(*model._meta.ordering)
        ):
            rows.setdefault((row.about_type_id, row.about_id), []).append(row)
    for thing in things:
        own = rows.get((ContentType.objects.get_for_model(thing).pk, thing.pk), [])
        for row in own:
            row._state.fields_cache["about"] = thing
        _give(thing, name, own)


def _give(thing: Any, name: str, rows: Iterable[Any]) -> None:
    """Make ``thing.name.all()`` answer with these rows, as prefetching would."""
    read = getattr(thing, name).all()
    read._result_cache = list(rows)
    read._prefetch_done = True
    thing.__dict__.setdefault("_prefetched_objects_cache", {})[name] = read


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


def qap_for_page(pk: int) -> Qap | None:
    """One QAP with its framework and people; None when there is none. Says nothing of who may see it."""
    people = ("raised_by", "ended_by", "framework", "information", "reviews", "subject")
    review = ("meeting", "meeting__planning_audit")
    return Qap.objects.select_related(*people, *review).filter(pk=pk).first()


def read_rows_of_qap(qap: Qap) -> Qap:
    """Read a QAP's issues and requests into it, in two queries, and give it: what its forms and their rules ask for."""
    people = ("updated_by", "decided_by", "carried_from")
    issues = list(QapIssue.objects.filter(qap=qap).select_related(*people))
    for issue in issues:
        issue.qap = qap
    _give(qap, "issues", issues)
    _give_generic(RequestForResponse, "requests", [qap], "sent_by", "completed_by", "returned_by")
    return qap


def read_whole_qap(qap: Qap) -> tuple[Qap, list[Row]]:
    """Read all that the page of a QAP shows into it, in five queries; give it, and its trail, oldest first.

    Afterwards ``issues``, ``requests``, ``deadlines`` and ``signatures`` answer without asking the database,
    so that rules and buttons don't either.
    """
    read_rows_of_qap(qap)
    _give_generic(Deadline, "deadlines", [qap], subject=qap.subject_id)
    rows = rows_of_qap(qap)
    if any(row.step == "conclude" for row in rows):
        _give_generic(Signature, "signatures", [qap])
    else:
        _give(qap, "signatures", [])
    return qap, rows


def clock_of_qap(qap: Qap) -> Deadline | None:
    """The clock of a QAP that its page shows: what somebody must do next; None when nothing runs."""
    running = [d for d in qap.deadlines.all() if d.is_open]
    first = {"qap_answer": 0, "qap_consider": 0, "qap_opens": 0}
    return min(running, key=lambda d: (first.get(d.kind, 1), d.due_at), default=None)


def led_to_by(qap: Qap) -> Dispute | Qap | None:
    """What an ended QAP led to: the dispute or the review of its targets; None when it was completed."""
    return qap.disputes.order_by("-pk").first() or qap.reviewed_by.order_by("-pk").first()


def mandatory_request_of(qap: Qap) -> RequestForResponse | None:
    """The last request that the QAP can't go on without; None before it was sent (MOS-06)."""
    return next((request for request in qap.requests.all() if request.is_mandatory), None)


def qap_holder(qap: Qap) -> Holding:
    """Who would be asked to answer this QAP today (MOS-06)."""
    return holder_for(str(qap.policy.qap.request_to[0]), qap.subject)
