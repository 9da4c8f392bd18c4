"""All that a page shows of a dispute or a QAP, read in one statement each (see ``qa_portal.reading.prepared``).

What is read is put into the dispute or QAP itself: afterwards its rows answer without asking the database, so that
rules, clocks and buttons don't either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from disputes.models import CafcassReferral, Dispute, DisputeStage, Qap, QapIssue, RecommendedAction
from disputes.trail import Row, in_order, trail_of, trail_of_qap
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.reading.giving import give, share_out, type_of
from qa_portal.reading.prepared import Parts, prepared
from qa_portal.requests.models import RequestForResponse
from qa_portal.signatures.models import Signature

#: More than any record has; beyond it a page would show the first of them.
MOST = 500

# -- disputes -------------------------------------------------------------------------------------


def _dispute(**found_by: Any) -> Parts:
    people = ("raised_by", "closed_by", "framework", "qap")
    found = Dispute.objects.filter(**found_by).select_related(*people)
    return {"dispute": found[:1]}


@prepared
def _dispute_itself(key: int) -> Parts:
    return _dispute(pk=key)


@prepared
def _dispute_of_stage(key: int) -> Parts:
    return _dispute(stages=key)


@prepared
def _dispute_of_referral(key: int) -> Parts:
    return _dispute(referrals=key)


_FOUND_BY: dict[type[Model], Callable[..., dict[str, list[Any]]]] = {
    Dispute: _dispute_itself,
    DisputeStage: _dispute_of_stage,
    CafcassReferral: _dispute_of_referral,
}


def dispute_for_page(model: type[Model], pk: int) -> Dispute | None:
    """The dispute that something belongs to, with its framework and people; None when there is none.

    ``model`` says what ``pk`` is the key of: the dispute, one of its stages or referrals. Whether it may be seen is not
    asked here.
    """
    return next(iter(_FOUND_BY[model](key=pk)["dispute"]), None)


@prepared
def _parts_of_dispute(dispute: int, subject: int, a_dispute: int, a_stage: int, a_referral: int) -> Parts:
    stages = DisputeStage.objects.filter(dispute=dispute)
    referrals = CafcassReferral.objects.filter(dispute=dispute)
    of_stages = Q(about_type=a_stage, about_id__in=_keys(stages))
    of_any = of_stages | Q(about_type=a_dispute, about_id=dispute)
    of_any |= Q(about_type=a_referral, about_id__in=_keys(referrals))
    # By the record first: its index leads to a few dozen rows, whatever the size of the ledger.
    clocks = Deadline.objects.filter(of_any, subject=subject)
    requests = RequestForResponse.objects.filter(of_stages, subject=subject)
    return {
        "stages": stages.select_related("opened_by", "answered_by", "concluded_by", "confirmed_by")[:MOST],
        "actions": RecommendedAction.objects.filter(stage__dispute=dispute)[:MOST],
        "referrals": referrals.select_related("document", "made_by").defer("document__content")[:MOST],
        "deadlines": clocks[:MOST],
        "requests": requests.select_related("sent_by", "completed_by", "returned_by")[:MOST],
        "signatures": Signature.objects.filter(of_stages)[:MOST],
        "trail": trail_of(dispute, _keys(stages), _keys(referrals), _keys(clocks)),
    }


@prepared
def _ground_of_stage(stage: int, a_stage: int) -> Parts:
    return {
        "dispute": Dispute.objects.filter(stages=stage).select_related("subject", "framework")[:1],
        "requests": RequestForResponse.objects.filter(about_type=a_stage, about_id=stage)[:MOST],
        "actions": RecommendedAction.objects.filter(stage=stage)[:MOST],
    }


def read_ground_of(stage: DisputeStage) -> None:
    """Read what the rules of a stage ask for when a step is taken: its dispute, record and procedure; its rows."""
    found = _ground_of_stage(stage=stage.pk, a_stage=type_of(DisputeStage))
    (stage.dispute,) = found["dispute"]
    for name in ("requests", "actions"):
        give(stage, name, found[name])


def _keys(rows: QuerySet) -> QuerySet:
    return rows.order_by().values("pk")


def read_whole(dispute: Dispute) -> Dispute:
    """Read all that a page shows of a dispute into it, in one query, and give it.

    Afterwards ``stages``, each with its actions, requests, deadlines and signatures, ``referrals``, ``deadlines`` and
    ``trail`` (what was done, oldest first) answer without asking the database.
    """
    found = _parts_of_dispute(
        dispute=dispute.pk,
        subject=dispute.subject_id,
        a_dispute=type_of(Dispute),
        a_stage=type_of(DisputeStage),
        a_referral=type_of(CafcassReferral),
    )
    stages, referrals = found["stages"], found["referrals"]
    for part in (*stages, *referrals):
        part.dispute = dispute
    for deadline in found["deadlines"]:
        deadline.subject = dispute.subject
        if deadline.framework_id == dispute.framework_id:
            deadline.framework = dispute.framework
    give(dispute, "stages", stages)
    give(dispute, "referrals", referrals)
    for stage in stages:
        own = [action for action in found["actions"] if action.stage_id == stage.pk]
        for action in own:
            action.stage = stage
        give(stage, "actions", own)
    share_out(found["deadlines"], "deadlines", [dispute, *stages, *referrals])
    share_out(found["requests"], "requests", stages)
    share_out(found["signatures"], "signatures", stages)
    dispute.trail = in_order(found["trail"])
    return dispute


# -- QAPs -----------------------------------------------------------------------------------------


@prepared
def _qap(key: int) -> Parts:
    people = ("raised_by", "ended_by", "framework", "information", "reviews")
    review = ("meeting", "meeting__planning_audit")
    found = Qap.objects.filter(pk=key).select_related(*people, *review)
    return {"qap": found[:1]}


def qap_for_page(pk: int) -> Qap | None:
    """One QAP with its framework and people; None when there is none. Says nothing of who may see it."""
    return next(iter(_qap(key=pk)["qap"]), None)


@prepared
def _rows_of_qap(qap: int, subject: int, a_qap: int) -> Parts:
    requests = RequestForResponse.objects.filter(subject=subject, about_type=a_qap, about_id=qap)
    issues = QapIssue.objects.filter(qap=qap).select_related("updated_by", "decided_by", "carried_from")
    return {
        "issues": issues[:MOST],
        "requests": requests.select_related("sent_by", "completed_by", "returned_by")[:MOST],
    }


@prepared
def _parts_of_qap(qap: int, subject: int, a_qap: int) -> Parts:
    about = {"about_type": a_qap, "about_id": qap}
    clocks = Deadline.objects.filter(subject=subject, **about)
    papers = Document.objects.filter(subject=subject, **about).select_related("file").defer("content")
    disputes = Dispute.objects.filter(qap=qap).order_by("-pk")
    reviews = Qap.objects.filter(reviews=qap).order_by("-pk")
    return {
        **_rows_of_qap.parts(qap, subject, a_qap),
        "deadlines": clocks[:MOST],
        "trail": trail_of_qap(qap, _keys(clocks)),
        "signatures": Signature.objects.filter(**about)[:MOST],
        "papers": papers[:MOST],
        "disputes": disputes.select_related("framework")[:1],
        "reviewed_by": reviews.select_related("framework")[:1],
    }


def read_rows_of_qap(qap: Qap) -> Qap:
    """Read a QAP's issues and requests into it, in one query, and give it: what its forms and their rules ask for."""
    return _give_rows(qap, _rows_of_qap(qap=qap.pk, subject=qap.subject_id, a_qap=type_of(Qap)))


def read_whole_qap(qap: Qap) -> tuple[Qap, list[Row]]:
    """Read all that the page of a QAP shows into it, in one query; give it, and its trail, oldest first.

    Afterwards ``issues``, ``requests``, ``deadlines``, ``signatures``, ``papers`` and ``led_to`` (the
    newest dispute or QAP that came of it) answer without asking the database.
    """
    found = _parts_of_qap(qap=qap.pk, subject=qap.subject_id, a_qap=type_of(Qap))
    _give_rows(qap, found)
    share_out(found["deadlines"], "deadlines", [qap])
    share_out(found["signatures"], "signatures", [qap])
    qap.papers = found["papers"]
    qap.led_to = next(iter(found["disputes"] or found["reviewed_by"]), None)
    return qap, in_order(found["trail"])


def _give_rows(qap: Qap, found: dict[str, list[Any]]) -> Qap:
    for issue in found["issues"]:
        issue.qap = qap
    give(qap, "issues", found["issues"])
    share_out(found["requests"], "requests", [qap])
    return qap


# -- into the things ------------------------------------------------------------------------------


def give_parts(dispute: Dispute, name: str, parts: Iterable[Any]) -> None:
    """Hand a dispute its own of the stages or referrals that were read for several."""
    own = [part for part in parts if part.dispute_id == dispute.pk]
    for part in own:
        part.dispute = dispute
    give(dispute, name, own)
