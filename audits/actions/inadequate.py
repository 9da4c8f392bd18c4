"""What an overall grade of Inadequate sets off at once (MER-09, MER-10)."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction

from audits import notices
from audits.clocks import run_part_clock
from audits.models import Assurance, Audit
from qa_portal import clock
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.deadlines.words import by_when
from qa_portal.people.roles import Role
from qa_portal.plan.actions import actions_about, open_actions
from qa_portal.plan.models import Action
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, lock, take_step


def found_inadequate(audit: Audit, *, by: Any, because: str) -> Assurance | None:
    """Tell those whom the framework names at once, ask for assurance, open the urgent actions.

    Belongs in the transaction of the grade. ``because`` is a sentence without its full stop that says who found it:
    "R. Example (Team Manager, North) graded it Inadequate". The same finding told twice alerts once; another one (the
    panel's after the reviewer's) alerts anew. One assurance is asked for each audit: a record that was reviewed
    after the first finding isn't asked for again. Gives the assurance; None where the procedure has none.
    """
    policy = audit.policy.inadequate
    if policy is None:
        return None
    with transaction.atomic(), act("found_inadequate", by=by):
        Audit.objects.select_for_update(no_key=True).only("pk").get(pk=audit.pk)
        assurance = _ask_for_assurance(audit, because) if policy.assured_by else None
        urgent = actions_about(audit).filter(
            state=Action.State.PROPOSED, priority=Action.Priority.URGENT, due_on__isnull=False
        )
        open_actions(urgent, reason="Urgent after an inadequate grade.")
        notices.tell_about(
            notices.FOUND_INADEQUATE,
            audit,
            [str(word) for word in policy.tell],
            occasion=f"{audit.pk}:{hashlib.sha256(because.encode()).hexdigest()[:16]}",
            url=assurance.get_absolute_url() if assurance else "",
            because=because,
            next=_what_comes_next(assurance),
        )
    return assurance


def _ask_for_assurance(audit: Audit, because: str) -> Assurance:
    """The audit's assurance, with its 24 hours from the grade; the one there is already where there is one."""
    found = audit.assurances.first()
    if found is not None:
        return found
    assurance = Assurance.objects.create(audit=audit, because=because[:300], asked_at=clock.now())
    run_part_clock(assurance, "audit_assure", owner=str(audit.policy.inadequate.assured_by))
    return assurance


def _what_comes_next(assurance: Assurance | None) -> str:
    if assurance is None:
        return "Look at the record today."
    due = assurance.deadlines.first()
    if assurance.state != Assurance.State.ASKED or due is None:
        return "The record has been reviewed since, and the assurance is recorded."
    role = Role(due.owner).label
    when = by_when(due.due_at, clock.now())
    return f"The {role} reviews the record and records the safety of everyone concerned by {when}."


def record_assurance(
    assurance: Assurance, *, by: Any, reviewed_on: dt.date, safety: str, quality: str
) -> Assurance:
    """Record what the review of the record found: that everyone whom it relates to is safe, or what was done so that
    they are, and how good the work is (MER-10). Raises as ``take_step``; StandsInTheWay where a part is missing."""
    missing = []
    if not safety.strip():
        missing.append(Blocker("Write whether everyone is safe, and what was done.", "#id_safety"))
    if not quality.strip():
        missing.append(Blocker("Write how good the work is.", "#id_quality"))
    if reviewed_on > clock.today():
        missing.append(Blocker("Enter the day on which you reviewed the record.", "#id_reviewed_on"))
    if missing:
        raise StandsInTheWay(missing)
    with act("record_assurance", by=by):
        assurance = lock(assurance)
        assurance.reviewed_on, assurance.safety, assurance.quality = (
            reviewed_on,
            safety.strip(),
            quality.strip(),
        )
        assurance.save(update_fields=["reviewed_on", "safety", "quality"])
        assurance = take_step(assurance, "assure", by=by)
        meet_deadlines(assurance, "audit_assure")
        notices.tell_about(
            notices.ASSURED,
            assurance,
            [str(word) for word in assurance.audit.policy.inadequate.tell],
            occasion=f"{assurance.pk}",
            but_not=by,
            who=by.name,
        )
    return assurance
