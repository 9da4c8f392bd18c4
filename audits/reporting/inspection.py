"""What audits bring into the inspection pack: their papers, and how their loops stand (NEW-08, MER-08)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch

from audits.models import Audit, LoopEvidence
from qa_portal.documents.models import Document
from qa_portal.plan.models import Action
from qa_portal.reporting.kinds import Scope, Sheet, SheetRow
from qa_portal.reporting.packs import PackPaper

from .counted import completed
from .sheets import RESTRICTED


def _audits(scope: Scope) -> list[Audit]:
    """The audits completed in the period, with their papers, actions and evidence."""
    pks = [audit.pk for audit in completed(scope, scope.begins, scope.ends)]
    papers = Document.objects.filter(report_key="audit", state=Document.State.STORED).select_related("file")
    return list(
        Audit.objects.filter(pk__in=pks)
        .select_related("subject", "team", "framework")
        .prefetch_related(
            Prefetch("documents", papers.defer("content").order_by("pk")), "actions", "loop", "re_audits"
        )
        .order_by("submitted_at", "pk")
    )


def audit_papers(scope: Scope) -> Iterator[PackPaper]:
    """The report of each audit that was completed in the period, as it was filed last."""
    for audit in _audits(scope):
        paper = next(reversed(audit.documents.all()), None)
        yield PackPaper(audit.subject, audit.title, audit.get_state_display(), paper)


#: Actions that were only proposed, or that nobody needs any more, are none of a loop's.
NOT_AGREED = (Action.State.PROPOSED, Action.State.DROPPED)

HEADINGS = (
    "Record",
    "Audit",
    "Team",
    "Completed on",
    "Grade",
    "Where it stands",
    "Actions",
    "Done and verified",
    "Overdue",
    "Improvement assured",
    "Lasted",
    "Repeated",
    "What changed",
    "Loop closed on",
)
WIDTHS = (16, 28, 26, 18, 24, 24, 9, 12, 9, 14, 9, 9, 50, 18)


def loop_rows(scope: Scope) -> Iterator[SheetRow]:
    """How the loop of each audit of the period stands."""
    part = LoopEvidence.Part
    grades = {audit.pk: audit.grade for audit in completed(scope, scope.begins, scope.ends)}
    for audit in _audits(scope):
        states = [a.state for a in audit.actions.all() if a.state not in NOT_AGREED]
        overdue = sum(a.state == Action.State.OPEN and a.due_on <= scope.last for a in audit.actions.all())
        shown = {row.part for row in audit.loop.all()}
        cells = (
            audit.subject.reference,
            audit.title,
            audit.team.name if audit.team else "",
            audit.submitted_at,
            audit.policy.scale.label(grades[audit.pk]) if grades.get(audit.pk) else "",
            audit.get_state_display(),
            len(states),
            states.count(Action.State.VERIFIED),
            overdue,
            part.IMPROVED in shown,
            part.SUSTAINED in shown,
            bool(audit.re_audits.all()),
            audit.changed_for_child,
            audit.closed_at,
        )
        if audit.subject.is_restricted:
            yield None, (RESTRICTED, *cells[1:12], "", cells[13])
        else:
            yield audit.subject_id, cells


LOOP = Sheet("loop", "Loop status", HEADINGS, WIDTHS, loop_rows)
