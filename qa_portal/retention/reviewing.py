"""What time does about records: those whose period is over are listed, those that two have signed are destroyed.

All of it asks the database: run twice, late or not at all, nothing is destroyed early, or twice.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q

from qa_portal import clock
from qa_portal.celery import nudge
from qa_portal.children.models import Subject
from qa_portal.frameworks.policy import Retention
from qa_portal.frameworks.queries import policies_by_key
from qa_portal.holdings.counting import most_first
from qa_portal.holdings.destroying import destroy_everything
from qa_portal.outbox.incidents import Trouble, close_incidents, open_incidents
from qa_portal.outbox.models import Incident
from qa_portal.people.directory import directory
from qa_portal.signatures.actions import signatures_of
from qa_portal.trail.records import acting
from qa_portal.workflow.steps import NotNow, lock, take_step_by_time

from . import notices
from .actions import FIRST, SECOND, stop_by_itself
from .blockers import hindering
from .models import Certificate, Disposal
from .papers import certificate_paper
from .periods import period_of
from .queries import with_care

log = structlog.get_logger(__name__)


def list_what_is_over() -> int:
    """Put records on the review list whose period is over, and those again that were kept on until a day that is past;
    give how many."""
    return _list_new() + _list_again()


def _list_new() -> int:
    today, book = clock.today(), directory()
    policies = {key: policy.retention for key, policy in policies_by_key().items()}
    a_year_ago = today - dt.timedelta(days=365)
    ended = Q(closed_on__lt=a_year_ago) | Q(died_on__lt=a_year_ago)
    new = []
    for subject in with_care(Subject.objects.filter(ended, disposal=None)).order_by("pk").iterator(1000):
        key = book.framework_key_of(subject.team_id) if subject.team_id else None
        period = period_of(
            subject, was_looked_after=subject.was_looked_after, policy=policies.get(key, Retention())
        )
        if period.is_over(today):
            new.append((subject, period))
    with acting(step="list_what_is_over", role="The portal, because time passed"):
        for subject, period in new:
            Disposal.objects.get_or_create(
                subject=subject,
                defaults={
                    "basis": period.basis,
                    "over_since": period.until + dt.timedelta(days=1),
                    "listed_at": clock.now(),
                },
            )
    return len(new)


def _list_again() -> int:
    past = Disposal.objects.filter(state=Disposal.State.KEPT, kept_until__lt=clock.today())
    found = list(past.select_related("subject"))
    for disposal in found:
        take_step_by_time(disposal, "list_again", reason="The day until which it was kept on is past.")
    return len(found)


def carry_out_what_is_agreed() -> int:
    """Destroy the records for which two people had signed before today; give how many.

    One that fails is set apart as an incident, and the others go on.
    """
    agreed_before = clock.at_london(clock.today(), dt.time())
    due = Disposal.objects.filter(state=Disposal.State.AGREED, agreed_at__lt=agreed_before)
    done = 0
    for pk in list(due.order_by("agreed_at").values_list("pk", flat=True)):
        key = f"disposal:{pk}"
        try:
            done += carry_out(pk) is not None
            close_incidents(Incident.Kind.CHECK, key)
        except Exception:
            log.exception("a record could not be destroyed", disposal=pk)
            with transaction.atomic():
                open_incidents(
                    [
                        Trouble(
                            Incident.Kind.CHECK,
                            key,
                            "A record for which two have signed couldn’t be destroyed.",
                        )
                    ]
                )
    if done:
        nudge("qa_portal.retention.tasks.make_certificates")
    return done


def carry_out(pk: int) -> Certificate | None:
    """Destroy one record for which two people have signed: all of it and its certificate, or nothing of it.

    None where it isn't to be any more, or where something stands in the way by now: then it is stopped.
    """
    with transaction.atomic():
        waiting = Disposal.objects.filter(pk=pk, state=Disposal.State.AGREED).first()
        if waiting is None:
            return None
        disposal = lock(waiting)
        if disposal.agreed_at is None:
            return None
        subject = Subject.objects.select_for_update(of=("self",)).get(pk=disposal.subject_id)
        if standing := list(hindering(subject)):
            stop_by_itself(disposal, " ".join(blocker.sentence for blocker in standing))
            return None
        certificate = _certificate(disposal, subject)
        signers = [disposal.proposed_by_id, disposal.agreed_by_id]
        destroyed = destroy_everything(subject)
        certificate.amounts = [
            *([words, number] for words, number in most_first(destroyed.rows)),
            ["rows of history", destroyed.history],
            ["files", destroyed.files],
        ]
        certificate.save()
        certificate.content = asdict(certificate_paper(certificate))
        certificate.save(update_fields=["content"])
        notices.tell_that_it_is_done(certificate, signers)
    return certificate


def _certificate(disposal: Disposal, subject: Subject) -> Certificate:
    """What is left of it, before anything goes. Raises NotNow where not two people have signed."""
    signed: list[dict[str, Any]] = []
    for section in (FIRST, SECOND):
        last = signatures_of(disposal, section).last()
        if last is None:
            raise NotNow("It isn’t signed by two people.")
        signed.append({"name": last.name, "role": last.role, "at": last.signed_at.isoformat()})
    if disposal.proposed_by_id == disposal.agreed_by_id:
        raise NotNow("Both signatures are one person’s.")
    return Certificate(
        reference=subject.reference, basis=disposal.basis, signed=signed, destroyed_at=clock.now()
    )
