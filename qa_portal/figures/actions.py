"""Counting: all measures whose figures have grown old, each in a transaction of its own."""

from __future__ import annotations

from time import perf_counter

import structlog
from django.db import InterfaceError, OperationalError, transaction

from qa_portal import clock
from qa_portal.outbox.incidents import Trouble, close_incidents, open_incidents
from qa_portal.outbox.models import Incident

from .measures import Measure, measures
from .models import Counted, Figure

log = structlog.get_logger(__name__)


def count_figures(*, all_of_them: bool = False) -> list[str]:
    """Count the measures that are due, or all; give the keys of those that were. Safe to run twice at once.

    One that fails keeps its old figures, doesn't stop the others, and is an incident until it is counted again. Raises
    what says that the database is away.
    """
    now, known = clock.now(), dict(Counted.objects.values_list("measure", "as_of"))
    due = [
        each
        for each in measures()
        if all_of_them or each.key not in known or known[each.key] + each.every <= now
    ]
    counted, failed = [], []
    for each in due:
        try:
            _count(each)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.warning("figures not counted", measure=each.key, error=type(error).__qualname__)
            failed.append(_trouble(each, error))
        else:
            counted.append(each.key)
    open_incidents(failed)
    if counted:
        close_incidents(Incident.Kind.CHECK, *(_matter(key) for key in counted))
    return counted


def _count(measure: Measure) -> None:
    """Count one: all is read before anything is locked; the old rows go in the moment in which the new ones come."""
    now, started = clock.now(), perf_counter()
    rows = [Figure(measure=measure.key, **_as_kept(row._asdict())) for row in measure.count()]
    with transaction.atomic():
        # Whoever counts the same at once waits here, and then replaces it by the same.
        Counted.objects.get_or_create(measure=measure.key, defaults={"as_of": now})
        counted = Counted.objects.select_for_update().get(measure=measure.key)
        Figure.objects.filter(measure=measure.key).delete()
        Figure.objects.bulk_create(rows, batch_size=2000)
        counted.as_of, counted.milliseconds = now, round((perf_counter() - started) * 1000)
        counted.save()


def _as_kept(row: dict) -> dict:
    return {("team_id" if name == "team" else name): value for name, value in row.items()}


def _matter(key: str) -> str:
    return f"figures {key}"


def _trouble(measure: Measure, error: Exception) -> Trouble:
    return Trouble(
        Incident.Kind.CHECK,
        _matter(measure.key),
        f"The figures “{measure.key}” can’t be counted ({type(error).__name__}). The dashboards show the last ones, "
        "with their time. It is tried each minute.",
    )
