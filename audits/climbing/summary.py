"""What safety alerts and challenges bring to pages of the ground: summary, start menu, chronology, trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from audits.models import Audit, Challenge, ChallengeRung, SafetyAlert, SafetyRung
from audits.rules import may_raise_alert
from qa_portal.children.changes import register_trail
from qa_portal.children.chronology import MOST, Entry, register_chronology
from qa_portal.children.models import Subject
from qa_portal.children.reads import CHRONOLOGY, SUMMARY
from qa_portal.children.summary import WorkItem, framework_now, register_start, register_work
from qa_portal.frameworks.queries import policy_of
from qa_portal.reading.giving import type_of
from qa_portal.reading.prepared import Parts


def register_climbing() -> None:
    """Make them known to the pages of the ground; called when the app loads."""
    SUMMARY.register(reads_of_summary)
    CHRONOLOGY.register(reads_of_chronology)
    register_work("safety_alerts", alerts_on)
    register_work("challenges", challenges_on)
    register_start("safety_alert", "Raise a safety alert", "safety_alert_raise", offers_alert, order=5)
    register_chronology("safety_alerts", alert_chronology)
    register_chronology("challenges", challenge_chronology)
    register_trail("safety_alerts", SafetyAlert, "Safety alert")
    register_trail("safety_rungs", SafetyRung, "Stage of a safety alert", path="alert__subject")
    register_trail("challenges", Challenge, "Challenge to a grade", path="audit__subject")
    register_trail("challenge_rungs", ChallengeRung, "Step of a challenge", path="challenge__audit__subject")


def offers_alert(user: Any, subject: Subject) -> bool:
    """Whether the record's start menu offers a safety alert: the procedure of its team has them."""
    version = framework_now(subject)
    return version is not None and bool(policy_of(version).safety_alerts) and may_raise_alert(user, subject)


def reads_of_summary(subject: int) -> Parts:
    """What the summary of a record shows of safety alerts and challenges."""
    alerts = SafetyAlert.objects.filter(subject=subject).select_related("framework", "raised_by")
    challenges = Challenge.objects.filter(audit__subject=subject).select_related(
        "raised_by", "audit__framework"
    )
    return {"safety_alerts": alerts[:100], "challenges": challenges[:100]}


def alerts_on(user: Any, subject: Subject) -> Iterable[WorkItem]:
    """Safety alerts on a record, open ones with their clock (WAL-19, LEE-07)."""
    read = SUMMARY.of(subject)
    due = _clocks(read["deadlines"], SafetyAlert)
    for alert in read["safety_alerts"]:
        stage = f", {alert.rung_policy.name}" if alert.is_open and alert.rung_policy else ""
        yield WorkItem(
            what=f"Safety alert{stage}",
            state=alert.get_state_display(),
            url=alert.get_absolute_url(),
            at=alert.resolved_at or alert.raised_at,
            is_current=alert.is_open,
            who=alert.raised_by.name,
            due=due.get(alert.pk),
            flags=("urgent",) if alert.is_open else (),
        )


def challenges_on(user: Any, subject: Subject) -> Iterable[WorkItem]:
    """Challenges to grades of audits on a record (WAL-12, LEE-07)."""
    read = SUMMARY.of(subject)
    due = _clocks(read["deadlines"], Challenge)
    for challenge in read["challenges"]:
        yield WorkItem(
            what=f"Challenge to the grade: {challenge.audit.title}",
            state=challenge.get_state_display(),
            url=challenge.get_absolute_url(),
            at=challenge.resolved_at or challenge.raised_at,
            is_current=challenge.is_open,
            who=challenge.raised_by.name,
            due=due.get(challenge.pk),
        )


def _clocks(deadlines: list[Any], model: type) -> dict[int, Any]:
    """The running clock of each thing of a kind."""
    kind = type_of(model)
    return {deadline.about_id: deadline for deadline in deadlines if deadline.about_type_id == kind}


def reads_of_chronology(subject: int) -> Parts:
    """What the chronology of a record shows of safety alerts and challenges."""
    alerts = SafetyAlert.objects.filter(subject=subject).select_related("raised_by", "resolved_by")
    challenges = Challenge.objects.filter(audit__subject=subject).select_related(
        "raised_by", "resolved_by", "audit__framework"
    )
    return {"safety_alerts": alerts[:MOST], "challenges": challenges[:MOST]}


def alert_chronology(user: Any, subject: Subject) -> Iterable[Entry]:
    """Safety alerts as they were raised and resolved."""
    for alert in CHRONOLOGY.of(subject)["safety_alerts"]:
        url = alert.get_absolute_url()
        yield Entry(
            alert.raised_at, "Safety alert", "Safety alert raised", alert.raised_by.name, url, alert.concern
        )
        if alert.resolved_at:
            yield Entry(
                alert.resolved_at,
                "Safety alert",
                "Safety alert resolved",
                alert.resolved_by.name,
                url,
                alert.outcome,
            )


def challenge_chronology(user: Any, subject: Subject) -> Iterable[Entry]:
    """Challenges as they were made and resolved, with the grade that stands."""
    for challenge in CHRONOLOGY.of(subject)["challenges"]:
        audit: Audit = challenge.audit
        sort, url = audit.policy.terms.audit, challenge.get_absolute_url()
        yield Entry(
            challenge.raised_at, sort, "Challenge to the grade", challenge.raised_by.name, url, audit.title
        )
        if challenge.resolved_at:
            what = f"Challenge resolved: {audit.in_words(challenge.grade, challenge.point)} stands"
            yield Entry(challenge.resolved_at, sort, what, challenge.resolved_by.name, url, audit.title)
