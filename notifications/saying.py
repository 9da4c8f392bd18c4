"""What is to be said about one deadline at one moment: reckoned in memory, from what was read for the whole batch.

The rules of a late sweep. Every alert (an occasion after the due moment) is raised, once, however late the sweep
comes, and the breach is dated by its true moment, ``due_at``. A reminder that comes after the due moment, or after
a later reminder, is noise: it is left out, and the deadline's history says so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from qa_portal.deadlines.holders import Hearers
from qa_portal.deadlines.kinds import kind_of
from qa_portal.deadlines.models import TRIES, Deadline
from qa_portal.deadlines.plan import Occasion
from qa_portal.outbox.actions import Recipient
from qa_portal.outbox.incidents import Trouble
from qa_portal.outbox.models import Incident

from .notices import Said, messages_of


class NothingToSay(LookupError):
    """A deadline whose moment has come has no occasion at that moment: its plan is damaged."""


@dataclass
class Saying:
    """What one deadline gives rise to: the row as it is to be, the messages, and what went wrong."""

    deadline: Deadline
    said: list[tuple[Occasion, list[Recipient]]] = field(default_factory=list)
    left_out: list[Occasion] = field(default_factory=list)
    messages: list[Said] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    is_breach: bool = False
    error: Exception | None = None

    @property
    def reason(self) -> str:
        """What the deadline's history says was done."""
        words = [
            f"{occasion.name}: {len(to)} told" if occasion.tell else f"{occasion.name}: nobody is to be told"
            for occasion, to in self.said
        ]
        words += [f"{occasion.name}: left out, as it came too late" for occasion in self.left_out]
        if self.error is not None:
            words = [f"Failed {self.deadline.attempts} of {TRIES} times: {type(self.error).__name__}"]
        return "; ".join(words)


def say(deadline: Deadline, now: dt.datetime, hearers: Hearers) -> Saying:
    """What ``deadline`` says at ``now``, with its row moved on in memory; saves nothing.

    Raises whatever is wrong with the row: the caller sets it apart (``fail``).
    """
    saying = Saying(deadline)
    kind = kind_of(deadline.kind)
    plan = [Occasion.from_json(each) for each in deadline.plan]
    come = [each for each in plan if deadline.next_at <= each.at <= now]
    if not come:
        raise NothingToSay
    late = [each for each in come if each.is_late]
    to_say = late or come[-1:]
    saying.left_out = [each for each in come if each not in to_say]
    for occasion in to_say:
        to = hearers.hear(deadline, occasion)
        saying.said.append((occasion, to))
        saying.messages += messages_of(deadline, occasion, hearers, to)
        if occasion.tell and not to:
            saying.troubles.append(nobody_to_tell(deadline, occasion))
    saying.is_breach = any(each.is_breach for each in come)
    if saying.is_breach:
        # The true moment, however late the sweep came by.
        deadline.breached_at = deadline.due_at
        if not kind.has_consequence:
            deadline.breach_handled_at = now
    deadline.next_at = min((each.at for each in plan if each.at > now), default=None)
    deadline.attempts, deadline.last_error = 0, ""
    return saying


def fail(deadline: Deadline, now: dt.datetime, error: Exception) -> Saying:
    """Count a failed try of one row; after the last it is set apart, as an incident, and the rest go on."""
    deadline.attempts += 1
    deadline.last_error = type(error).__name__[:200]
    saying = Saying(deadline, error=error)
    if deadline.attempts >= TRIES:
        deadline.set_aside_at = now
        saying.troubles.append(
            Trouble(
                Incident.Kind.SET_ASIDE,
                f"deadline:{deadline.pk}",
                f"“{deadline.label}” could not be handled in {TRIES} tries ({deadline.last_error}). Nobody is "
                "reminded or alerted about it until it is tried again.",
                subject=deadline.subject,
                deadline=deadline,
            )
        )
    return saying


def nobody_to_tell(deadline: Deadline, occasion: Occasion) -> Trouble:
    """The incident of an occasion that reaches nobody; without identity where the record is restricted."""
    if deadline.subject.is_restricted:
        text = (
            "An alert about a restricted record could reach nobody who may see it. Have a Head of Service or the "
            "IRO Manager name someone on it."
        )
    else:
        text = (
            f"“{deadline.label}” is due or overdue and nobody holds the post, any post above it, or one in the "
            "quality assurance team. Fill a post; then whoever holds it sees it in their work."
        )
    return Trouble(
        Incident.Kind.NOBODY,
        f"deadline:{deadline.pk}:{deadline.occasion(occasion.name)}",
        text,
        subject=deadline.subject,
        deadline=None if deadline.subject.is_restricted else deadline,
    )
