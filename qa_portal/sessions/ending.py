"""How long a session still has. Real time (`time.time`), never the demo's clock: a demo that moves its clock forward
must not sign everybody out, and one that stands still must not keep a session open."""

import math
import time

from django.conf import settings
from django.http import HttpRequest

STARTED = "portal_started_at"
ACTIVE = "portal_active_at"

# A busy session is written once in this many seconds (or in a tenth of the idle time, where that is less), not at each
# request: the row is only needed to that precision. So a session may end that much early, and never late: a page whose
# countdown is over goes to sign in, and that must not count as the person's coming back.
WRITE_EVERY_SECONDS = 30


def seconds_left(request: HttpRequest) -> int:
    """Whole seconds after which this session has ended if nothing more happens: whichever limit is nearer."""
    now = time.time()
    idle_left = request.session.get(ACTIVE, now) + settings.SESSION_IDLE_SECONDS - now
    absolute_left = request.session.get(STARTED, now) + settings.SESSION_ABSOLUTE_SECONDS - now
    return max(0, math.ceil(min(idle_left, absolute_left)))


def has_ended(request: HttpRequest) -> bool:
    """Whether the session was idle, or simply open, for too long. A session without marks has just begun."""
    session = request.session
    if STARTED not in session and ACTIVE not in session:
        return False
    now = time.time()
    return (
        now - session.get(ACTIVE, 0) >= settings.SESSION_IDLE_SECONDS
        or now - session.get(STARTED, 0) >= settings.SESSION_ABSOLUTE_SECONDS
    )


def mark_active(request: HttpRequest) -> None:
    """Note that the person did something now; starts the absolute limit at the first call of a session."""
    session, now = request.session, time.time()
    session.setdefault(STARTED, now)
    if now - session.get(ACTIVE, 0) >= min(WRITE_EVERY_SECONDS, settings.SESSION_IDLE_SECONDS / 10):
        session[ACTIVE] = now
