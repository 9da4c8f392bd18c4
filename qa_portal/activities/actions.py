"""What people do with the calendar of quality assurance: one function a verb, keyword-only ``by``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from qa_portal import clock
from qa_portal.frameworks.queries import framework_for, policy_of
from qa_portal.people.models import Team
from qa_portal.reporting.naming import names_in, refuse_names
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, leads_from_here, lock, take_step

from . import notices
from .models import Activity, Finding, FindingLink
from .rules import may_keep_activity, may_plan_activities, may_write_findings

#: Why a text may name nobody.
READ_BY_MANY = "The calendar is open to many: say it without who it was."


def plan_activity(
    *,
    by: Any,
    team: Team,
    kind: str,
    title: str,
    begins_on: dt.date,
    ends_on: dt.date,
    lead: Any,
    purpose: str = "",
    place: str = "",
    with_whom: str = "",
) -> Activity:
    """Put an activity of a service into the calendar; whoever leads it is told (MER-19).

    Raises NotYours, ValidationError for a kind that the procedure doesn't have, StandsInTheWay where it names somebody
    on a record.
    """
    version = framework_for(team)
    policy = policy_of(version)
    if not may_plan_activities(by, policy):
        raise NotYours("The activities of this service are planned by others.")
    if kind not in [str(each) for each in policy.activities.kinds]:
        raise ValidationError({"kind": "The procedure of this service has no such activity."})
    refuse_names(READ_BY_MANY, title=title, purpose=purpose, with_whom=with_whom)
    with act("plan_activity", by=by):
        activity = Activity.objects.create(
            team=team,
            framework=version,
            kind=kind,
            title=title,
            purpose=purpose,
            begins_on=begins_on,
            ends_on=ends_on,
            place=place,
            lead=lead,
            with_whom=with_whom,
            planned_at=clock.now(),
            planned_by=by,
        )
        notices.tell_lead(notices.PLANNED, activity, by=by)
    return activity


def change_activity(activity: Activity, *, by: Any, **said: Any) -> Activity:
    """Change what was planned, while it is to come; whoever leads it is told, and whoever did.

    Raises NotYours, NotNow, and StandsInTheWay where it names somebody on a record.
    """
    refuse_names(
        READ_BY_MANY, **{name: said[name] for name in ("title", "purpose", "with_whom") if name in said}
    )
    with act("change_activity", by=by):
        activity = lock(activity)
        if not may_keep_activity(by, activity):
            raise NotYours("This activity is kept by others.")
        if not leads_from_here(activity, "hold"):
            raise NotNow("It was held or called off meanwhile, so it stays as it is.")
        before = activity.lead
        for name, value in said.items():
            setattr(activity, name, value)
        activity.version += 1
        activity.save()
        notices.tell_lead(notices.CHANGED, activity, by=by)
        if activity.lead_id != before.pk:
            notices.tell(notices.NO_LONGER, activity, [before.pk], by=by)
    return activity


def hold_activity(activity: Activity, *, by: Any, looked_at: int | None = None, went: str = "") -> Activity:
    """Say that it was held, and how many were looked at. Raises as ``take_step``."""
    refuse_names(READ_BY_MANY, went=went)
    return take_step(activity, "hold", by=by, looked_at=looked_at, went=went)


def write_findings(activity: Activity, *, by: Any, findings: Iterable[dict[str, Any]]) -> Activity:
    """Write what it found: all of its findings, each with what it is to change (KNO-22).

    A finding is ``{"id", "key", "kind", "words", "changes", "to_change"}``; one that isn't given any more is taken out.
    Raises NotYours, NotNow once they are agreed, ValidationError, StandsInTheWay beside the row.
    """
    findings = list(findings)
    _refuse_names_in_rows(findings)
    with act("write_findings", by=by):
        activity = lock(activity)
        if not may_write_findings(by, activity):
            raise NotYours("What it found is written by whoever leads it.")
        if not leads_from_here(activity, "close"):
            raise NotNow("Its findings can be written once it was held, and until they are agreed.")
        kept = {finding.pk: finding for finding in activity.findings.all()}
        for place, said in enumerate(findings, 1):
            finding = kept.pop(said.get("id"), None) or Finding(activity=activity)
            finding.position = place
            finding.kind, finding.words, finding.to_change = said["kind"], said["words"], said["to_change"]
            finding.save()
            _link(finding, set(said["changes"]))
        for finding in kept.values():
            finding.delete()
        activity.version += 1
        activity.save(update_fields=["version"])
    return activity


def _link(finding: Finding, wanted: set[str]) -> None:
    there = {link.area: link for link in finding.links.all()}
    for area in there.keys() - wanted:
        there[area].delete()
    for area in sorted(wanted - there.keys()):
        FindingLink.objects.create(finding=finding, area=area)


def agree_findings(activity: Activity, *, by: Any, seen_version: int | None = None) -> Activity:
    """Agree its findings, each thing to learn linked to what it changes (KNO-22). Raises as ``take_step``."""
    return take_step(activity, "close", by=by, seen_version=seen_version)


def call_activity_off(activity: Activity, *, by: Any, reason: str) -> Activity:
    """Call it off, with the reason; whoever leads it is told. Raises as ``take_step``, and StandsInTheWay."""
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why it doesn’t take place.", "#id_reason")])
    refuse_names(READ_BY_MANY, reason=reason)
    with transaction.atomic():
        activity = take_step(activity, "call_off", by=by, reason=reason)
        notices.tell_lead(notices.CALLED_OFF, activity, by=by, reason=reason)
    return activity


def show_change(link: FindingLink, *, by: Any, shown: str) -> FindingLink:
    """Say what shows that a finding has changed something (KNO-22); said again, it is put right.

    Raises NotYours, NotNow before the findings are agreed, StandsInTheWay where it names somebody on a record.
    """
    refuse_names(READ_BY_MANY, shown=shown)
    with act("show_change", by=by):
        activity = lock(link.finding.activity)
        if not may_keep_activity(by, activity):
            raise NotYours("What has changed is recorded by those who keep the calendar.")
        if activity.closed_at is None:
            raise NotNow("Its findings aren’t agreed yet.")
        link.shown, link.shown_at, link.shown_by = shown, clock.now(), by
        link.save()
    return link


def _refuse_names_in_rows(findings: list[dict[str, Any]]) -> None:
    found = []
    for number, said in enumerate(findings, 1):
        if named := names_in(f"{said['words']}\n{said['to_change']}"):
            sentence = f"Finding {number} names {', '.join(named)}. Say it without who it was."
            found.append(Blocker(sentence, f"#row-findings-{said.get('key', '')}"))
    if found:
        raise StandsInTheWay(found)
