"""What /health says of the sweep and the outbox."""

from __future__ import annotations

import datetime as dt

from qa_portal import clock
from qa_portal.deadlines.words import weekday_time
from qa_portal.health import Unwell
from qa_portal.outbox.models import Message

from .models import INTERVAL, SweepState

#: After so many intervals without a finished sweep the portal is unwell.
INTERVALS = 3

#: A mail that has waited so long says that the mail server is away.
OUTBOX_OLD = dt.timedelta(minutes=15)


def sweep_age() -> float | None:
    """Seconds since the last sweep finished. Raises Unwell when that is three intervals ago, or none ever did.

    A portal that has just been set up has as long for its first sweep.
    """
    state = SweepState.objects.filter(pk=1).first()
    if state is None or state.last_finished_at is None:
        raise Unwell("No sweep has finished yet: is beat running, and a worker?")
    age = (clock.now() - state.last_finished_at).total_seconds()
    if age > INTERVALS * INTERVAL.total_seconds():
        raise Unwell(f"The last sweep finished {int(age)} seconds ago: is beat running, and a worker?")
    return round(max(age, 0.0), 1)


def alerts_flow() -> str:
    """Whether alerts go out. Raises Unwell while the sweep holds itself or is stopped."""
    state = SweepState.objects.filter(pk=1).first()
    if state is None or state.held_since is None:
        return "yes"
    if state.stopped_at:
        raise Unwell(f"An administrator stopped the alerts on {weekday_time(state.stopped_at)}.")
    raise Unwell(
        f"{state.held_alerts} alerts at once are held back until {weekday_time(state.release_at)}: "
        "is the clock right?"
    )


def outbox_age() -> float:
    """Seconds that the oldest mail has waited. Raises Unwell after a quarter of an hour.

    A mail that the server has refused waits for its next try by itself, and is no sign of how the others fare.
    """
    now = clock.now()
    unsent = Message.objects.filter(mail=Message.Mail.WAITING)
    oldest = (
        unsent.filter(mail_attempts=0).order_by("created_at").values_list("created_at", flat=True).first()
    )
    age = max((now - oldest).total_seconds(), 0.0) if oldest else 0.0
    is_away = unsent.filter(mail_error="ServerAway").exists()
    if is_away or age > OUTBOX_OLD.total_seconds():
        raise Unwell(f"Mail waits: the oldest for {int(age)} seconds. Can the mail server be reached?")
    return round(age, 1)
