"""What each beat does: the sweep, and the regular checks of the concepts; once a day, the housekeeping."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import InterfaceError, OperationalError, transaction

from qa_portal import clock
from qa_portal.deadlines.checks import checks
from qa_portal.documents.orphans import remove_orphans
from qa_portal.drafts.models import Draft
from qa_portal.outbox.incidents import Trouble, close_incidents, open_incidents
from qa_portal.outbox.models import Incident
from qa_portal.trail.records import acting

from .notices import tell_of_incidents
from .sweep import SweepResult, sweep

log = structlog.get_logger(__name__)

#: How long what was typed and never saved is kept.
DRAFTS_KEPT = dt.timedelta(days=90)


def run_beat() -> SweepResult:
    """The sweep, then every registered check. Safe to run twice at once: each part is."""
    result = sweep()
    run_checks()
    return result


def run_checks() -> dict[str, int]:
    """Run each registered check in a transaction of its own; give what each found, by name.

    One that fails doesn't stop the others: it is an incident until it succeeds again.
    """
    found = {}
    for name, check in checks().items():
        try:
            with transaction.atomic(), acting(step="check", role="The portal, because time passed"):
                found[name] = check()
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.warning("check failed", check=name, error=type(error).__qualname__)
            _open_incident(name, error)
        else:
            _close_incident(name)
    return found


_failing: set[str] = set()


def _open_incident(name: str, error: Exception) -> None:
    _failing.add(name)
    trouble = Trouble(
        Incident.Kind.CHECK,
        name,
        f"The regular check “{name}” fails ({type(error).__name__}). It is tried each minute.",
    )
    with transaction.atomic():
        if open_incidents([trouble]):
            tell_of_incidents()


def _close_incident(name: str) -> None:
    """Close the incident of a check that failed in this process before, and succeeds again."""
    if name in _failing:
        _failing.discard(name)
        close_incidents(Incident.Kind.CHECK, name)


def keep_house() -> dict[str, int]:
    """Once a day: forget drafts that nobody came back for, and remove what crashes have left on the volume."""
    forgotten, _ = Draft.objects.filter(saved_at__lt=clock.now() - DRAFTS_KEPT).delete()
    return {"drafts": forgotten, "orphans": remove_orphans()}
