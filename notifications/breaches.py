"""What follows from a breach beyond its alerts: each kind's ``on_breach``, one by one, after the sweep's batches."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet

from qa_portal import clock
from qa_portal.deadlines.kinds import kind_of
from qa_portal.deadlines.models import TRIES, Deadline
from qa_portal.outbox.incidents import Trouble, open_incidents
from qa_portal.outbox.models import Incident
from qa_portal.trail.records import acting, trail_in_bulk

from .notices import tell_of_incidents

log = structlog.get_logger(__name__)

#: How many are handled in one beat; the rest wait for the next.
MOST = 500


def to_handle() -> QuerySet[Deadline]:
    """Missed deadlines whose consequence is still to come."""
    return Deadline.objects.filter(
        breached_at__isnull=False, breach_handled_at__isnull=True, breach_attempts__lt=TRIES
    )


def handle_breaches() -> tuple[int, int]:
    """Run ``on_breach`` of what was missed; give how many were handled and how many failed.

    Each has a transaction of its own, and each is tried once a beat. A failure counts; after the third the
    deadline is set apart as an incident. Its alerts go on either way.
    """
    handled = failed = 0
    for pk in list(to_handle().order_by("breached_at").values_list("pk", flat=True)[:MOST]):
        try:
            handled += handle_breach(pk)
        except (OperationalError, InterfaceError):
            raise  # the database, not this deadline: the next beat tries again
        except Exception as error:
            if _count_failure(pk, error):
                log.warning("consequence failed", deadline=pk, error=type(error).__qualname__)
                failed += 1
    return handled, failed


def handle_breach(pk: int) -> bool:
    """Run the consequence of one breach; False when another worker was quicker.

    The deadline isn't locked meanwhile: a person who answers at this moment holds the stage and waits for
    the deadline, and the consequence would hold the deadline and wait for the stage. The row count of the
    last UPDATE decides; the loser's work is rolled back.
    """
    with transaction.atomic(), acting(step="handle_breach", role="The portal, because time passed"):
        deadline = Deadline.objects.select_related("subject", "framework").get(pk=pk)
        if deadline.is_open:
            kind_of(deadline.kind).on_breach(deadline.about, deadline)
        if not Deadline.objects.filter(pk=pk, breach_handled_at=None).update(breach_handled_at=clock.now()):
            transaction.set_rollback(True)
            return False
        trail_in_bulk([Deadline.objects.get(pk=pk)], update=True)
    return True


def _count_failure(pk: int, error: Exception) -> bool:
    """Count a try that failed; False where another worker was quicker: it waited for that one's lock, and found the
    step taken."""
    with transaction.atomic():
        if not Deadline.objects.filter(pk=pk, breach_handled_at=None).update(
            breach_attempts=F("breach_attempts") + 1, last_error=type(error).__name__[:200]
        ):
            return False
        deadline = Deadline.objects.select_related("subject").get(pk=pk)
        if deadline.breach_attempts >= TRIES and open_incidents([_failed(deadline)]):
            tell_of_incidents()
    return True


def _failed(deadline: Deadline) -> Trouble:
    return Trouble(
        Incident.Kind.CONSEQUENCE,
        f"deadline:{deadline.pk}",
        f"“{deadline.label}” was missed and everybody was told, but what should follow failed {TRIES} times "
        f"({deadline.last_error}).",
        subject=deadline.subject,
        deadline=deadline,
    )


def oldest_unhandled(now: dt.datetime) -> dt.timedelta:
    """How long the oldest breach has waited for its consequence."""
    first = to_handle().order_by("breached_at").values_list("breached_at", flat=True).first()
    return now - first if first else dt.timedelta()
