"""A safety alert: raised at any time, answered, taken up its own ladder; it waits for no audit (WAL-19, KNO-09)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from audits.climbing import notices
from audits.clocks import run_part_clock
from audits.models import Audit, SafetyAlert, SafetyRung
from audits.rules import holds_rung_of_alert, may_raise_alert
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.actions import meet_deadlines, open_deadlines_of
from qa_portal.deadlines.calendar import Duration
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import by_when
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.queries import NoFramework, framework_for_subject, policy_of
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, lock, take_step, take_step_by_time

from .rungs import holder_in_words, missing_to_climb, open_rung

CLOCK = "safety_answer"
UNANSWERED = "Nobody answered in time."
NOT_TAKEN_ON = "It wasn’t resolved, and nobody took it on in time."


def framework_of_alerts(subject: Subject) -> FrameworkVersion | None:
    """The procedure whose ladder a safety alert on this record climbs today; None where it has none."""
    try:
        version = framework_for_subject(subject)
    except NoFramework:
        return None
    return version if policy_of(version).safety_alerts else None


def raise_alert(
    subject: Subject, *, by: Any, concern: str, needed: str = "", audit: Audit | None = None
) -> SafetyAlert:
    """Raise a safety alert: the first rung is alerted at once, in this transaction, and its clock runs.

    ``audit`` is the one in whose course the concern arose; its state doesn't matter. Raises NotYours, NotNow where the
    procedure has no such alerts, StandsInTheWay without the concern.
    """
    with act("raise_alert", by=by):
        if not may_raise_alert(by, subject):
            raise NotYours("This record isn’t open to you.")
        version = audit.framework if audit and audit.policy.safety_alerts else framework_of_alerts(subject)
        if version is None:
            raise NotNow(
                "The procedure of this record’s team has no safety alerts. Speak to its manager now."
            )
        if not concern.strip():
            raise StandsInTheWay([Blocker("Say what the concern is.", "#id_concern")])
        alert = SafetyAlert.objects.create(
            subject=subject,
            framework=version,
            audit=audit,
            concern=concern.strip(),
            needed=needed.strip(),
            rung=1,
            raised_at=clock.now(),
            raised_by=by,
        )
        _rung, deadline = open_rung(alert, alert.taken, CLOCK, team_pk=subject.team_id)
        rung, when = alert.rung_policy, by_when(deadline.due_at, clock.now())
        notices.tell_about_alert(
            notices.SAFETY_RAISED,
            alert,
            [str(rung.held_by)],
            occasion=f"{alert.pk}:1",
            who=by.name,
            by_when=when,
        )
        notices.tell_about_alert(
            notices.SAFETY_ALSO_TOLD,
            alert,
            [str(word) for word in (*rung.also_tell, *alert.policy.safety_alerts.tell)],
            occasion=f"{alert.pk}:1",
            but_not=[by.pk],
            who=by.name,
            holder=holder_in_words(str(rung.held_by), subject.team_id),
            by_when=when,
        )
    return alert


def answer_alert(
    alert: SafetyAlert,
    *,
    by: Any,
    discussed_on: dt.date,
    summary: str,
    is_resolved: bool,
    outcome: str = "",
    reason: str = "",
    seen_version: int | None = None,
) -> SafetyAlert:
    """Record what was discussed on the rung that it stands on: resolved with its outcome, or not and why.

    Not resolved, the quality assurance team is told to take it on; the clock runs on for them. Raises NotYours, NotNow,
    StandsInTheWay.
    """
    missing = []
    if not summary.strip():
        missing.append(Blocker("Write what was discussed.", "#id_summary"))
    if is_resolved and not outcome.strip():
        missing.append(Blocker("Write what came of it.", "#id_outcome"))
    if not is_resolved and not reason.strip():
        missing.append(Blocker("Say why it isn’t resolved.", "#id_reason"))
    if discussed_on > clock.today():
        missing.append(Blocker("Enter the day on which it was discussed.", "#id_discussed_on"))
    if missing:
        raise StandsInTheWay(missing)
    with act("answer_alert", by=by, reason=outcome if is_resolved else reason):
        alert = lock(alert)
        if not holds_rung_of_alert(by, alert):
            raise NotYours("A safety alert is answered by whoever its stage names, or somebody above them.")
        if not alert.is_open:
            raise NotNow("It is resolved already. Nothing of yours was saved over it.")
        if seen_version is not None and seen_version != alert.version:
            raise NotNow("It was changed since you opened the page. Look at it again before you go on.")
        rung = alert.taken.get(number=alert.rung)
        rung.discussed_on, rung.summary, rung.is_resolved = discussed_on, summary.strip(), is_resolved
        rung.reason = "" if is_resolved else reason.strip()
        rung.answered_at, rung.answered_by = clock.now(), by
        rung.save()
        if not is_resolved:
            return _not_resolved(alert, rung, by=by)
        alert = take_step(alert, "resolve", by=by, outcome=outcome.strip())
        meet_deadlines(alert, CLOCK)
        notices.tell_about_alert(
            notices.SAFETY_RESOLVED,
            alert,
            [alert.raised_by_id, *_everybody(alert)],
            occasion=f"{alert.pk}",
            but_not=[by.pk],
            who=by.name,
        )
    return alert


def _not_resolved(alert: SafetyAlert, rung: SafetyRung, *, by: Any) -> SafetyAlert:
    """It stays open: where there is a stage above for anything but exceptional circumstances, the quality assurance
    team has until the stage's own due date, or the next working day, to take it on; time does where they don't. Where
    the stage has elapsed hours, so has the team: what isn't resolved on a Friday doesn't wait for Monday."""
    alert.version += 1
    alert.save(update_fields=["version"])
    following = alert.next_rung
    goes_on = following is not None and not following.only_exceptionally
    running = open_deadlines_of(alert, CLOCK).first()
    if goes_on:
        within, closes_at = alert.rung_policy.within, alert.policy.closes_at
        lengths = [Duration(working_days=1), *([within] if within.hours else [])]
        soon = min(current_calendar().due_at(clock.now(), length, closes_at) for length in lengths)
        due_at = max(running.due_at, soon) if running else soon
        meet_deadlines(alert, CLOCK)
        run_part_clock(
            alert,
            CLOCK,
            owner=str(alert.policy.safety_alerts.escalated_by[0]),
            due_at=due_at,
            label="Take the safety alert to its next stage",
        )
    if following is None:
        next_words = "This is the last stage: it stays here until it is resolved."
    elif following.only_exceptionally:
        next_words = (
            f"It stays here, unless the circumstances are exceptional: then take it to “{following.name}”."
        )
    else:
        next_words = f"Take it to “{following.name}”."
    notices.tell_about_alert(
        notices.SAFETY_UNRESOLVED,
        alert,
        [str(role) for role in alert.policy.safety_alerts.escalated_by],
        occasion=f"{alert.pk}:{alert.version}",
        but_not=[by.pk],
        who=by.name,
        rung=rung.name,
        next=next_words,
    )
    return alert


def climb_alert(
    alert: SafetyAlert,
    *,
    by: Any,
    reason: str,
    is_exceptional: bool = False,
    seen_version: int | None = None,
) -> SafetyAlert:
    """Take an alert to its next rung, with the reasons; the last one in exceptional circumstances alone (WAL-19).

    Raises as ``take_step``; StandsInTheWay.
    """
    if missing := missing_to_climb(alert, reason, is_exceptional):
        raise StandsInTheWay(missing)
    with transaction.atomic():
        alert = take_step(alert, "climb", by=by, reason=reason.strip(), seen_version=seen_version)
        return _on_next_rung(alert, reason=reason.strip(), by=by)


def climb_alert_by_time(alert: SafetyAlert, deadline: Deadline) -> SafetyAlert:
    """Nobody answered in time, or took it on: it goes to the next rung by itself, never to one for exceptional
    circumstances. Safe to run twice: the clock that has passed ends with it."""
    with transaction.atomic():
        fresh = lock(alert)
        is_running = open_deadlines_of(fresh, CLOCK).filter(pk=deadline.pk).exists()
        following = fresh.next_rung
        if not fresh.is_open or not is_running or following is None or following.only_exceptionally:
            return fresh
        has_answer = fresh.taken.filter(number=fresh.rung, answered_at__isnull=False).exists()
        reason = NOT_TAKEN_ON if has_answer else UNANSWERED
        fresh = take_step_by_time(fresh, "climb", reason=reason)
        return _on_next_rung(fresh, reason=reason, by=None)


def _on_next_rung(alert: SafetyAlert, *, reason: str, by: Any) -> SafetyAlert:
    """What follows when it has climbed: the rung below says why, the one above is alerted, and its clock runs."""
    below = alert.taken.get(number=alert.rung - 1)
    if not below.answered_at:
        below.is_resolved = False
        below.reason = reason
        below.save()
    elif by is not None:
        meet_deadlines(alert, CLOCK)
    rung, deadline = open_rung(alert, alert.taken, CLOCK, team_pk=alert.subject.team_id)
    policy = alert.rung_policy
    words = {
        "rung": rung.name,
        "before": below.name,
        "reason": reason if reason.endswith((".", "!", "?", "…")) else f"{reason}.",
        "by_when": by_when(deadline.due_at, clock.now()),
    }
    occasion = f"{alert.pk}:{alert.rung}"
    notices.tell_about_alert(notices.SAFETY_CLIMBED, alert, [str(policy.held_by)], occasion=occasion, **words)
    notices.tell_about_alert(
        notices.SAFETY_WENT_ON,
        alert,
        [
            alert.raised_by_id,
            *(str(word) for word in policy.also_tell),
            *_everybody(alert, below=True),
        ],
        occasion=occasion,
        but_not=[by.pk if by else None],
        holder=rung.with_words,
        **words,
    )
    return alert


def _everybody(alert: SafetyAlert, below: bool = False) -> list[str]:
    """Whoever has heard of it: the rungs up to where it stands (or below it), and whom the procedure names."""
    reached = alert.rungs[: alert.rung - 1 if below else alert.rung]
    heard = [word for rung in reached for word in (rung.held_by, *rung.also_tell)]
    return list(dict.fromkeys(str(word) for word in (*heard, *alert.policy.safety_alerts.tell)))
