"""What audits bring to pages of the ground: a record’s summary, its chronology, its trail, navigation, *my work*."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from audits.models import (
    Answer,
    Assurance,
    Audit,
    AuditCheck,
    EarlierPractice,
    Evidence,
    FamilyVoice,
    GradeGiven,
    LevelDispute,
    LoopEvidence,
    Reflection,
)
from audits.queries import readable_by, standing_of
from audits.rules import may_allocate_on, may_read_audit
from qa_portal.children.changes import register_trail
from qa_portal.children.chronology import MOST, Entry, register_chronology
from qa_portal.children.models import Subject
from qa_portal.children.reads import CHRONOLOGY, SUMMARY
from qa_portal.children.rules import Asker, asker
from qa_portal.children.summary import WorkItem, framework_now, register_start, register_work
from qa_portal.dashboards.navigation import register_nav
from qa_portal.dashboards.work import Row, Section, WorkSource
from qa_portal.dashboards.work import register_work as register_my_work
from qa_portal.deadlines.words import weekday_time
from qa_portal.frameworks.queries import policy_of
from qa_portal.people.directory import directory
from qa_portal.people.roles import QUALITY_TEAM, REVIEWERS
from qa_portal.reading.giving import type_of
from qa_portal.reading.prepared import Parts


def register_audits() -> None:
    """Make audits known to the pages of the ground; called when the app loads."""
    SUMMARY.register(reads_of_summary)
    CHRONOLOGY.register(reads_of_chronology)
    register_work("audits", audits_on)
    register_start("audit", "Allocate an audit", "audit_allocate", offers_allocation, order=35)
    register_chronology("audits", audit_chronology)
    register_nav("Audits", "audits", shown_to=sees_audits, order=42, group="Audits")
    register_my_work(WorkSource("audits.booked", Section.UPCOMING, booked_conversations, booked_row))
    register_trail("audits", Audit, "Audit", seen_by=trail_of_readable("id"))
    for key, model, label in (
        ("audit_answers", Answer, "Answer of an audit"),
        ("audit_grades", GradeGiven, "Overall grade"),
        ("audit_voices", FamilyVoice, "What child or family say"),
        ("audit_checks", AuditCheck, "Check of an audit"),
        ("audit_evidence", Evidence, "Evidence of an audit"),
        ("earlier_practice", EarlierPractice, "Earlier practice"),
        ("assurances", Assurance, "Assurance of safety"),
        ("level_disputes", LevelDispute, "Dispute on the level of concern"),
        ("audit_reflections", Reflection, "Reflective conversation"),
        ("audit_loop", LoopEvidence, "What shows that an audit has changed something"),
    ):
        register_trail(key, model, label, path="audit__subject", seen_by=trail_of_readable("audit"))


def trail_of_readable(key: str) -> Any:
    """What narrows a trail whose lines say by ``key`` which audit they are of.

    Changes of an audit are for those who read it: before its return the reviewer and the quality team (MER-04).
    """

    def seen_by(user: Any) -> Q:
        who = asker(user)
        if who.sees_all:
            return Q()
        # Asked of each line's own audit by its key: a list of all that are readable would be read through.
        return Q(Exists(Audit.objects.filter(readable_by(who), pk=OuterRef(key)).order_by()))

    return seen_by


# -- the summary ------------------------------------------------------------------------------------------------------


def offers_allocation(user: Any, subject: Subject) -> bool:
    """Whether the record's start menu offers to allocate an audit: the procedure of its team has audits."""
    version = framework_now(subject)
    return version is not None and may_allocate_on(user, subject, policy_of(version))


def reads_of_summary(subject: int) -> Parts:
    """What the summary of a record shows of audits: ten years of them, a month apart."""
    found = Audit.objects.filter(subject=subject).select_related("framework", "reviewer")
    return {"audits": found[:200]}


def audits_on(user: Any, subject: Subject) -> Iterable[WorkItem]:
    """Audits on a record, current and past, with their grade where this person reads it (LEE-07)."""
    read, kind = SUMMARY.of(subject), type_of(Audit)
    due: dict[int, Any] = {}
    for deadline in read["deadlines"]:
        if deadline.about_type_id == kind and deadline.kind.startswith("audit_"):
            due.setdefault(deadline.about_id, []).append(deadline)
    for audit in read["audits"]:
        audit.subject = subject
        reads = may_read_audit(user, audit)
        is_current = not audit.is_over
        state = standing_of(audit, reads)
        if reads and audit.returned_at and audit.grade:
            state = f"{state}: {audit.grade_label}"
        clocks = [d for d in due.get(audit.pk, []) if reads or d.kind == "audit_complete"]
        yield WorkItem(
            what=audit.title,
            state=state,
            url=audit.get_absolute_url(),
            at=audit.closed_at or audit.allocated_at,
            is_current=is_current,
            who=audit.reviewer.name,
            due=clocks[0] if clocks and is_current else None,
            flags=("inadequate",) if reads and audit.grade == "inadequate" and audit.returned_at else (),
        )


# -- the chronology ---------------------------------------------------------------------------------------------------


def reads_of_chronology(subject: int) -> Parts:
    """What the chronology of a record shows of audits."""
    found = Audit.objects.filter(subject=subject).select_related("framework", "reviewer", "returned_by")
    return {"audits": found[:MOST]}


def audit_chronology(user: Any, subject: Subject) -> Iterable[Entry]:
    """Audits as they were allocated and returned, the grade where this person reads it (LEE-17)."""
    for audit in CHRONOLOGY.of(subject)["audits"]:
        audit.subject = subject
        sort, url = audit.policy.terms.audit, audit.get_absolute_url()
        yield Entry(audit.allocated_at, sort, f"{audit.title} allocated", audit.reviewer.name, url)
        if audit.returned_at:
            grade = f": {audit.grade_label}" if audit.grade else ""
            who = audit.returned_by.name if audit.returned_by else ""
            yield Entry(audit.returned_at, sort, f"{audit.title} returned to the team{grade}", who, url)
        if audit.closed_at:
            yield Entry(audit.closed_at, sort, f"{audit.title}: loop closed", url=url)


# -- my work ----------------------------------------------------------------------------------------------------------


def booked_conversations(who: Asker) -> QuerySet[Audit]:
    """Conversations that are to come: of the audits that this person writes, and of their own work.

    Each of the two is read from an index of its own; as one condition, every audit would be.
    """
    booked = Audit.objects.filter(
        state__in=[*Audit.WRITABLE],
        conversation_on__gte=who.now,
        conversation_held_on=None,
        conversation_why_not="",
    )
    written, own = (
        booked.filter(way).order_by().values("pk")
        for way in (Q(reviewer__in=who.acts_for), Q(subject__practitioner__in=who.acts_for))
    )
    found = Audit.objects.filter(pk__in=written.union(own, all=True))
    return found.select_related("subject", "framework").order_by("conversation_on", "pk")


def booked_row(audit: Audit) -> Row:
    """A conversation to come."""
    place = f", {audit.conversation_place}" if audit.conversation_place else ""
    return Row(
        audit.policy.audit_steps.conversation_name,
        audit.get_absolute_url(),
        audit.subject,
        note=f"{weekday_time(audit.conversation_on)}{place}",
    )


def sees_audits(user: Any) -> bool:
    """Whether the list of audits has anything of this person's work: the quality team, reviewers, managers."""
    book = directory()
    roles = book.roles_of(user.pk)
    return bool(roles & (REVIEWERS | QUALITY_TEAM)) or bool(book.teams_managed_by(user.pk))
