"""Audits once they are completed, by the portal's own actions: sent back, moderated, returned, finalised, closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.actions import by_time, checking, following, inadequate, level, moderating, returning
from audits.actions.replacing import withdraw_audit
from audits.actions.submitting import submit_audit
from audits.actions.writing import write_tested
from audits.models import Assurance, Audit, LevelDispute
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.actions import open_deadlines_of
from qa_portal.plan.actions import actions_about
from qa_portal.workflow.steps import take_step

from .audits import audit_at
from .disputes import fresh
from .people import Council
from .records import child

#: The order in which an audit goes on; ``sent_back``, ``not_accepted``, ``to_moderate`` and
#: ``withdrawn`` branch off.
WAY = ("submitted", "accepted", "returned", "discussed", "finalised", "followed", "closed")

#: The Grade that a state asks for where the test doesn't say: what is held for the panel is inadequate.
GRADE = {"to_moderate": "inadequate"}


def audit_after(
    state: str, council: Council, subject: Subject | None = None, *, grade: str = "", **given: Any
) -> Audit:
    """An audit that has got as far as ``state`` says (``WAY``, or a branch), with this overall grade
    (Requires Improvement unless given). ``given`` goes to ``audit_at``."""
    subject = subject or child(council)
    if state == "withdrawn":
        audit = audit_at("allocated", council, subject, **given)
        return withdraw_audit(
            audit, by=council.insights_member, reason="He has left the care of the council."
        )
    grade = grade or GRADE.get(state, "requires_improvement")
    given.setdefault("urgent", grade == "inadequate")
    audit = submitted(council, subject, grade=grade, **given)
    if state == "submitted":
        return audit
    if state in ("sent_back", "not_accepted"):
        return _sent_back(audit, council, state)
    if audit.state == Audit.State.SUBMITTED:
        audit = checking.accept_audit(audit, by=council.insights_member, says="Sound and complete.")
    if state == "to_moderate":
        return audit
    if audit.state == Audit.State.TO_MODERATE:
        audit = moderating.record_moderated_grade(
            audit,
            by=council.insights_manager,
            reason="The panel agrees with the reviewer.",
            grade=audit.grade,
            point=audit.point,
        )
    return go_on(audit, council, state)


def submitted(council: Council, subject: Subject, **given: Any) -> Audit:
    """A completed audit; a re-audit (``re_audit_of``) says what became of each item of the plan before."""
    before = given.get("re_audit_of")
    if before is None:
        return audit_at("submitted", council, subject, **given)
    audit = audit_at("written", council, subject, **given)
    found = {action.pk: "It was done, and she notices." for action in actions_about(before)}
    audit = write_tested(audit, by=audit.reviewer, found=found)
    submit_audit(fresh(audit), by=audit.reviewer)
    return fresh(audit)


def go_on(audit: Audit, council: Council, state: str) -> Audit:
    """Take an accepted audit as far as ``state`` says."""
    if state == "accepted":
        return audit
    audit = returning.return_audit(audit, by=council.insights_member)
    if state == "returned":
        return audit
    discuss(audit, council)
    if state == "discussed":
        return fresh(audit)
    assure_all(audit, council)
    audit = following.finalise_audit(
        fresh(audit), by=council.insights_member, assurance="She is safe, and the plan is being written."
    )
    if state == "finalised" or audit.is_over:
        return audit
    finish_actions(audit, council)
    if audit.policy.follow_up.signed_off_by:
        audit = following.sign_off_audit(fresh(audit), by=council.team_manager)
    following.assure_improvement(fresh(audit), by=council.team_manager, evidence="The plan is there.")
    following.record_what_changed(fresh(audit), by=council.team_manager, changed="She knows who visits her.")
    with clock.standing_at(later(audit)):
        following.confirm_sustained(fresh(audit), by=council.team_manager, evidence="Visited as planned.")
        if state == "followed":
            return fresh(audit)
        return following.close_audit(fresh(audit), by=council.insights_member)


def discuss(audit: Audit, council: Council, **said: Any) -> Any:
    """Whoever discusses the findings records that they did."""
    fields = {
        "held_on": clock.today(),
        "reflection": "We talked the findings through. The visits were too few.",
        "decisions": "Wendy visits each fortnight.",
        **said,
    }
    role = str(audit.policy.follow_up.discussed_by)
    return following.record_discussion(fresh(audit), by=council.people[role], **fields)


def assure_all(audit: Audit, council: Council) -> None:
    """What an Inadequate has asked for is recorded."""
    for assurance in audit.assurances.filter(state=Assurance.State.ASKED):
        record_assurance(assurance, council)


def record_assurance(assurance: Assurance, council: Council, **said: Any) -> Assurance:
    """Whoever assures safety records what they found."""
    role = str(assurance.audit.policy.inadequate.assured_by)
    fields = {
        "reviewed_on": clock.today(),
        "safety": "Seen today: she is safe with her carers.",
        "quality": "The plan is out of date. It is written this week.",
        **said,
    }
    return inadequate.record_assurance(assurance, by=council.people[role], **fields)


def finish_actions(audit: Audit, council: Council) -> None:
    """Every action is done by the practitioner's manager and verified by the quality assurance team."""
    for action in actions_about(audit).filter(state="open"):
        done = take_step(action, "complete", by=council.team_manager, evidence="Seen on the record.")
        take_step(done, "verify", by=council.insights_member, verification="Looked at it.")


def later(audit: Audit, days: int = 120) -> dt.datetime:
    """When it is asked whether an improvement has lasted."""
    return clock.now() + dt.timedelta(days=days)


def assurance_at(state: str, council: Council, subject: Subject | None = None, **given: Any) -> Assurance:
    """An assurance that is asked for, or recorded."""
    audit = audit_after("submitted", council, subject, grade="inadequate", **given)
    assurance = audit.assurances.get()
    return record_assurance(assurance, council) if state == "assured" else assurance


def level_dispute_at(
    state: str, council: Council, subject: Subject | None = None, **given: Any
) -> LevelDispute:
    """A dispute on the level of concern that waits, or is decided."""
    audit = audit_after("submitted", council, subject, grade="inadequate", **given)
    dispute = level.dispute_level(audit, by=council.team_manager, reason="She is visited each week.")
    if state == "raised":
        return dispute
    grade = {"grade": "requires_improvement", "point": 4 if audit.policy.scale.overall_in_points else None}
    return level.decide_level(dispute, by=council.insights_head, decision="The visits are there.", **grade)


def _sent_back(audit: Audit, council: Council, state: str) -> Audit:
    question = audit.tool.questions[0].id
    audit = checking.send_audit_back(
        audit,
        by=council.insights_member,
        says="Please say more about the plan.",
        comments=[(question, "What did you see on the record?")],
    )
    if state == "sent_back":
        return audit
    deadline = open_deadlines_of(audit, "audit_amend").get()
    with clock.standing_at(deadline.due_at + dt.timedelta(minutes=1)):
        by_time.refuse_unamended(audit, deadline)
    return fresh(audit)
