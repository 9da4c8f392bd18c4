"""All that a page shows of an audit, read in one statement (see ``qa_portal.reading.prepared``).

What is read is put into the audit itself: afterwards its rows answer without asking the database, so that rules,
blockers and buttons don't either.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.models import (
    Answer,
    Assurance,
    Audit,
    AuditCheck,
    Challenge,
    CheckComment,
    EarlierPractice,
    Evidence,
    FamilyVoice,
    GradeGiven,
    LevelDispute,
    LoopEvidence,
    OutsideIssue,
    Reflection,
    SafetyAlert,
)
from audits.trail import trail_of
from qa_portal.children.models import Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.plan.models import Action
from qa_portal.reading.giving import give, share_out, type_of
from qa_portal.reading.prepared import Parts, prepared
from qa_portal.requests.models import RequestForResponse
from qa_portal.signatures.models import Signature
from qa_portal.supervision.frequency import reads_of_supervision
from qa_portal.supervision.models import Supervision

#: More than any audit has; beyond it a page would show the first of them.
MOST = 500


@prepared
def _audit(key: int) -> Parts:
    people = ("reviewer", "practitioner", "team", "allocated_by", "submitted_by", "returned_by")
    before = ("re_audit_of", "re_audit_of__framework", "re_audit_of__reviewer")
    found = Audit.objects.filter(pk=key).select_related("framework", "cycle", *people, *before)
    return {"audit": found[:1]}


def audit_for_page(pk: int) -> Audit | None:
    """One audit with its framework, people and the one that it repeats; None when there is none.

    Whether it may be seen is not asked here.
    """
    return next(iter(_audit(key=pk)["audit"]), None)


@prepared
def _ground(subject: int, framework: int) -> Parts:
    return {
        "subject": Subject.objects.filter(pk=subject)[:1],
        "framework": FrameworkVersion.objects.filter(pk=framework)[:1],
    }


def read_ground_of(audit: Audit) -> None:
    """Read an audit's record and procedure, for the rules of a step."""
    found = _ground(subject=audit.subject_id, framework=audit.framework_id)
    (audit.subject,), (audit.framework,) = found["subject"], found["framework"]


@prepared
def _answers(audit: int) -> Parts:
    return {"answers": Answer.objects.filter(audit=audit)[:MOST]}


def answers_of(audit: Audit) -> dict[str, Answer]:
    """The answers of an audit as they are stored now, by their questions."""
    return {answer.question_id: answer for answer in _answers(audit=audit.pk)["answers"]}


@prepared
def _rows(audit: int, subject: int, before: int, an_audit: int, practitioner: int, until: dt.date) -> Parts:
    about = {"about_type": an_audit, "about_id": audit}
    before_it = {"about_type": an_audit, "about_id": before}
    asked = RequestForResponse.objects.filter(subject=subject, **about)
    return {
        "answers": Answer.objects.filter(audit=audit)[:MOST],
        "voices": FamilyVoice.objects.filter(audit=audit).select_related("recorded_by", "asked_by")[:MOST],
        "earlier": EarlierPractice.objects.filter(audit=audit).select_related("person")[:MOST],
        "actions": Action.objects.filter(subject=subject, **about)
        .select_related("owner_post__team", "owner_person")
        .order_by("position", "pk")[:MOST],
        "actions_before": Action.objects.filter(subject=subject, **before_it).order_by("position", "pk")[
            :MOST
        ],
        "checks": AuditCheck.objects.filter(audit=audit).select_related("checked_by")[:MOST],
        "comments": CheckComment.objects.filter(check_of__audit=audit)[:MOST],
        "evidence": Evidence.objects.filter(audit=audit)
        .select_related("document__file")
        .defer("document__content")[:MOST],
        "deadlines": Deadline.objects.filter(subject=subject, **about)[:MOST],
        "requests": asked.select_related("sent_by", "completed_by", "returned_by")[:MOST],
        **reads_of_supervision(subject, practitioner, until),
    }


def read_rows(audit: Audit) -> Audit:
    """Read into an audit, in one query, all that its forms, rules and blockers ask for; give it."""
    return _give_rows(audit, _rows(**_keys_of(audit)))


@prepared
def _said(audit: int, subject: int, an_audit: int) -> Parts:
    about = {"about_type": an_audit, "about_id": audit}
    return {
        "answers": Answer.objects.filter(audit=audit)[:MOST],
        "voices": FamilyVoice.objects.filter(audit=audit).select_related("recorded_by", "asked_by")[:MOST],
        "actions": Action.objects.filter(subject=subject, **about)
        .select_related("owner_post__team", "owner_person")
        .order_by("position", "pk")[:MOST],
    }


def read_said(audit: Audit) -> Audit:
    """Read into an audit, in one query, what it says and no more: answers, voices, actions; give it."""
    found = _said(audit=audit.pk, subject=audit.subject_id, an_audit=type_of(Audit))
    for name in ("answers", "voices"):
        for row in found[name]:
            row.audit = audit
        give(audit, name, found[name])
    for action in found["actions"]:
        action.subject = audit.subject
    share_out(found["actions"], "actions", [audit])
    return audit


@prepared
def _whole(audit: int, subject: int, before: int, an_audit: int, practitioner: int, until: dt.date) -> Parts:
    about = {"about_type": an_audit, "about_id": audit}
    papers = Document.objects.filter(subject=subject, **about).select_related("file").defer("content")
    return {
        **_rows.parts(audit, subject, before, an_audit, practitioner, until),
        "grades": GradeGiven.objects.filter(audit=audit).select_related("given_by")[:MOST],
        "signatures": Signature.objects.filter(**about)[:MOST],
        "papers": papers[:MOST],
        "assurances": Assurance.objects.filter(audit=audit)[:MOST],
        "level_disputes": LevelDispute.objects.filter(audit=audit).select_related("raised_by")[:MOST],
        "re_audits": Audit.objects.filter(re_audit_of=audit).select_related("framework")[:MOST],
        "challenges": Challenge.objects.filter(audit=audit)[:MOST],
        "outside_issues": OutsideIssue.objects.filter(audit=audit).select_related("sent_by", "answered_by")[
            :MOST
        ],
        "safety_alerts": SafetyAlert.objects.filter(subject=subject, audit=audit)[:MOST],
        "loop": LoopEvidence.objects.filter(audit=audit)
        .select_related("recorded_by", "document")
        .defer("document__content")[:MOST],
        "reflections": Reflection.objects.filter(audit=audit).select_related("recorded_by")[:1],
        "discussions": Supervision.objects.filter(**about).select_related("recorded_by")[:MOST],
        "others": Audit.objects.filter(subject=subject)
        .exclude(pk=audit)
        .select_related("framework", "reviewer")
        .order_by("-allocated_at")[:5],
        "trail": trail_of(audit),
    }


def read_whole_audit(audit: Audit) -> Audit:
    """Read into an audit, in one query, all that its page shows; give it.

    Beside what ``read_rows`` reads: ``grades``, ``signatures``, what followed (``assurances``, ``level_disputes``,
    ``loop``, ``reflections``, ``challenges``, ``safety_alerts``, ``discussed``), ``papers``, ``others`` (its last
    audits) and ``told`` (the rows of its trail, oldest first).
    """
    found = _whole(**_keys_of(audit))
    _give_rows(audit, found)
    give(audit, "grades", found["grades"])
    parts = (
        "assurances",
        "level_disputes",
        "loop",
        "reflections",
        "challenges",
        "safety_alerts",
        "outside_issues",
    )
    for name in parts:
        for row in found[name]:
            row.audit = audit
        give(audit, name, found[name])
    give(audit, "re_audits", found["re_audits"])
    for again in found["re_audits"]:
        again.re_audit_of = audit
    audit.discussed = found["discussions"]
    share_out(found["signatures"], "signatures", [audit])
    audit.papers = found["papers"]
    audit.others = found["others"]
    for other in audit.others:
        other.subject = audit.subject
    audit.told = sorted(found["trail"], key=lambda row: row[0])
    return audit


def _keys_of(audit: Audit) -> dict[str, Any]:
    return {
        "audit": audit.pk,
        "subject": audit.subject_id,
        "before": audit.re_audit_of_id or 0,
        "an_audit": type_of(Audit),
        "practitioner": audit.subject.practitioner_id or 0,
        "until": audit.period_to,
    }


def _give_rows(audit: Audit, found: dict[str, list[Any]]) -> Audit:
    for name, part in (("answers", "answers"), ("voices", "voices"), ("evidence", "evidence")):
        for row in found[part]:
            row.audit = audit
        give(audit, name, found[part])
    give(audit, "earlier_practice", found["earlier"])
    for check in found["checks"]:
        own = [comment for comment in found["comments"] if comment.check_of_id == check.pk]
        give(check, "comments", own)
    give(audit, "checks", found["checks"])
    for deadline in found["deadlines"]:
        deadline.subject = audit.subject
        if deadline.framework_id == audit.framework_id:
            deadline.framework = audit.framework
    for action in (*found["actions"], *found["actions_before"]):
        action.subject = audit.subject
    if audit.re_audit_of_id:
        audit.re_audit_of.subject = audit.subject
    audit.supervision_read = {name: found[name] for name in ("held", "allocated", "extensions")}
    for name in ("actions", "deadlines", "requests"):
        share_out(found[name], name, [audit])
    if audit.re_audit_of_id:
        share_out(found["actions_before"], "actions", [audit.re_audit_of])
    return audit
