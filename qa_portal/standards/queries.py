"""A meeting's checklist, as its part; and what checklists come to together, by standard (KNO-16)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse

from qa_portal.children.meetings import MeetingPart
from qa_portal.children.models import Meeting
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Checklist, Standard
from qa_portal.frameworks.queries import NoFramework, framework_for_subject, policies_by_key, policy_of
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line
from qa_portal.reporting.kinds import Scope
from qa_portal.workflow.blockers import Blocker

from .models import StandardAnswer, StandardsChecklist

Met = StandardAnswer.Met

#: The kinds of meeting that a checklist can be of.
KINDS = (Meeting.Kind.CP_CONFERENCE, Meeting.Kind.LOOKED_AFTER_REVIEW)


def checklist_of(meeting: Meeting) -> StandardsChecklist | None:
    """The checklist of a meeting, once it has been begun."""
    found = (
        StandardsChecklist.objects.select_related("framework", "completed_by").filter(meeting=meeting).first()
    )
    if found is not None:
        found.meeting = meeting
    return found


def framework_with_checklist(meeting: Meeting) -> FrameworkVersion | None:
    """The version that a meeting's checklist starts under; None where the procedure has none for it."""
    if meeting.kind not in KINDS:
        return None
    try:
        version = framework_for_subject(meeting.subject)
    except NoFramework:
        return None
    return version if standards_of(version, meeting.kind) is not None else None


def standards_of(version: FrameworkVersion, kind: str) -> Checklist | None:
    """The checklist that a version has for a kind of meeting."""
    return next((each for each in policy_of(version).checklists if each.meeting == kind), None)


def missing_in(checklist: Checklist, given: Iterable[StandardAnswer]) -> list[Standard]:
    """The standards that aren't answered yet, or whose answer asks for a word."""
    done = {answer.standard for answer in given if answer.note or answer.met not in StandardAnswer.EXPLAINED}
    return [standard for standard in checklist.standards if standard.id not in done]


def checklist_part(meeting: Meeting) -> MeetingPart | None:
    """The checklist as a part of its meeting; None for a meeting that carries none.

    A meeting that was completed before its procedure had one carries none either.
    """
    found = checklist_of(meeting)
    if found is None and meeting.is_completed:
        return None
    version = found.framework if found else framework_with_checklist(meeting)
    if version is None:
        return None
    checklist = standards_of(version, meeting.kind)
    assert checklist is not None
    missing = missing_in(checklist, found.answers.all() if found else ())
    whole = len(checklist.standards)
    page = reverse("standards_read" if meeting.is_completed else "standards_edit", args=[meeting.pk])
    return MeetingPart(
        label=checklist.title,
        state=f"{whole - len(missing)} of {whole} standards answered",
        url=page,
        is_complete=not missing,
        is_started=found is not None,
        blockers=(_blocker(checklist, missing, page),) if missing else (),
    )


def _blocker(checklist: Checklist, missing: list[Standard], page: str) -> Blocker:
    number = len(missing)
    which = f"“{missing[0].text}”" if number == 1 else f"{number} standards"
    return Blocker(f"{checklist.title}: answer {which}.", f"{page}#id_{missing[0].id}")


@dataclass(frozen=True)
class Wanted:
    """What is counted together: a kind of meeting, held from a day until another, of some teams or (None) all."""

    kind: str
    first: dt.date
    last: dt.date
    teams: frozenset[int] | None = None


@dataclass(frozen=True)
class Counted:
    """How often one standard was met; ``text`` as the procedure says it today."""

    text: str
    numbers: dict[str, int]

    @property
    def applies(self) -> int:
        """How often it applied."""
        return sum(number for met, number in self.numbers.items() if met != Met.NOT_APPLICABLE)

    @property
    def share(self) -> int | None:
        """How often it was met, in per cent of those to which it applied; None where it never did."""
        return round(100 * self.numbers.get(Met.YES, 0) / self.applies) if self.applies else None


@dataclass(frozen=True)
class Together:
    """What the checklists of a kind of meeting come to: ``complete`` of ``meetings`` that were completed."""

    meetings: int
    complete: int
    standards: tuple[Counted, ...]


def completed_meetings(wanted: Wanted) -> QuerySet[Meeting]:
    """The completed meetings that are counted."""
    found = Meeting.objects.filter(
        kind=wanted.kind, completed_at__isnull=False, held_on__gte=wanted.first, held_on__lte=wanted.last
    )
    return found if wanted.teams is None else found.filter(subject__team__in=wanted.teams)


def taken_together(wanted: Wanted) -> Together:
    """The checklists of a period, standard by standard; three queries, whatever their number."""
    meetings = completed_meetings(wanted)
    # What a procedure has no checklist for isn't missing one.
    keys = {
        key
        for key, policy in policies_by_key().items()
        if any(each.meeting == wanted.kind for each in policy.checklists)
    }
    texts: dict[str, str] = {}
    for key in sorted(keys):
        for each in policies_by_key()[key].checklists:
            if each.meeting == wanted.kind:
                texts |= {standard.id: standard.text for standard in each.standards}
    counts: Counter[tuple[str, str]] = Counter()
    of_them = StandardAnswer.objects.filter(
        checklist__meeting__in=meetings, checklist__completed_at__isnull=False
    )
    for standard, met, number in of_them.order_by().values_list("standard", "met").annotate(n=Count("pk")):
        counts[standard, met] = number
    for standard, _met in counts:
        texts.setdefault(standard, standard.replace("_", " ").capitalize())
    complete = StandardsChecklist.objects.filter(meeting__in=meetings, completed_at__isnull=False).count()
    return Together(
        meetings.count(),
        complete,
        tuple(
            Counted(text, {str(met): counts[standard, str(met)] for met in Met})
            for standard, text in texts.items()
        ),
    )


def standards_part(scope: Scope) -> Gathered | None:
    """What the standards checklists of a period come to, by kind of meeting (KNO-16); None where there are none."""
    kinds = {str(each.meeting) for each in scope.policy.checklists}
    found = {
        kind: taken_together(Wanted(str(kind), scope.first, scope.last, scope.teams))
        for kind in KINDS
        if str(kind) in kinds
    }
    if not any(each.meetings for each in found.values()):
        return None
    return Gathered(
        figures=tuple(
            Figure(
                f"standards_{kind}", f"{kind.label}s with a complete checklist", each.complete, each.meetings
            )
            for kind, each in found.items()
        ),
        grids=tuple(
            Grid(
                f"standards_of_{kind}",
                f"Standards met: {kind.label.lower()}s",
                "Standard",
                tuple(str(met.label) for met in Met),
                tuple(Line(one.text, tuple(one.numbers[str(met)] for met in Met)) for one in each.standards),
                total=False,
                across=True,
                tones=("good", "warn", "bad", "quiet"),
                point=f"{each.complete} checklists of {kind.label.lower()}s, standard by standard",
            )
            for kind, each in found.items()
            if each.complete
        ),
    )
