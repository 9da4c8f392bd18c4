"""QAPs, disputes and commendations in the chronology of a record (LEE-17)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from disputes.models import CafcassReferral, Commendation, Dispute, DisputeStage, Qap
from disputes.reading import give_parts
from disputes.words import outcome_label
from qa_portal.children.chronology import MOST, Entry, register_chronology
from qa_portal.children.models import Subject
from qa_portal.children.reads import CHRONOLOGY
from qa_portal.frameworks.vocabulary import QapNext
from qa_portal.reading.prepared import Parts


def register_chronologies() -> None:
    """Make them known to the chronology; called when the app loads."""
    CHRONOLOGY.register(reads_of_chronology)
    register_chronology("qaps", qap_chronology)
    register_chronology("disputes", dispute_chronology)


def reads_of_chronology(subject: int) -> Parts:
    """What the chronology of a record shows of QAPs, disputes and commendations."""
    people = ("raised_by", "closed_by", "framework")
    made = CafcassReferral.objects.filter(dispute__subject=subject, made_at__isnull=False)
    return {
        "qaps": Qap.objects.filter(subject=subject).select_related("raised_by", "ended_by", "framework")[
            :MOST
        ],
        "disputes": Dispute.objects.filter(subject=subject).select_related(*people)[:MOST],
        "stages": DisputeStage.objects.filter(dispute__subject=subject)[:MOST],
        "referrals": made[:MOST],
        "commendations": Commendation.objects.filter(subject=subject).select_related("raised_by")[:MOST],
    }


def qap_chronology(user: Any, subject: Subject) -> Iterable[Entry]:
    """QAPs as they began and ended (LEE-17)."""
    for qap in CHRONOLOGY.of(subject)["qaps"]:
        words, url = qap.policy.terms.qap_short, qap.get_absolute_url()
        yield Entry(qap.raised_at, words, f"{words} started", qap.raised_by.name, url)
        if qap.ended_at:
            what = QapNext(qap.next_step).label if qap.next_step else "ended"
            yield Entry(qap.ended_at, words, f"{words} ended: {what}", qap.ended_by.name, url)


def dispute_chronology(user: Any, subject: Subject) -> Iterable[Entry]:
    """Disputes, their stages, referrals and commendations as they began and ended (LEE-17)."""
    read = CHRONOLOGY.of(subject)
    for dispute in read["disputes"]:
        dispute.subject = subject
        give_parts(dispute, "stages", read["stages"])
        give_parts(dispute, "referrals", read["referrals"])
        sort, url = dispute.policy.terms.dispute, dispute.get_absolute_url()
        yield Entry(dispute.raised_at, sort, f"{sort} raised", dispute.raised_by.name, url)
        for stage in dispute.stages.all():
            if stage.sent_at:
                yield Entry(stage.sent_at, sort, f"{stage.name} sent", url=stage.get_absolute_url())
            if stage.is_over and stage.confirmed_at:
                outcome = outcome_label(dispute, stage.outcome)
                yield Entry(
                    stage.confirmed_at, sort, f"{stage.name} ended: {outcome}", url=stage.get_absolute_url()
                )
        for referral in dispute.referrals.all():
            yield Entry(referral.made_at, sort, "Referred to Cafcass", url=referral.get_absolute_url())
        if dispute.closed_at:
            yield Entry(dispute.closed_at, sort, f"{sort} closed", dispute.closed_by.name, url)
    for commendation in read["commendations"]:
        yield Entry(
            commendation.raised_at,
            "Good practice",
            "Good practice commended",
            commendation.raised_by.name,
            commendation.get_absolute_url(),
            commendation.practice,
        )
