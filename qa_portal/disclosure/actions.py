"""What people do with a subject access request: one function a verb, keyword-only ``by``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction

from qa_portal import clock
from qa_portal.celery import nudge
from qa_portal.children.models import Subject
from qa_portal.deadlines.closures import current_calendar
from qa_portal.documents.models import StoredFile
from qa_portal.documents.store import store_bytes
from qa_portal.trail.acts import act
from qa_portal.trail.records import acting, trail_in_bulk
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import (
    NotNow,
    NotYours,
    StandsInTheWay,
    leads_from_here,
    lock,
    take_step,
    take_step_by_time,
)

from . import notices
from .due import due_on
from .models import AccessArchive, AccessItem, AccessRequest
from .rules import may_review_request, may_take_request

Decision = AccessItem.Decision
#: The decisions that cite the exemption on which they rest.
CITED = (Decision.REDACT, Decision.WITHHOLD)


def record_request(
    subject: Subject, *, by: Any, received_on: dt.date, who_asks: str, identity: str
) -> AccessRequest:
    """Record that somebody asks for what is held on a record; the worker gathers it (LAW-10).

    Raises NotYours, and StandsInTheWay where one is open already or the day lies ahead.
    """
    if not may_take_request(by, subject):
        raise NotYours("Subject access requests are answered by the quality assurance team.")
    if received_on > clock.today():
        raise StandsInTheWay(
            [Blocker("The day on which it was received can’t lie ahead.", "#id_received_on")]
        )
    with act("record_request", by=by):
        try:
            with transaction.atomic():
                request = AccessRequest.objects.create(
                    subject=subject,
                    who_asks=who_asks,
                    identity=identity,
                    received_on=received_on,
                    due_on=due_on(received_on, current_calendar()),
                    recorded_at=clock.now(),
                    recorded_by=by,
                )
        except IntegrityError as twice:
            raise StandsInTheWay([Blocker("A request for this record is open already.", "")]) from twice
        nudge("qa_portal.disclosure.tasks.answer_requests")
    return request


def finish_gathering(pk: int, gather: Callable[[AccessRequest], int]) -> bool:
    """Gather one request's items and open it for review; False where another worker has. Belongs in a transaction."""
    waiting = AccessRequest.objects.filter(pk=pk).first()
    if waiting is None:
        return False
    request = lock(waiting)
    if not leads_from_here(request, "gathered"):
        return False
    with acting(step="gather", role="The portal"):
        gather(request)
    request = take_step_by_time(request, "gathered", reason="All that is held was gathered.")
    notices.tell_of(notices.GATHERED, request)
    return True


def extend_request(request: AccessRequest, *, by: Any, reason: str) -> AccessRequest:
    """Take two more months, because it is complex; whoever asked is to be told within the first month.

    Raises NotYours, NotNow once it is over or was extended, and StandsInTheWay after the month.
    """
    with act("extend_request", by=by, reason=reason):
        request = lock(request)
        if not may_review_request(by, request):
            raise NotYours("Subject access requests are answered by the quality assurance team.")
        if not leads_from_here(request, "end") or request.extended_at is not None:
            raise NotNow("It was extended already, or is over.")
        if clock.today() > request.due_on:
            raise StandsInTheWay(
                [Blocker("The month is over: it could be extended within it only.", "#id_reason")]
            )
        request.due_on = due_on(request.received_on, current_calendar(), is_extended=True)
        request.extended_at, request.extended_by, request.extended_because = clock.now(), by, reason
        request.version += 1
        request.save(update_fields=["due_on", "extended_at", "extended_by", "extended_because", "version"])
    return request


def decide_item(
    item: AccessItem,
    *,
    by: Any,
    decision: str,
    exemption: str = "",
    reason: str = "",
    redacted: str = "",
    upload: Any = None,
) -> AccessItem:
    """Decide on one item: give it, give it redacted, or withhold it; the last two cite the exemption and say why.

    Raises NotYours, NotNow once the request is over, and StandsInTheWay where the exemption, the reason or what is
    given instead is missing.
    """
    with act("decide_item", by=by, reason=reason):
        _of_review(item.request, by)
        item = AccessItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        _refuse_unfounded(item, decision, exemption, reason, redacted, upload)
        is_cited = decision in CITED
        item.decision = decision
        item.exemption = exemption if is_cited else ""
        item.reason = reason if is_cited else ""
        item.redacted = redacted if decision == Decision.REDACT else ""
        item.redacted_file = _stored(upload) if decision == Decision.REDACT and upload else None
        item.decided_at, item.decided_by = clock.now(), by
        item.save()
    return item


def _stored(upload: Any) -> StoredFile:
    return store_bytes(upload.data, upload.content_type)


def _refuse_unfounded(
    item: AccessItem, decision: str, exemption: str, reason: str, redacted: str, upload: Any
) -> None:
    missing = []
    if decision in CITED and not exemption:
        missing.append(Blocker("Choose the exemption on which this rests.", "#id_exemption"))
    if decision in CITED and not reason.strip():
        missing.append(Blocker("Say why the exemption applies to this item.", "#id_reason"))
    if decision == Decision.REDACT and item.document_id and upload is None:
        missing.append(Blocker("Attach the redacted copy of the document.", "#id_upload"))
    if decision == Decision.REDACT and not item.document_id and redacted.strip() in ("", item.words.strip()):
        missing.append(Blocker("Take out what isn’t to be given: the text is as it was.", "#id_redacted"))
    if missing:
        raise StandsInTheWay(missing)


def give_the_rest(request: AccessRequest, *, by: Any) -> int:
    """Give all items that aren't decided and tell of nobody else as far as marks go; give how many. Raises as
    ``decide_item``."""
    with act("give_the_rest", by=by):
        request = _of_review(request, by)
        rest = list(request.items.filter(decision=Decision.UNDECIDED, marks=[]))
        for item in rest:
            item.decision, item.decided_at, item.decided_by = Decision.GIVE, clock.now(), by
        AccessItem.objects.bulk_update(rest, ["decision", "decided_at", "decided_by"], batch_size=200)
        trail_in_bulk(rest, update=True)
    return len(rest)


def _of_review(request: AccessRequest, by: Any) -> AccessRequest:
    """The request, locked, while it is reviewed and this person's to review."""
    request = lock(request)
    if not may_review_request(by, request):
        raise NotYours("Subject access requests are answered by the quality assurance team.")
    if not leads_from_here(request, "release"):
        raise NotNow("It is being gathered still, or has been released or ended meanwhile.")
    return request


def release_request(request: AccessRequest, *, by: Any, seen_version: int | None = None) -> AccessRequest:
    """Release it: the worker makes the archive of what is given. Raises as ``take_step``."""
    with transaction.atomic():
        request = take_step(request, "release", by=by, seen_version=seen_version)
        AccessArchive.objects.create(request=request)
        nudge("qa_portal.disclosure.tasks.answer_requests")
    return request


def end_request(request: AccessRequest, *, by: Any, reason: str) -> AccessRequest:
    """End it without release: it was withdrawn, or refused. Raises as ``take_step``, and StandsInTheWay."""
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why it ends without an answer.", "#id_reason")])
    return take_step(request, "end", by=by, reason=reason)
