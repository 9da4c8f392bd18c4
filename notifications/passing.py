"""Time that passes at once, when the demonstration's clock is moved: every sweep that would have been, in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Message

from .beat import run_beat
from .sender import next_digest, send_mail

#: No more sweeps than this for one move; what is left over is said by the last one.
MOST_STEPS = 400


def pass_time(until: dt.datetime) -> list[str]:
    """Sweep, and send mail, at each moment until then at which something is due; give what came of it in words.

    So the demonstration shows what would have happened: a reminder two days before, the alert at five. One
    sweep at the end would leave the reminders out, since they came too late.
    """
    missed = messages = mails = 0
    for moment in _moments(until):
        with clock.standing_at(moment):
            result = run_beat()
            sent = send_mail()
        missed += result.breached
        messages += result.messages
        mails += sent.sent + sent.digests
    return [
        f"{_some(missed, 'deadline was', 'deadlines were')} missed, {_some(messages, 'notice', 'notices')} given, "
        f"{_some(mails, 'email', 'emails')} sent."
    ]


def _moments(until: dt.datetime) -> Iterator[dt.datetime]:
    """Each moment up to ``until`` at which something is due, then ``until`` itself."""
    last = clock.now()
    for _ in range(MOST_STEPS):
        ahead = [next_digest(last)] if _waits_for_digest() else []
        first = (
            Deadline.objects.filter(next_at__isnull=False, set_aside_at=None, next_at__gt=last)
            .order_by("next_at")
            .values_list("next_at", flat=True)
            .first()
        )
        ahead += [first] if first else []
        if not ahead or min(ahead) >= until:
            break
        last = min(ahead)
        yield last
    yield until


def _waits_for_digest() -> bool:
    return Message.objects.filter(mail=Message.Mail.DIGEST).exists()


def _some(number: int, one: str, many: str) -> str:
    return f"{number or 'No'} {one if number == 1 else many}"
